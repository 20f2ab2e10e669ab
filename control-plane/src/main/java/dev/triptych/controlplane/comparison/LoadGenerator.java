package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.PortProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts a bounded load on a service: at the address that its backend assigned and at no other, following no redirect, reading
 * no more than a bounded part of an answer.
 */
@Component
class LoadGenerator {
    private static final Logger LOG = LoggerFactory.getLogger(LoadGenerator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_OF_A_BODY = 1 << 20;
    private static final int DIGITS = 2;

    /**
     * Puts it, and waits for its end.
     *
     * @param cutShort whether to end early
     */
    LoadResult put(Plan.LoadPlan plan, WorkloadView view, BooleanSupplier cutShort) throws InterruptedException {
        URI address = address(plan, view);
        Load load = new Load(address, System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.seconds()), cutShort);
        long begin = System.nanoTime();
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build();
                ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < plan.connections(); i++) {
                all.add(connections.submit(() -> load.go(client)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client of the load broke", e);
        }
        return load.result(System.nanoTime() - begin);
    }

    private static URI address(Plan.LoadPlan plan, WorkloadView view) {
        Endpoint endpoint = view.endpoints().stream()
                .filter(one -> plan.port() == null
                        ? one.protocol() == PortProtocol.HTTP
                        : one.portName().equals(plan.port()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the service is ready and has no address"));
        String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
        return URI.create(String.format(Locale.ROOT, "http://%s:%d%s", host, endpoint.port(), plan.path()));
    }

    private static final class Load {
        private final HttpRequest request;
        private final long end;
        private final BooleanSupplier cutShort;
        private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        private final AtomicLong failed = new AtomicLong();

        Load(URI address, long end, BooleanSupplier cutShort) {
            this.request = HttpRequest.newBuilder(address)
                    .timeout(PATIENCE)
                    .header("User-Agent", "triptych-comparison")
                    .build();
            this.end = end;
            this.cutShort = cutShort;
        }

        void go(HttpClient client) {
            while (System.nanoTime() < end && !cutShort.getAsBoolean()) {
                long begin = System.nanoTime();
                try {
                    if (isAnswered(client)) {
                        latencies.recordValue(
                                Math.min(System.nanoTime() - begin, latencies.getHighestTrackableValue()));
                    } else {
                        failed.incrementAndGet();
                    }
                } catch (IOException e) {
                    LOG.trace("a request of the load failed", e);
                    failed.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private boolean isAnswered(HttpClient client) throws IOException, InterruptedException {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                boolean whole = body.readNBytes(MOST_OF_A_BODY).length < MOST_OF_A_BODY;
                return whole && response.statusCode() < 400;
            }
        }

        LoadResult result(long nanos) {
            long answered = latencies.getTotalCount();
            return new LoadResult(
                    answered,
                    failed.get(),
                    answered * (double) TimeUnit.SECONDS.toNanos(1) / nanos,
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(95),
                    latencies.getValueAtPercentile(99),
                    latencies.getMaxValue(),
                    nanos);
        }
    }
}
