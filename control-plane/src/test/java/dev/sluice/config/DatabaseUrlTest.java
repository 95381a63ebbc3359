package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void readsAllPartsOfAUrl() throws Invalid {
        Conninfo connection = DatabaseUrl.parse("postgres://ops:s%40cret+@db.example.com:6432/rows");
        assertThat(connection.parts())
                .isEqualTo(Map.of(
                        "host", "db.example.com",
                        "port", "6432",
                        "dbname", "rows",
                        "user", "ops",
                        "password", "s@cret+"));
    }

    @Test
    void whatIsLeftOutIsLeftToTheNextSource() throws Invalid {
        assertThat(DatabaseUrl.parse("postgresql://").parts()).isEmpty();
        assertThat(DatabaseUrl.parse("postgresql:///rows").parts()).isEqualTo(Map.of("dbname", "rows"));
        assertThat(DatabaseUrl.parse("postgres://ops@/").parts()).isEqualTo(Map.of("user", "ops"));
    }

    @Test
    void takesSeveralServersAndIpv6() throws Invalid {
        assertThat(DatabaseUrl.parse("postgres://a:1,[2001:db8::7]:2,c/rows").servers())
                .containsExactly(new HostPort("a", 1), new HostPort("2001:db8::7", 2), new HostPort("c", 5432));
    }

    @Test
    void oneSeparatePortCountsForAllServers() throws Invalid {
        assertThat(DatabaseUrl.parse("postgres:///rows?host=a,b&port=6432").servers())
                .containsExactly(new HostPort("a", 6432), new HostPort("b", 6432));
    }

    @Test
    void translatesLibpqsParametersToPgjdbcs() throws Invalid {
        Conninfo connection = DatabaseUrl.parse("postgres://db/rows?sslmode=verify-full&sslrootcert=/etc/ca.pem"
                + "&target_session_attrs=read-write&connect_timeout=3&application_name=lb%201&options=-c%20a=b"
                + "&channel_binding=require&passfile=/etc/pass&load_balance_hosts=random");
        assertThat(connection.properties())
                .isEqualTo(Map.of(
                        "sslmode", "verify-full",
                        "sslrootcert", "/etc/ca.pem",
                        "targetServerType", "primary",
                        "connectTimeout", "3",
                        "ApplicationName", "lb 1",
                        "options", "-c a=b",
                        "channelBinding", "require",
                        "loadBalanceHosts", "true"));
        assertThat(connection.part("passfile")).contains("/etc/pass");
    }

    @Test
    void theMachinesOwnCertificatesAreReachedByPgjdbcsOtherFactory() throws Invalid {
        assertThat(DatabaseUrl.parse("postgres://db/rows?sslrootcert=system").properties())
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory")
                .containsEntry("sslmode", "verify-full");
    }

    @Test
    void takesJdbcUrlsWithPgjdbcsParameters() throws Invalid {
        Conninfo connection = DatabaseUrl.parse(
                "jdbc:postgresql://a:1,b/rows?user=ops&password=a%26b+c&targetServerType=primary&sslmode=require");
        assertThat(connection.servers()).containsExactly(new HostPort("a", 1), new HostPort("b", 5432));
        assertThat(connection.part("password")).contains("a&b c");
        assertThat(connection.properties()).isEqualTo(Map.of("targetServerType", "primary", "sslmode", "require"));
        assertThat(DatabaseUrl.parse("jdbc:postgresql:rows").parts()).isEqualTo(Map.of("dbname", "rows"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "mysql://ops:hunter2@db/rows",
                "postgres:ops:hunter2@db/rows",
                "postgres://ops:hunter2/x@db/rows",
                "postgres://ops:hunter2?a=b@db/rows",
                "postgres://ops:hunter2%zz@db/rows",
                "postgres://ops:hunter2%00@db/rows",
                "postgres://ops:hunter2@db:port/rows",
                "postgres://ops:hunter2@db:70000/rows",
                "postgres://ops:hunter2@[::zz]/rows",
                "postgres://ops:hunter2@[::1/rows",
                "postgres://ops:hunter2@2001:db8::7/rows",
                "postgres://ops:hunter2@db/rows?sslmod=require",
                "postgres://ops:hunter2@db/rows?sslmode=maybe",
                "postgres://ops:hunter2@db/rows?connect_timeout=soon",
                "postgres://ops:hunter2@db/rows?sslmode",
                "jdbc:postgresql://db/rows?password=hunter2&tcpKeepAliv=true",
            })
    void aWrongUrlIsRefusedWithoutQuotingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(Invalid.class)
                .hasMessageNotContaining("hunter2")
                .message()
                .matches("(must|has) .*");
    }

    @Test
    void anUnknownParameterIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres://db/rows?ssl_mode=require"))
                .hasMessage("has the unknown parameter ssl_mode; did you mean sslmode?");
        assertThatThrownBy(() -> DatabaseUrl.parse("jdbc:postgresql://db/rows?tcpKeepAliv=true"))
                .hasMessage("has the unknown parameter tcpKeepAliv; did you mean tcpKeepAlive?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://%2Fvar%2Frun%2Fpostgresql/rows", "postgres:///rows?host=/var/run/postgresql"})
    void aUnixSocketIsNamedByItsFolder(String url) throws Invalid {
        HostPort server = DatabaseUrl.parse(url).servers().get(0);
        assertThat(server.unixSocket()).contains(Path.of("/var/run/postgresql/.s.PGSQL.5432"));
        assertThat(server).hasToString("/var/run/postgresql/.s.PGSQL.5432");
    }

    @Test
    void whatCannotBeAUnixSocketOfOursIsRefused() {
        assertThatThrownBy(() ->
                        DatabaseUrl.parse("postgres:///rows?host=%40postgresql").servers())
                .hasMessageContaining("a Unix socket in a folder");
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres:///rows?host=/var/run/postgresql,db")
                        .servers())
                .hasMessageContaining("one Unix socket, or servers on TCP");
    }

    @Test
    void portsThatDoNotFitTheHostsAreRefused() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres:///rows?host=a,b,c&port=1,2")
                        .servers())
                .hasMessageContaining("2 ports for 3 hosts");
    }

    @Test
    void aConnectionDoesNotPrintItsPassword() throws Invalid {
        assertThat(DatabaseUrl.parse("postgres://ops:hunter2@db/rows"))
                .asString()
                .doesNotContain("hunter2");
    }
}
