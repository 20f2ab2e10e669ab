package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendFigures;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what passes to one backend; goes on when its address changes. */
final class BackendMeter {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 2;
    private static final int CLASSES = 10;
    private static final int HUNDRED = 100;
    private static final double MICROS_PER_MILLI = 1000;
    private static final double[] BARS_MILLIS = {
        0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000
    };

    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final LongAdder sumMicros = new LongAdder();
    private final AtomicLongArray answers = new AtomicLongArray(CLASSES);
    private final Map<ExchangeObserver.Ending, LongAdder> failures = new EnumMap<>(ExchangeObserver.Ending.class);
    private final Histogram latency = new ConcurrentHistogram(1, LONGEST_MICROS, DIGITS);

    BackendMeter() {
        for (ExchangeObserver.Ending ending : ExchangeObserver.Ending.values()) {
            failures.put(ending, new LongAdder());
        }
    }

    /** Follows one exchange from now on. */
    ExchangeObserver exchange() {
        return new Measured();
    }

    /** A connection of a TCP service. */
    Connection connection() {
        begun.increment();
        return new Connection();
    }

    void connectFailed() {
        count(ExchangeObserver.Ending.CONNECT_FAILED);
    }

    private void count(ExchangeObserver.Ending ending) {
        LongAdder counter = failures.get(ending);
        if (counter != null) {
            counter.increment();
        }
    }

    private long failed(ExchangeObserver.Ending ending) {
        LongAdder counter = failures.get(ending);
        return counter == null ? 0 : counter.sum();
    }

    /** Counts one connection that carries bytes and nothing that we understand. */
    final class Connection {
        private boolean over;

        void received(long bytes) {
            in.add(bytes);
        }

        void sent(long bytes) {
            out.add(bytes);
        }

        /** Once; more often changes nothing. */
        void end() {
            if (!over) {
                over = true;
                ended.increment();
            }
        }
    }

    private final class Measured implements ExchangeObserver {
        private final long start = System.nanoTime();
        private boolean sent;

        @Override
        public void sending(HttpRequest request) {
            if (sent) {
                retried.increment();
            } else {
                begun.increment();
                sent = true;
            }
        }

        @Override
        public void requestContent(ByteBuf content) {
            in.add(content.readableBytes());
        }

        @Override
        public void answered(HttpResponse response) {
            answers.incrementAndGet(Math.min(CLASSES - 1, response.status().code() / HUNDRED));
        }

        @Override
        public void responseContent(ByteBuf content) {
            out.add(content.readableBytes());
        }

        @Override
        public void ended(Ending ending) {
            if (sent) {
                ended.increment();
            }
            if (ending == Ending.ANSWERED) {
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
                latency.recordValue(Math.clamp(micros, 1, LONGEST_MICROS));
                sumMicros.add(micros);
            } else if (ending != Ending.CONNECT_FAILED) { // that is counted where it fails
                count(ending);
            }
        }
    }

    BackendFigures figures(String key, boolean passing) {
        Map<Integer, Long> byClass = new HashMap<>();
        for (int i = 1; i < CLASSES; i++) {
            if (answers.get(i) > 0) {
                byClass.put(i, answers.get(i));
            }
        }
        Map<String, Long> failed = new HashMap<>();
        for (ExchangeObserver.Ending ending : ExchangeObserver.Ending.values()) {
            String word = word(ending);
            if (word != null) {
                failed.put(word, failed(ending));
            }
        }
        long over = ended.sum(); // before begun, so that the difference is never negative
        long all = begun.sum();
        return new BackendFigures(
                key,
                all,
                Math.max(0, all - over),
                byClass,
                failed,
                retried.sum(),
                in.sum(),
                out.sum(),
                passing,
                latency());
    }

    private static @Nullable String word(ExchangeObserver.Ending ending) {
        return switch (ending) {
            case CONNECT_FAILED -> "connect";
            case TIMED_OUT -> "timeout";
            case BACKEND_BROKE -> "broken";
            case CLIENT_LEFT -> "client";
            case ANSWERED, UPGRADED -> null;
        };
    }

    private BackendFigures.@Nullable Latency latency() {
        Histogram now = latency.copy();
        if (now.getTotalCount() == 0) {
            return null;
        }
        List<BackendFigures.Bar> bars = new ArrayList<>();
        long below = 0;
        for (double bar : BARS_MILLIS) {
            long upTo = now.getCountBetweenValues(0, (long) (bar * MICROS_PER_MILLI));
            bars.add(new BackendFigures.Bar(bar, upTo - below));
            below = upTo;
        }
        bars.add(new BackendFigures.Bar(null, now.getTotalCount() - below));
        return new BackendFigures.Latency(
                now.getTotalCount(),
                millis(now.getValueAtPercentile(50)),
                millis(now.getValueAtPercentile(95)),
                millis(now.getValueAtPercentile(99)),
                millis(now.getMaxValue()),
                millis(sumMicros.sum()),
                bars);
    }

    private static double millis(long micros) {
        return micros / MICROS_PER_MILLI;
    }
}
