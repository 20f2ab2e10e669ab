package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.driver.wasm.http.CgiAnswer;
import dev.triptych.driver.wasm.http.CgiVariables;
import dev.triptych.driver.wasm.http.Exchange;
import dev.triptych.driver.wasm.http.Exchange.BodyTooLarge;
import dev.triptych.driver.wasm.http.Exchange.GoneException;
import dev.triptych.driver.wasm.http.MalformedAnswer;
import dev.triptych.driver.wasm.http.Problem;
import dev.triptych.driver.wasm.http.RequestHead;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One request, from the moment it has a slot to its answer: a run of the program, or several after local redirects. */
final class RequestRun {
    private static final long PATIENCE_NANOS = 100_000_000;
    private static final int MOST_REDIRECTS = 5;
    private static final InputStream NO_BODY = InputStream.nullInputStream();

    private final RequestContext context;
    private final Exchange exchange;
    private final RequestLog log;
    private final long cameAt;
    private RequestHead head;
    private volatile CgiAnswer answer;
    private int redirects;
    private long written;
    private volatile @Nullable SingleRun run;
    private volatile @Nullable Problem refusal;
    private volatile boolean gone;
    private volatile boolean over;
    private volatile boolean passedOn;
    private volatile long firstOutputAt;

    RequestRun(RequestContext context, Exchange exchange) {
        this.context = context;
        this.exchange = exchange;
        this.head = exchange.head();
        this.answer = new CgiAnswer(exchange);
        this.log = new RequestLog(exchange.id(), context.log());
        this.cameAt = System.nanoTime();
        exchange.onGone(() -> {
            gone = true;
            end(new Ending(ExitReason.STOPPED, "Its client went away."));
        });
    }

    /** Begins, in a slot; gives it back to the context at the end. */
    void begin() {
        try {
            begin(exchange.body());
        } catch (DriverException e) {
            over(Problem.busy(e.safeMessage()));
        }
    }

    private void begin(InputStream body) {
        SingleRun next = context.prepare(CgiVariables.of(head, exchange.id()), watched(body), this::output, log);
        run = next;
        context.submit(next, () -> ended(next.exit()));
        if (gone) {
            next.end(new Ending(ExitReason.STOPPED, "Its client went away."));
        }
    }

    /** Answers without the program; gives the slot back. */
    void refuse(Problem problem) {
        over(problem);
    }

    /** Ends its program. */
    void end(Ending why) {
        SingleRun current = run;
        if (current != null) {
            current.end(why);
        }
    }

    long memoryPeakBytes() {
        SingleRun current = run;
        return current == null ? 0 : current.memoryPeakBytes();
    }

    SingleRunFigures figures() {
        SingleRun current = run;
        return current == null ? SingleRunFigures.NONE : SingleRunFigures.of(current);
    }

    private void output(byte[] bytes) {
        written += bytes.length;
        if (written > context.mostOutputBytes()) {
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT,
                    "It wrote more than %s of output.".formatted(new ByteSize(context.mostOutputBytes())));
        }
        try {
            answer.write(bytes);
            if (firstOutputAt == 0) {
                firstOutputAt = System.nanoTime();
            }
        } catch (MalformedAnswer e) {
            refusal = Problem.badAnswer("The program's answer is not CGI: " + e.getMessage() + ".");
            throw new GuestEnd.Interrupted();
        } catch (GoneException e) {
            gone = true;
            throw new GuestEnd.Interrupted();
        }
    }

    /** Sees to it that a client does not wait for ever for what its program wrote long ago; called now and then. */
    void passOnWhatIsOld() {
        long first = firstOutputAt;
        if (first != 0 && !over && !passedOn && System.nanoTime() - first > PATIENCE_NANOS) {
            passedOn = true;
            Thread.ofVirtual().name("wasm-http-flush").start(this::passOn);
        }
    }

    private void passOn() {
        try {
            answer.passOn();
        } catch (GoneException e) {
            gone = true;
            end(new Ending(ExitReason.STOPPED, "Its client went away."));
        }
    }

    /** A body that cannot be read on ends the program: nobody wants its answer. */
    private InputStream watched(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return super.read(bytes, offset, length);
                } catch (BodyTooLarge e) {
                    refusal = Problem.TOO_LARGE;
                    throw new GuestEnd.Interrupted();
                } catch (IOException e) {
                    gone = true;
                    throw new GuestEnd.Interrupted();
                }
            }
        };
    }

    /** On the guest's thread, when its outcome is known. */
    private void ended(Exit exit) {
        SingleRun last = run;
        if (last != null) {
            context.cost(last);
        }
        Problem problem = problem(exit);
        String target = problem == null ? answer.localRedirect().orElse("") : "";
        if (target.isEmpty()) {
            over(problem);
        } else {
            redirect(target);
        }
    }

    private @Nullable Problem problem(Exit exit) {
        Problem known = refusal;
        if (known != null) {
            return known;
        }
        return switch (exit.reason()) {
            case EXITED ->
                Integer.valueOf(0).equals(exit.code())
                        ? null
                        : Problem.failed("The program ended with code %d.".formatted(exit.code()));
            case TIME_LIMIT -> Problem.tooSlow(exit.detail());
            case STOPPED -> Problem.busy("The service is being stopped.");
            case OUT_OF_MEMORY, CPU_LIMIT, OUTPUT_LIMIT, TRAPPED, SIGNALLED, POWERED_OFF, CRASHED, START_FAILED, LOST ->
                Problem.failed(exit.detail());
        };
    }

    private void redirect(String target) {
        if (++redirects > MOST_REDIRECTS) {
            over(Problem.badAnswer("The program redirects more than %d times.".formatted(MOST_REDIRECTS)));
            return;
        }
        int mark = target.indexOf('?');
        head = head.redirectedTo(
                mark < 0 ? target : target.substring(0, mark), mark < 0 ? "" : target.substring(mark + 1));
        answer = new CgiAnswer(exchange);
        firstOutputAt = 0;
        passedOn = false;
        try {
            begin(NO_BODY);
        } catch (DriverException e) {
            over(Problem.busy(e.safeMessage()));
        }
    }

    private void over(@Nullable Problem problem) {
        over = true;
        Problem told = problem == null ? finish() : problem;
        if (told != null && !gone) {
            log.end("%d %s: %s".formatted(told.status(), told.code(), told.detail()));
        } else {
            log.end(gone ? "the client went away" : "");
        }
        if (told != null) {
            tell(told);
        }
        context.over(this, told == null && !gone, System.nanoTime() - cameAt);
    }

    private @Nullable Problem finish() {
        try {
            answer.finish();
            return null;
        } catch (MalformedAnswer e) {
            return Problem.badAnswer("The program's answer is not CGI: " + e.getMessage() + ".");
        }
    }

    private void tell(Problem problem) {
        if (answer.abandon() || gone) {
            exchange.breakOff(problem.code());
        } else {
            exchange.problem(problem);
        }
    }
}
