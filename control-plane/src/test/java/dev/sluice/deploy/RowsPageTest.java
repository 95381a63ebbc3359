package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Tables;
import dev.sluice.rows.Column;
import dev.sluice.rows.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/rows.md} says of each column what the list of tables says. */
class RowsPageTest {
    static List<Table> tables() {
        return Tables.ALL;
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theTableIsOnThePage(Table table) throws IOException {
        assertThat(section(table))
                .contains(table.meaning())
                .contains(table.columns().stream().map(RowsPageTest::line).toList());
    }

    /** Without the marks of code, and on one line. */
    private static String section(Table table) throws IOException {
        String page = "\n" + Files.readString(Checkout.file("docs/rows.md")) + "\n## ";
        int start = page.indexOf("\n## " + table.name() + "\n");
        assertThat(start).as("the heading " + table.name()).isNotNegative();
        return page.substring(start, page.indexOf("\n## ", start + 1))
                .replace("`", "")
                .replaceAll("\\s+", " ");
    }

    private static String line(Column<?> column) {
        String otherwise = column.isNullable()
                ? "null"
                : column.plainDefault().map(Object::toString).orElse("");
        return ("| " + column.name() + " | " + otherwise + " | " + column.meaning() + " |").replaceAll("\\s+", " ");
    }
}
