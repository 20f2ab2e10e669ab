package dev.triptych.driver.wasm.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** An exchange on Jetty. */
final class JettyExchange implements Exchange {
    static final String PROBLEM_TYPE = "application/problem+json";
    private static final byte[] NOTHING = {};
    private static final String RETRY_SECONDS = "1";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Continuing continuing;
    private final RequestHead head;
    private final String id;
    private final InputStream body;
    private final AtomicBoolean over = new AtomicBoolean();

    JettyExchange(
            Request request,
            Response response,
            Callback callback,
            Continuing continuing,
            RequestHead head,
            long mostBodyBytes) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.continuing = continuing;
        this.head = head;
        this.id = RequestIds.of(head);
        this.body = head.contentLength() == 0
                ? InputStream.nullInputStream()
                : new BoundedBody(Content.Source.asInputStream(request), mostBodyBytes);
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public void onGone(Runnable action) {
        // A request has a time limit of its own, so that silence on the line while a program computes means nothing.
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(_ -> action.run());
    }

    @Override
    public void answer(int status, List<Header> headers, long contentLength, byte[] content) {
        if (over.compareAndSet(false, true)) {
            fill(status, headers, contentLength);
            last(bodyless(status) ? NOTHING : content);
        }
    }

    @Override
    public void problem(Problem problem) {
        if (over.compareAndSet(false, true)) {
            byte[] content = problem.body(id);
            fill(problem.status(), List.of(), content.length);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, PROBLEM_TYPE);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            }
            last(bodyless(problem.status()) ? NOTHING : content);
        }
    }

    private void last(byte[] content) {
        continuing.after(() -> response.write(true, ByteBuffer.wrap(content), callback));
    }

    private void fill(int status, List<Header> headers, long contentLength) {
        response.setStatus(status);
        headers.forEach(header -> response.getHeaders().add(header.name(), header.value()));
        response.getHeaders().put(RequestIds.FIELD, id);
        if (contentLength >= 0 && status != HttpStatus.NO_CONTENT_204 && status != HttpStatus.NOT_MODIFIED_304) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, contentLength);
        }
    }

    private boolean bodyless(int status) {
        return head.method().equals("HEAD")
                || status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.NOT_MODIFIED_304;
    }

    @Override
    public void begin(int status, List<Header> headers, long contentLength) throws GoneException {
        fill(status, headers, contentLength);
        send(NOTHING);
    }

    @Override
    public void write(byte[] piece) throws GoneException {
        if (piece.length > 0 && !bodyless(response.getStatus())) {
            send(piece);
        }
    }

    private void send(byte[] piece) throws GoneException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(false, ByteBuffer.wrap(piece), sent);
            sent.block();
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }

    @Override
    public void end() {
        if (over.compareAndSet(false, true)) {
            last(NOTHING);
        }
    }

    @Override
    public void breakOff(String why) {
        if (over.compareAndSet(false, true)) {
            callback.failed(new IOException(why));
        }
    }

    /** The request's body, no more of it than is allowed. */
    private static final class BoundedBody extends InputStream {
        private final InputStream from;
        private long left;

        BoundedBody(InputStream from, long most) {
            this.from = from;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = from.read(bytes, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new BodyTooLarge();
            }
            return count;
        }
    }
}
