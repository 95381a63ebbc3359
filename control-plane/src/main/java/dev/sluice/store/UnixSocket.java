package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Java's Unix sockets, which are channels, in the form that pgjdbc wants: a {@link Socket} whose reads time out. Whatever
 * address it is told to connect to, it connects to its path.
 */
final class UnixSocket extends Socket {
    private final UnixDomainSocketAddress path;
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int timeoutMillis;

    UnixSocket(UnixDomainSocketAddress path) {
        this.path = path;
        try {
            this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            this.readable = Selector.open();
            this.writable = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void connect(SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    /** At once or not at all: a server that has no room for one more in its queue is not waited for. */
    @Override
    public void connect(SocketAddress ignored, int timeout) throws IOException {
        channel.configureBlocking(false);
        try {
            if (!channel.connect(path)) {
                throw new IOException("too many are waiting there");
            }
        } catch (IOException e) {
            close();
            throw new ConnectException("no PostgreSQL answers at " + path + ": " + e.getMessage());
        }
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
                int count = channel.read(buffer);
                while (count == 0 && length > 0) {
                    await(readable, timeoutMillis);
                    count = channel.read(buffer);
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        // As with TCP the timeout is for reads; a server that does not read is found by the
                        // statement's.
                        await(writable, 0);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    /** Waits until the socket can be used; 0 milliseconds are for ever. */
    private static void await(Selector selector, int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        try {
            do {
                long left = millis == 0 ? 0 : Math.max(1, (end - System.nanoTime()) / 1_000_000);
                int ready = selector.select(left);
                selector.selectedKeys().clear();
                if (ready > 0) {
                    return;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new SocketException("interrupted");
                }
            } while (millis == 0 || System.nanoTime() < end);
        } catch (ClosedSelectorException e) {
            throw new SocketException("Socket closed");
        }
        throw new SocketTimeoutException("Read timed out");
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    /** Also wakes who waits for the other side. */
    @Override
    public void close() throws IOException {
        readable.close();
        writable.close();
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    // What only TCP has: there is nothing to set.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return 0;
    }

    @Override
    public int getSendBufferSize() {
        return 0;
    }
}
