package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.ServiceRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One service as it is now: its backends, of which one after another is chosen, each as often as its weight says. */
final class Route {
    private final ServiceRoute service;
    private final List<Upstream> upstreams;
    private final Taps taps;
    private final long[] credits;

    Route(ServiceRoute service, List<Upstream> upstreams, Taps taps) {
        this.service = service;
        this.upstreams = List.copyOf(upstreams);
        this.taps = taps;
        this.credits = new long[upstreams.size()];
    }

    ServiceRoute service() {
        return service;
    }

    List<Upstream> upstreams() {
        return upstreams;
    }

    /**
     * Who is to look at an exchange with a backend.
     *
     * @param repeatable whether the request has a safe method and no body
     */
    ExchangeObserver observer(Upstream of, boolean repeatable) {
        return taps.beside(of.meter().exchange(), service.name(), of.address(), repeatable);
    }

    /**
     * The next backend. Those whose connections fail are passed over as long as there are others.
     *
     * @param tried what this request was at already
     * @return null when there is none left
     */
    @Nullable
    Upstream next(Set<Upstream> tried) {
        if (upstreams.size() == 1) {
            Upstream only = upstreams.getFirst();
            return weight(0) > 0 && !tried.contains(only) ? only : null;
        }
        List<Integer> sound = new ArrayList<>(upstreams.size());
        List<Integer> any = new ArrayList<>(0);
        for (int i = 0; i < upstreams.size(); i++) {
            Upstream upstream = upstreams.get(i);
            if (weight(i) > 0 && !tried.contains(upstream)) {
                (upstream.passing() ? sound : any).add(i);
            }
        }
        List<Integer> choice = sound.isEmpty() ? any : sound;
        return choice.isEmpty() ? null : upstreams.get(choice.size() == 1 ? choice.getFirst() : turn(choice));
    }

    private int weight(int i) {
        return service.backends().get(i).weight();
    }

    /** Smooth weighted round robin: who waited longest for its share is next. */
    private synchronized int turn(List<Integer> choice) {
        long sum = 0;
        int best = choice.getFirst();
        for (int i : choice) {
            credits[i] += weight(i);
            sum += weight(i);
            if (credits[i] > credits[best]) {
                best = i;
            }
        }
        credits[best] -= sum;
        return best;
    }
}
