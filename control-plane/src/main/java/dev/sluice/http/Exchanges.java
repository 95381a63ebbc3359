package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between Jetty and the handlers: makes a {@link Request} of Jetty's request, and sends the {@link Reply}. */
final class Exchanges extends org.eclipse.jetty.server.Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    /** In bytes, of all whole bodies longer than a chunk together, so that slow readers cannot fill the memory. */
    private static final long MOST_WAITING = 16 << 20;

    private final Handler handler;
    private final AtomicLong waiting = new AtomicLong();

    Exchanges(Handler handler) {
        this.handler = handler;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request request, Response response, Callback callback) {
        send(reply(ours(request)), response, callback);
        return true;
    }

    /** Answers what Jetty refuses by itself, such as a header that is too long, in the form of all other replies. */
    boolean refuse(org.eclipse.jetty.server.Request request, Response response, Callback callback) {
        int status = request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer known ? known : 500;
        send(Reply.error(status, HttpStatus.getMessage(status)), response, callback);
        return true;
    }

    private Reply reply(Request request) {
        try {
            return handler.answer(request);
        } catch (RuntimeException bug) {
            LOG.error("bug in the answer to {} {} (please report it)", request.method(), request.path(), bug);
            return Reply.error(500, "the daemon met a bug, which its log tells");
        }
    }

    private static Request ours(org.eclipse.jetty.server.Request request) {
        HttpFields headers = request.getHeaders();
        return new Request(
                request.getMethod(),
                Optional.ofNullable(request.getHttpURI().getPath()).orElse(""),
                Optional.ofNullable(request.getHttpURI().getQuery()),
                headers::getValuesList);
    }

    private void send(Reply reply, Response response, Callback callback) {
        if (reply.body() instanceof Reply.Pieces pieces) {
            writeHead(reply, response);
            new Sending(response, Chunks.of(pieces.texts().iterator()), callback).iterate();
        } else if (reply.body() instanceof Reply.Whole whole) {
            byte[] body = whole.text().getBytes(StandardCharsets.UTF_8);
            if (body.length <= Chunks.SIZE) {
                send(reply, body, response, callback);
            } else if (waiting.addAndGet(body.length) <= MOST_WAITING) {
                send(reply, body, response, Callback.from(callback, () -> waiting.addAndGet(-body.length)));
            } else {
                waiting.addAndGet(-body.length);
                send(tooMuchWaits(), response, callback);
            }
        }
    }

    private static Reply tooMuchWaits() {
        return Reply.error(503, "too many clients read too slowly what they asked for; ask again")
                .with("Retry-After", "1");
    }

    private static void send(Reply reply, byte[] body, Response response, Callback callback) {
        writeHead(reply, response);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        new Sending(response, Chunks.of(body), callback).iterate();
    }

    private static void writeHead(Reply reply, Response response) {
        response.setStatus(reply.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, reply.type() + "; charset=utf-8");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(headers::put);
    }
}
