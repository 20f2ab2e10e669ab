package dev.triptych.driver.wasm.http;

import dev.triptych.driver.wasm.http.Exchange.GoneException;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a program's output into an answer. A small one is kept until the program has ended well, so that a program that
 * fails in the middle is answered for with a problem; a large one, or one that takes its time, is passed on as it comes.
 */
public final class CgiAnswer {
    private static final int KEPT_BYTES = 32 * 1024;

    private final Exchange exchange;
    private final CgiHeadReader head = new CgiHeadReader();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean begun;
    private boolean closed;
    private long sent;

    public CgiAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Takes output; waits for the client when it is passed on. */
    public synchronized void write(byte[] piece) throws MalformedAnswer, GoneException {
        byte[] body = head.head() == null ? head.take(piece) : piece;
        CgiHead known = head.head();
        if (known == null || body.length == 0) {
            return;
        }
        checkLength(known, body.length);
        sent += body.length;
        if (begun) {
            exchange.write(body);
        } else {
            kept.writeBytes(body);
            if (kept.size() > KEPT_BYTES) {
                passOn();
            }
        }
    }

    private void checkLength(CgiHead known, int more) throws MalformedAnswer {
        if (known.contentLength().isPresent()
                && sent + more > known.contentLength().getAsLong()) {
            throw new MalformedAnswer("its body is longer than its Content-Length");
        }
    }

    /** Passes on what there is, for a client that has waited a while. Nothing while the head is not whole. */
    public synchronized void passOn() throws GoneException {
        CgiHead known = head.head();
        if (known != null && !begun && !closed && known.localRedirect().isEmpty()) {
            begun = true;
            exchange.begin(known.code(), known.headers(), known.contentLength().orElse(-1));
            exchange.write(kept.toByteArray());
            kept.reset();
        }
    }

    /** Gives up; answers whether the client has a part of the answer already, and gets no more if not. */
    public synchronized boolean abandon() {
        closed = true;
        return begun;
    }

    /** Where the program sends the server, once it has ended well; empty for every other answer. */
    public synchronized Optional<String> localRedirect() {
        CgiHead known = head.head();
        return known == null ? Optional.empty() : known.localRedirect();
    }

    /** Gives the answer of a program that has ended well. */
    public synchronized void finish() throws MalformedAnswer {
        CgiHead known = whole();
        closed = true;
        if (begun) {
            exchange.end();
        } else {
            exchange.answer(known.code(), known.headers(), length(known), kept.toByteArray());
        }
    }

    private CgiHead whole() throws MalformedAnswer {
        @Nullable CgiHead known = head.head();
        if (known == null) {
            throw new MalformedAnswer(
                    head.anything() ? "its head is not closed by an empty line" : "it wrote no answer at all");
        }
        boolean head = exchange.head().method().equals("HEAD");
        if (!head && !mayBeShort(known) && sent < known.contentLength().orElse(0)) {
            throw new MalformedAnswer("its body is shorter than its Content-Length");
        }
        return known;
    }

    /** 204 and 304 have no body, whatever the length says. */
    private static boolean mayBeShort(CgiHead known) {
        return known.code() == 204 || known.code() == 304;
    }

    private long length(CgiHead known) {
        if (known.contentLength().isPresent()) {
            return known.contentLength().getAsLong();
        }
        return exchange.head().method().equals("HEAD") && kept.size() == 0 ? -1 : kept.size();
    }
}
