package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Tables;
import dev.sluice.rows.Column;
import dev.sluice.rows.Table;
import dev.sluice.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The migrated tables are those of the list: their columns, and what the columns are. */
class TablesIT {
    /** What says whose row it is, and what the database gives. */
    private static final String NOT_LISTED = "attname IN ('host', 'id')";

    private static final String COLUMNS = """
            SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '' ELSE ' null' END
                || coalesce(' default ' || btrim(split_part(pg_get_expr(adbin, adrelid), '::', 1), ''''), '')
                || ': ' || col_description(attrelid, attnum)
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped
            """;

    private static TestDatabase database;

    @BeforeAll
    static void migrate() throws Exception {
        database = StrictTables.fresh();
    }

    static List<Table> tables() {
        return Tables.ALL;
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theColumnsAreThoseOfTheList(Table table) throws SQLException {
        String query = COLUMNS.formatted(table.name());
        boolean ofAHost = Tables.OF_A_HOST.contains(table);
        assertThat(database.list(ofAHost ? query + " AND NOT " + NOT_LISTED : query))
                .containsExactlyInAnyOrderElementsOf(
                        table.columns().stream().map(TablesIT::described).toList());
    }

    private static String described(Column<?> column) {
        return column.name() + " " + column.kind().sqlType() + (column.isNullable() ? " null" : "")
                + column.plainDefault().map(value -> " default " + value).orElse("") + ": " + column.meaning();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theTableSaysWhatItIsFor(Table table) throws SQLException {
        assertThat(database.ask("SELECT obj_description('" + table.name() + "'::regclass)"))
                .isEqualTo(table.meaning());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aConstraintSaysEachSentence(Table table) throws SQLException {
        List<String> constraints =
                database.list("SELECT conname FROM pg_constraint WHERE conrelid = '" + table.name() + "'::regclass");
        assertThat(table.sentences())
                .isNotEmpty()
                .allSatisfy(
                        sentence -> assertThat(constraints).anyMatch(constraint -> constraint.startsWith(sentence)));
    }

    @Test
    void thereAreNoOtherTablesThanThese() throws SQLException {
        List<String> listed = Tables.ALL.stream().map(Table::name).toList();
        assertThat(database.list(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
                .containsAll(listed)
                .filteredOn(name -> !listed.contains(name) && !name.startsWith("sluice_"))
                .containsExactly("fleets");
    }
}
