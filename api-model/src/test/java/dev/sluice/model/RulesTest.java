package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {
    private static final Row CHECK =
            SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example.com",
                "*.example.com",
                "*",
                "localhost",
                "foo_bar.local",
                "10.0.0.1",
                "a-b.c",
                "xn--mnchen-3ya.de"
            })
    void aDomainIsAccepted(String host) {
        assertThat(messages(host(host))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| must not be empty, is \"\"",
                "Shop.example.com| must be in lower case, is \"Shop.example.com\"",
                "a b.com| must not contain spaces or control characters, is \"a b.com\"",
                "http://a.com| must not contain a scheme, a port or a path, is \"http://a.com\"",
                "a.com:8080| must not contain a scheme, a port or a path, is \"a.com:8080\"",
                "a.com.| must not end with a dot, is \"a.com.\"",
                "**.com| may have a wildcard only as in *.example.com, or be just *, is \"**.com\"",
                "a.*.com| may have a wildcard only as in *.example.com, or be just *, is \"a.*.com\"",
                "-a.com| needs labels of a-z, 0-9, - and _, as shop.example.com has, is \"-a.com\"",
                "a..com| needs labels of a-z, 0-9, - and _, as shop.example.com has, is \"a..com\"",
                "münchen.de| must be ASCII: write a unicode domain as punycode, xn--..., is \"münchen.de\"",
                // Punycode of MÜNCHEN, which means the same domain as xn--mnchen-3ya.
                "xn--mnchen-psa.de| must be in valid punycode, which xn--mnchen-psa is not, is \"xn--mnchen-psa.de\"",
            })
    void aDomainThatIsNoneIsNamedWithWhatIsRight(String host, String message) {
        assertThat(messages(host(host))).containsExactly("hosts.host " + message);
    }

    @Test
    void aDomainOfMoreThan253CharactersIsRefused() {
        assertThat(messages(host("a.".repeat(126) + "co")))
                .singleElement()
                .asString()
                .startsWith("hosts.host must be at most 253 characters long");
    }

    @Test
    void controlCharactersAreShownEscaped() {
        assertThat(messages(host("a\nb")))
                .containsExactly("hosts.host must not contain spaces or control characters, is \"a\\u000ab\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "127.0.0.1", "::1", "2001:db8::7", "2001:db8:0:1:1:1:1:1", "127.0.0.53", "1::"})
    void anAddressIsAccepted(String address) {
        assertThat(messages(host("a.com", Targets.of(address, 8080)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend| must be one IPv4 or IPv6 address: no name, port or mask",
                "cafe| must be one IPv4 or IPv6 address: no name, port or mask",
                "10.0.0.7:80| must be one IPv4 or IPv6 address: no name, port or mask",
                "10.0.0.0/8| must be one IPv4 or IPv6 address: no name, port or mask",
                "[::1]| must be one IPv4 or IPv6 address: no name, port or mask",
                "10.0.0.256| must be one IPv4 or IPv6 address: no name, port or mask",
                "010.0.0.6| must be one IPv4 or IPv6 address: no name, port or mask",
                "1::2::3| must be one IPv4 or IPv6 address: no name, port or mask",
                "fe80::1%eth0| must be one IPv4 or IPv6 address: no name, port or mask",
                "::ffff:10.0.0.7| must be IPv4 itself, as 10.0.0.7",
                "2001:DB8::7| must be in the shortest form of IPv6, as 2001:db8::7",
                "2001:db8:0:0:0:0:0:7| must be in the shortest form of IPv6, as 2001:db8::7",
                "169.254.169.254| must not be link-local (169.254.0.0/16, fe80::/10)",
                "fe80::1| must not be link-local (169.254.0.0/16, fe80::/10)",
                "0.0.0.0| must not be 0.x.x.x, ::, multicast or broadcast",
                "::| must not be 0.x.x.x, ::, multicast or broadcast",
                "::a00:7| must not be 0.x.x.x, ::, multicast or broadcast",
                "224.0.0.1| must not be 0.x.x.x, ::, multicast or broadcast",
                "ff02::1| must not be 0.x.x.x, ::, multicast or broadcast",
                "255.255.255.255| must not be 0.x.x.x, ::, multicast or broadcast",
                "240.0.0.1| must not be reserved (240.0.0.0/4)",
                "100.100.100.200| must not be the metadata service of a cloud",
                "fd00:ec2::254| must not be the metadata service of a cloud",
                "64:ff9b::a9fe:a9fe| must not hide a forbidden IPv4 one (NAT64, 6to4, ...)",
            })
    void anAddressThatIsNoneIsNamedWithWhatIsRight(String address, String message) {
        assertThat(messages(host("a.com", Targets.of(address, 8080))))
                .containsExactly("targets.address " + message + ", is \"" + address + "\"");
    }

    @Test
    void aFleetIsALabel() {
        assertThat(messages(inFleet("edge-eu_1.b"))).isEmpty();
        for (String fleet : List.of("", "Edge", "a b", "a/b", "é", "a\n")) {
            assertThat(messages(inFleet(fleet)))
                    .containsExactly("hosts.fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has, is "
                            + dev.sluice.rows.Quoted.of(fleet));
        }
        assertThat(messages(inFleet("a".repeat(63)))).isEmpty();
        assertThat(messages(inFleet("a".repeat(64))))
                .containsExactly("hosts.fleet must be at most 63 characters long, is \"" + "a".repeat(64) + "\"");
    }

    private static Host inFleet(String fleet) {
        return SampleHosts.host("a.com", fleet, 80, 80, List.of(), List.of());
    }

    @Test
    void portsAreFrom1To65535() {
        assertThat(messages(SampleHosts.host("a.com", 0, 65536, List.of(Targets.of("10.0.0.7", -1)), List.of())))
                .containsExactly(
                        "hosts.incoming_port must be from 1 to 65535, is 0",
                        "hosts.outgoing_port must be from 1 to 65535, is 65536",
                        "targets.port must be from 1 to 65535, is -1");
    }

    @Test
    void theSameTargetWithAndWithoutItsPortIsThereTwice() {
        assertThat(messages(SampleHosts.host(
                        "a.com", 80, 8080, List.of(Targets.of("10.0.0.7"), Targets.of("10.0.0.7", 8080)), List.of())))
                .containsExactly("targets must differ, 10.0.0.7 port 8080 is there twice");
    }

    @Test
    void aTargetThatLeadsBackIsRefused() {
        assertThat(messages(SampleHosts.host("a.com", 8080, 8080, List.of(Targets.of("127.0.0.1")), List.of())))
                .containsExactly(
                        "targets.address must not lead back to this load balancer, is 127.0.0.1 on the incoming_port 8080");
    }

    @Test
    void aCheckNeedsAPathAndSensibleTimes() {
        assertThat(messages(check("health", "5", "10")))
                .containsExactly("health_checks.path must start with /, is \"health\"");
        assertThat(messages(check("/a b", "5", "10")))
                .containsExactly("health_checks.path must hold only printable ASCII, and no space or #, is \"/a b\"");
        assertThat(messages(check("/", "11", "10.5")))
                .containsExactly("health_checks.timeout must not be longer than interval 10.5, is 11");
        assertThat(messages(check("/", "0.05", "3601")))
                .containsExactly(
                        "health_checks.timeout must be from 0.1 to 3600 seconds, is 0.05",
                        "health_checks.interval must be from 0.1 to 3600 seconds, is 3601");
    }

    @Test
    void aSecondCheckIsRefused() {
        assertThat(messages(SampleHosts.host("a.com", 80, 80, List.of(), List.of(CHECK, CHECK))))
                .containsExactly("health_checks must be one at most, is 2");
    }

    private static Host check(String path, String timeout, String interval) {
        var check = SampleHosts.check(
                path, OptionalInt.empty(), Duration.parse("PT" + timeout + "S"), Duration.parse("PT" + interval + "S"));
        return SampleHosts.host("a.com", 80, 80, List.of(), List.of(check));
    }

    private static Host host(String name, Row... targets) {
        return SampleHosts.host(name, 80, 80, List.of(targets), List.of(CHECK));
    }

    private static List<String> messages(Host host) {
        return Rules.check(host).stream()
                .map(problem -> problem.field() + " " + problem.message())
                .toList();
    }
}
