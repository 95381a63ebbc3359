package dev.sluice.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends a body chunk by chunk. A chunk follows when the client has taken the chunk before; no thread waits meanwhile.
 */
final class Sending extends IteratingCallback {
    /**
     * A client on this machine takes megabytes in a second. A client that reads a byte now and then never counts as
     * idle.
     */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Response response;
    private final Iterator<ByteBuffer> chunks;
    private final Callback end;
    private final long began = System.nanoTime();
    private boolean last;

    Sending(Response response, Iterator<ByteBuffer> chunks, Callback end) {
        this.response = response;
        this.chunks = chunks;
        this.end = end;
    }

    @Override
    protected Action process() throws TimeoutException {
        if (last) {
            return Action.SUCCEEDED;
        }
        if (System.nanoTime() - began > LONGEST.toNanos()) {
            throw new TimeoutException("the client reads too slowly");
        }
        ByteBuffer chunk = chunks.hasNext() ? chunks.next() : BufferUtil.EMPTY_BUFFER;
        last = !chunks.hasNext();
        response.write(last, chunk, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        end.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        end.failed(cause);
    }
}
