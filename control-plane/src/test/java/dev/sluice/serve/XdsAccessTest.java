package dev.sluice.serve;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.HostPort;
import dev.sluice.config.TlsFiles;
import dev.sluice.config.XdsAccess;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestAuthority;
import dev.sluice.testing.XdsStream;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may speak to the xDS port: users of this machine, and whoever has a certificate. */
class XdsAccessTest {
    private static final long SOMEBODY_ELSE = 4_000_000;
    private static final String HERE = "127.0.0.1";
    private static final String EDGE = "uri:spiffe://example.com/fleet/edge";

    @TempDir
    private Path folder;

    private final int port = FreePorts.next();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private void serve(XdsAccess access, String address, Integer... held) throws IOException {
        AtomicReference<XdsServer> itself = new AtomicReference<>();
        XdsServer server =
                XdsServer.on(new XdsPort(new HostPort(address, port), access, 1_000, List.of(held)), said -> {
                    if (said instanceof EnvoySaid.Asks asks) {
                        Objects.requireNonNull(itself.get()).publish(asks.envoy(), FleetSnapshot.EMPTY);
                    }
                });
        itself.set(server);
        open.add(server);
        server.start();
    }

    private XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> ask(ChannelCredentials credentials, String fleet) {
        return ask(HERE, credentials, fleet);
    }

    private XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> ask(
            String address, ChannelCredentials credentials, String fleet) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(address, port, credentials).build();
        var stream = XdsStream.deltaAds(channel);
        open.add(0, stream);
        stream.send(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("test").setCluster(fleet))
                .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                .build());
        return stream;
    }

    private static void isServed(XdsStream<?, DeltaDiscoveryResponse> stream) {
        soon().untilAsserted(() ->
                assertThat(stream.responses()).as("%s", stream.error()).hasSize(1));
    }

    private static String refusedWith(XdsStream<?, ?> stream, Status.Code code) {
        soon().until(() -> stream.error().isPresent());
        Status status = stream.error().orElseThrow();
        assertThat(status.getCode()).as("%s", status).isEqualTo(code);
        return String.valueOf(status.getDescription());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aUserWhoIsNamedIsServed(String address) throws IOException {
        serve(new XdsAccess(Set.of(myself(), SOMEBODY_ELSE), Optional.empty()), address);
        isServed(ask(address, InsecureChannelCredentials.create(), "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void anyOtherUserIsToldSoAndCutOff(String address) throws IOException {
        serve(new XdsAccess(Set.of(SOMEBODY_ELSE), Optional.empty()), address);
        String told = refusedWith(
                ask(address, InsecureChannelCredentials.create(), "default"), Status.Code.PERMISSION_DENIED);
        assertThat(told)
                .isEqualTo("the user " + myself()
                        + " may not speak to the xDS port: the setting SLUICE_XDS_USERS names who may");
        try (Socket silent = new Socket(address, port)) {
            silent.setSoTimeout((int) Patience.LIMIT.toMillis());
            byte[] settings = silent.getInputStream().readAllBytes();
            assertThat(settings).as("closed by the server").hasSizeLessThan(200);
        }
    }

    @Test
    void aCertificateAsksForTheFleetsThatItNames() throws IOException {
        TestAuthority authority = new TestAuthority(folder, "ca");
        serve(tls(authority), HERE);
        TestAuthority.Pair edge = authority.issue(EDGE, "dns:edge.example.com");
        isServed(ask(client(authority, edge), "edge"));
        assertThat(refusedWith(ask(client(authority, edge), ""), Status.Code.PERMISSION_DENIED))
                .contains("this certificate may not ask for fleet \"default\"", "spiffe://.../fleet/default");
        TestAuthority.Pair none = authority.issue("dns:edge.example.com");
        refusedWith(ask(client(authority, none), "edge"), Status.Code.PERMISSION_DENIED);
    }

    @Test
    void withoutACertificateOfTheAuthorityNothingIsServed() throws IOException {
        TestAuthority authority = new TestAuthority(folder, "ca");
        TestAuthority stranger = new TestAuthority(folder, "stranger");
        serve(tls(authority), HERE);
        var trusting = TlsChannelCredentials.newBuilder()
                .trustManager(authority.certificate().toFile())
                .build();
        refusedWith(ask(trusting, "edge"), Status.Code.UNAVAILABLE);
        refusedWith(ask(InsecureChannelCredentials.create(), "edge"), Status.Code.UNAVAILABLE);
        TestAuthority.Pair forged = stranger.issue(EDGE);
        refusedWith(ask(client(authority, forged), "edge"), Status.Code.UNAVAILABLE);
    }

    @Test
    void renewedFilesAreTakenWithoutARestart() throws IOException {
        TestAuthority before = new TestAuthority(folder, "before");
        TestAuthority after = new TestAuthority(folder, "after");
        XdsAccess access = tls(before);
        serve(access, HERE);
        TestAuthority.Pair old = before.issue(EDGE);
        isServed(ask(client(before, old), "edge"));
        tls(after);
        TestAuthority.Pair renewed = after.issue(EDGE);
        soon().untilAsserted(() -> {
            var stream = ask(client(after, renewed), "edge");
            soon().until(() -> stream.error().isPresent() || !stream.responses().isEmpty());
            assertThat(stream.responses()).hasSize(1);
        });
        refusedWith(ask(client(after, old), "edge"), Status.Code.UNAVAILABLE);
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws IOException {
        TestAuthority authority = new TestAuthority(folder, "ca");
        XdsAccess access = tls(authority);
        TlsFiles files = access.tls().orElseThrow();
        Files.copy(authority.issue().key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> serve(access, HERE)).hasMessageContaining("the key is not the certificate's");
        Files.writeString(files.key(), "no key");
        assertThatThrownBy(() -> serve(access, HERE)).hasMessageContaining("tls.key has no key in PEM");
        Files.writeString(files.certificate(), "nothing");
        assertThatThrownBy(() -> serve(access, HERE)).hasMessageContaining("tls.crt has no certificate in PEM");
        Files.delete(files.certificate());
        assertThatThrownBy(() -> serve(access, HERE)).hasMessageContaining("tls.crt is not there");
    }

    @Test
    void aSocketThatTheServiceManagerHoldsIsUsed() throws Exception {
        Epoll.ensureAvailability();
        var held = io.grpc.netty.shaded.io.netty.channel.unix.Socket.newSocketStream();
        held.bind(new InetSocketAddress(HERE, port));
        held.listen(128);
        // Nobody takes what comes meanwhile.
        var early = ask(InsecureChannelCredentials.create(), "default");
        serve(XdsAccess.OPEN, HERE, held.intValue());
        isServed(early);
    }

    /** The files of a server of this authority's; called again, it renews them. */
    private XdsAccess tls(TestAuthority authority) throws IOException {
        TestAuthority.Pair server = authority.issue("ip:" + HERE);
        TlsFiles files =
                new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("clients.pem"));
        Files.copy(server.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(server.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(authority.certificate(), files.clientAuthorities(), StandardCopyOption.REPLACE_EXISTING);
        return new XdsAccess(Set.of(SOMEBODY_ELSE), Optional.of(files));
    }

    private static ChannelCredentials client(TestAuthority authority, TestAuthority.Pair pair) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(pair.certificate().toFile(), pair.key().toFile())
                .trustManager(authority.certificate().toFile())
                .build();
    }

    private static long myself() throws IOException {
        return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    }
}
