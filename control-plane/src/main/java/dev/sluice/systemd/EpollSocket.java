package dev.sluice.systemd;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A Unix datagram socket. Java has none; Netty, which gRPC brings, has one. Only this class knows Netty's insides.
 * Callers must do without such a socket where Netty has no native code for the machine.
 */
final class EpollSocket implements NotifySocket {
    private final EventLoopGroup loop;
    private final Channel channel;
    private final Trouble trouble = new Trouble(); // the event loop's own

    private EpollSocket(EventLoopGroup loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Connects to a socket.
     *
     * @param path the socket's file; with {@code @} in front, a name without a file, which only Linux has
     * @throws IOException when nobody listens there
     * @throws LinkageError where Netty has no native code
     */
    static EpollSocket open(String path) throws IOException {
        Epoll.ensureAvailability();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(path.startsWith("@") ? "\0" + path.substring(1) : path))
                .awaitUninterruptibly();
        EpollSocket socket = new EpollSocket(loop, connected.channel());
        if (!connected.isSuccess()) {
            socket.close(Duration.ZERO);
            throw new IOException(path + ": " + connected.cause(), connected.cause());
        }
        return socket;
    }

    @Override
    public void send(String message) {
        channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
                .addListener(sent -> trouble.sent(sent.isSuccess() ? null : String.valueOf(sent.cause())));
    }

    @Override
    public void close(Duration longest) {
        // Netty works in the order of the calls: when this call is done, all messages before it are sent or lost.
        channel.close().awaitUninterruptibly(longest.toMillis());
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(longest.toMillis());
    }
}
