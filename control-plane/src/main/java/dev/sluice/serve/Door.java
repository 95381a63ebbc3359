package dev.sluice.serve;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket, and what happens to a connection before gRPC sees it: how many there may be, and whose they are.
 * A connection of a user who may not is kept for a moment, so that its first stream can be told why, and then cut.
 */
final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private static final int MAX_CONNECTIONS = 1_000;
    private static final int MAX_STRANGERS = 20;
    private static final long STRANGERS_SECONDS = 2;
    /** When there is no file descriptor for another connection. */
    private static final long REST_SECONDS = 1;

    private final XdsPort port;
    private final Set<Long> users;
    private final Peers peers = new Peers();
    private final EventLoopGroup boss = loops(1, "xds-door");
    private final EventLoopGroup workers = loops(Runtime.getRuntime().availableProcessors(), "xds");
    private final AtomicInteger connections = new AtomicInteger();
    /** By their addresses, the users who may not. */
    private final Map<SocketAddress, OptionalLong> strangers = new ConcurrentHashMap<>();

    private final Seldom full = new Seldom();
    private final Seldom unwell = new Seldom();

    Door(XdsPort port) {
        this.port = port;
        // A certificate says more than a user's number, and Envoys elsewhere have no such number here.
        this.users = port.access().tls().isPresent() ? Set.of() : port.access().users();
    }

    NettyServerBuilder in(NettyServerBuilder builder) {
        return builder.channelFactory(this::listening).bossEventLoopGroup(boss).workerEventLoopGroup(workers);
    }

    /** What to say to the client there, if it is one that may not speak. */
    Optional<String> strangerAt(@Nullable SocketAddress client) {
        OptionalLong user = client == null ? null : strangers.get(client);
        if (user == null) {
            return Optional.empty();
        }
        String who = user.isPresent() ? "the user " + user.getAsLong() : "a user whom this machine does not know";
        return Optional.of(who + " may not speak to the xDS port: the setting SLUICE_XDS_USERS names who may");
    }

    @Override
    public void close() {
        peers.close();
        boss.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        // Streams that were cut still have a word to say.
        workers.shutdownGracefully(1, 2, TimeUnit.SECONDS);
    }

    private static EventLoopGroup loops(int threads, String name) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private ServerChannel listening() {
        ServerChannel channel = held();
        channel.pipeline().addFirst(new Handler());
        return channel;
    }

    /** The service manager's socket of this address, which was there before us and outlives us; else a new one. */
    private ServerChannel held() {
        if (!Epoll.isAvailable()) {
            return new NioServerSocketChannel();
        }
        for (int descriptor : port.held()) {
            EpollServerSocketChannel channel = new EpollServerSocketChannel(descriptor);
            if (port.address().toSocketAddress().equals(channel.localAddress())) {
                LOG.info("listening on {}, which the service manager holds", port.address());
                return channel;
            }
            LOG.warn(
                    "the service manager holds {} for xDS, and the settings say {}: change both (systemctl edit sluice.socket)",
                    channel.localAddress(),
                    port.address());
        }
        return new EpollServerSocketChannel();
    }

    /** On the listening socket; what it reads are connections. */
    private final class Handler extends ChannelDuplexHandler {
        @Override
        public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise bound) {
            if (context.channel().isActive()) {
                bound.setSuccess(); // by the service manager
            } else {
                context.bind(address, bound);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            if (connections.get() >= MAX_CONNECTIONS) {
                cut(connection);
                full.due()
                        .ifPresent(others -> LOG.warn(
                                "xds connection cut client={} reason=\"there are {} already\" others={}",
                                connection.remoteAddress(),
                                MAX_CONNECTIONS,
                                others));
                return;
            }
            connections.incrementAndGet();
            connection.closeFuture().addListener(closed -> connections.decrementAndGet());
            if (users.isEmpty()) {
                context.fireChannelRead(connection);
                return;
            }
            peers.ask(
                    (InetSocketAddress) connection.remoteAddress(),
                    (InetSocketAddress) connection.localAddress(),
                    user -> context.executor().execute(() -> letIn(context, connection, user)));
        }

        private void letIn(ChannelHandlerContext context, Channel connection, OptionalLong user) {
            if (user.isPresent() && users.contains(user.getAsLong())) {
                context.fireChannelRead(connection);
            } else if (strangers.size() >= MAX_STRANGERS) {
                cut(connection);
            } else {
                SocketAddress client = connection.remoteAddress();
                strangers.put(client, user);
                connection.closeFuture().addListener(closed -> strangers.remove(client));
                context.executor().schedule(() -> connection.close(), STRANGERS_SECONDS, TimeUnit.SECONDS);
                context.fireChannelRead(connection);
            }
        }

        /** One that no event loop has yet. */
        private void cut(Channel connection) {
            connection.unsafe().closeForcibly();
        }

        /** As Netty does it, which would log a stack each time as well. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            OptionalInt others = unwell.due();
            if (others.isPresent()) {
                LOG.warn(
                        "xds connection not taken reason=\"{}\" others={} (more files may be opened with LimitNOFILE=)",
                        thrown.getMessage(),
                        others.getAsInt());
            }
            context.channel().config().setAutoRead(false);
            context.executor()
                    .schedule(() -> context.channel().config().setAutoRead(true), REST_SECONDS, TimeUnit.SECONDS);
        }
    }
}
