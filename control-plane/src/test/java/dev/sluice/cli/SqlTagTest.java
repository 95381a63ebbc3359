package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTagTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into hosts values ('a') | INSERT 0 2",
                "/* so */ UPDATE hosts set host = 'b' | UPDATE 2",
                "delete from hosts | DELETE 2",
                "with gone as (delete from a returning *) insert into b select * from gone | INSERT 0 2",
                "create table a (b text) | CREATE TABLE",
                "create or replace temp view a as select 1 | CREATE VIEW",
                "create unique index a on b (c) | CREATE INDEX",
                "create materialized view a as select 1 | CREATE MATERIALIZED VIEW",
                "alter table hosts disable trigger sluice_notify | ALTER TABLE",
                "drop table a | DROP TABLE",
                "truncate hosts | TRUNCATE TABLE",
                "begin | BEGIN",
                "end | COMMIT",
                "abort | ROLLBACK",
                "start transaction | START TRANSACTION",
                "grant select on hosts to a | GRANT",
                "; | ''",
            })
    void theTagIsPostgresOwn(String statement, String tag) {
        assertThat(SqlTag.of(statement, 2)).isEqualTo(tag);
    }
}
