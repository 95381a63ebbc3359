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
 * A Unix datagram socket, which Java by itself does not have; Netty, which gRPC brings, has one. No other class may know
 * Netty's insides, and whoever opens one must do without where Netty has no native code for the machine.
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
     * @param path of the file; with {@code @} in front it is a name without a file, a speciality of Linux
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
        // Done in the order of the calls, so that all before it is sent or lost when it is.
        channel.close().awaitUninterruptibly(longest.toMillis());
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(longest.toMillis());
    }
}
