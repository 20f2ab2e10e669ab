package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.driver.wasm.host.wire.Failure.Said;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Registration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection after its greeting: one call after another. What a call left open ends with the connection. */
final class Conversation {
    private static final System.Logger LOG = System.getLogger(Conversation.class.getName());

    private final WireConnection connection;
    private final WasmHost host;
    private final CallTable calls;
    private final List<Registration> open = new ArrayList<>();

    Conversation(WireConnection connection, WasmHost host, CallTable calls) {
        this.connection = connection;
        this.host = host;
        this.calls = calls;
    }

    void run() throws IOException {
        try {
            for (Frame frame = connection.receive(); frame != null; frame = connection.receive()) {
                if (frame.kind() != Frame.Kind.CALL) {
                    throw new IOException("a " + frame.kind() + " where a call was expected");
                }
                take(frame.as(HostCall.class));
            }
        } finally {
            endWhatGoesOn();
        }
    }

    /** An invocation goes on beside the reading, so that it ends when its caller goes away. */
    private void take(HostCall call) throws IOException {
        endWhatGoesOn();
        if (call instanceof HostCall.Invoke) {
            AtomicBoolean answering = new AtomicBoolean();
            Thread run = Thread.ofVirtual().name("wasm-invoke").start(() -> answerBeside(call, answering));
            open.add(() -> {
                if (answering.compareAndSet(false, true)) {
                    run.interrupt();
                }
            });
        } else {
            answer(call, () -> {});
        }
    }

    private void answerBeside(HostCall call, AtomicBoolean answering) {
        try {
            answer(call, () -> answering.set(true));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The caller of an invocation is gone", e);
        }
    }

    /** @param beforeAnswer runs when the answer is known */
    private void answer(HostCall call, Runnable beforeAnswer) throws IOException {
        Frame.Kind kind = Frame.Kind.FAILED;
        Object answer;
        try {
            answer = result(call);
            kind = Frame.Kind.DONE;
        } catch (DriverException e) {
            logDefect(e);
            answer = Failure.of(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "A " + call.getClass().getSimpleName() + " failed", e);
            answer = new Failure(DriverErrorCode.DEFECT, "The Wasm host failed.", e.toString());
        }
        beforeAnswer.run();
        connection.send(kind, answer);
    }

    private static void logDefect(DriverException e) {
        if (e.code() == DriverErrorCode.DEFECT) {
            LOG.log(System.Logger.Level.ERROR, e.internalDetail(), e);
        }
    }

    /** What a call that goes on sends may overtake its answer; that it has begun is then clear. */
    private Object result(HostCall call) {
        return switch (call) {
            case HostCall.Follow follow -> {
                RemoteSink sink = new RemoteSink(connection);
                Registration followed = host.follow(follow.key(), follow.incarnation(), follow.cursor(), sink);
                open.add(() -> {
                    if (!sink.over()) {
                        followed.close();
                    }
                });
                yield Said.NOTHING;
            }
            case HostCall.Listen _ -> {
                Changes changes = Changes.sentTo(connection);
                open.add(changes);
                open.add(host.listen(changes));
                yield Said.NOTHING;
            }
            default -> calls.answer(call);
        };
    }

    private void endWhatGoesOn() {
        open.forEach(Registration::close);
        open.clear();
    }
}
