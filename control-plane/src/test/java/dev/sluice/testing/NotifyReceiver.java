package dev.sluice.testing;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainDatagramPacket;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** The socket on which systemd hears of its services, in a test's hands. */
public final class NotifyReceiver implements AutoCloseable {
    private static final String SIGN_OF_LIFE = "WATCHDOG=1";

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger signsOfLife = new AtomicInteger();

    private NotifyReceiver() {}

    /** Under a path, or a name without a file that begins with a {@code @}. */
    public static NotifyReceiver listen(String name) {
        NotifyReceiver receiver = new NotifyReceiver();
        new Bootstrap()
                .group(receiver.loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        packet.content()
                                .toString(StandardCharsets.UTF_8)
                                .lines()
                                .forEach(receiver::hear);
                    }
                })
                .bind(new DomainSocketAddress(name.replaceFirst("^@", "\0")))
                .syncUninterruptibly();
        return receiver;
    }

    private void hear(String line) {
        if (line.equals(SIGN_OF_LIFE)) {
            signsOfLife.incrementAndGet();
        } else {
            heard.add(line);
        }
    }

    /** All lines so far but the signs of life. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** How many since the last call. */
    public int signsOfLife() {
        return signsOfLife.getAndSet(0);
    }

    public void await(String beginning) {
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .until(() -> heard.stream().anyMatch(line -> line.startsWith(beginning)));
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
