package dev.triptych.controlplane.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The moment from which another thread may send a call's answer: when the thread that took the call has come back
 * through every filter. Until then filters may write headers, and the server's response is made for one thread.
 */
final class HandOver {
    private static final String ATTRIBUTE = HandOver.class.getName();

    private final CountDownLatch done = new CountDownLatch(1);

    private HandOver() {}

    /** That of the call which the calling thread serves. */
    static HandOver of(HttpServletRequest request) {
        return (HandOver) Objects.requireNonNull(request.getAttribute(ATTRIBUTE));
    }

    void await() throws InterruptedException {
        done.await();
    }

    @Component
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Filter extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            HandOver handOver = new HandOver();
            request.setAttribute(ATTRIBUTE, handOver);
            try {
                chain.doFilter(request, response);
            } finally {
                handOver.done.countDown();
            }
        }
    }
}
