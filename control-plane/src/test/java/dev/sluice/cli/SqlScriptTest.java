package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {
    @Test
    void aSemicolonEndsAStatement() {
        assertThat(SqlScript.of("select 1; select\n2;;\n;select 3"))
                .containsExactly("select 1", "select\n2", "select 3");
    }

    @Test
    void butNotInQuotesCommentsAndParentheses() {
        String tricky = """
                select ';', "a;b", E'\\';', 'it''s;', $$;$$, $a$ $$;$$ $a$, a$1 -- ; no
                /* ; /* ; */ ; */ , (select 1 ; )
                ; select 2""";
        assertThat(SqlScript.of(tricky)).hasSize(2).last().isEqualTo("select 2");
    }

    @Test
    void aPlainBackslashEscapesNothing() {
        assertThat(SqlScript.of("select '\\'; select 2")).containsExactly("select '\\'", "select 2");
        assertThat(SqlScript.of("select type'\\'; select 2")).hasSize(2);
    }

    @Test
    void commentsAloneAreNoStatement() {
        assertThat(SqlScript.of("-- nothing\n/* at all */ ;\n")).isEmpty();
    }

    @Test
    void aLineWithABackslashIsACommandBetweenStatementsOnly() {
        assertThat(SqlScript.of("\\dt\nselect 1\n\\d;\n\\d hosts"))
                .containsExactly("\\dt", "select 1\n\\d", "\\d hosts");
    }

    @Test
    void statementsMayTakeSeveralLines() {
        SqlScript script = new SqlScript();
        assertThat(script.add("insert into hosts (host)")).isEmpty();
        assertThat(script.isEmpty()).isFalse();
        assertThat(script.add("values ('a.example'); select"))
                .containsExactly("insert into hosts (host)\nvalues ('a.example')");
        assertThat(script.end()).containsExactly("select");
        assertThat(script.isEmpty()).isTrue();
    }

    @Test
    void anUnfinishedQuoteWaitsForMore() {
        SqlScript script = new SqlScript();
        assertThat(script.add("select 'a;")).isEmpty();
        assertThat(script.add("b';")).containsExactly("select 'a;\nb'");
    }
}
