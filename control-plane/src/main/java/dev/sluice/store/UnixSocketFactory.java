package dev.sluice.store;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Makes pgjdbc speak through a Unix socket. The driver makes one by itself, from the name of this class and a path. */
public final class UnixSocketFactory extends SocketFactory {
    private final UnixDomainSocketAddress path;

    /**
     * Called by the driver.
     *
     * @param path of the socket's file, such as {@code /var/run/postgresql/.s.PGSQL.5432}
     */
    public UnixSocketFactory(String path) {
        this.path = UnixDomainSocketAddress.of(Path.of(path));
    }

    @Override
    public Socket createSocket() {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the driver connects by itself, with its timeout");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket("", port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return createSocket("", port);
    }
}
