package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.LeadGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses commands while another control plane may lead. Questions are answered: they change nothing. */
final class LeadInterceptor implements HandlerInterceptor {
    private final LeadGuard lead;

    LeadInterceptor(LeadGuard lead) {
        this.lead = lead;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        boolean asks = request.getMethod().equals(HttpMethod.GET.name())
                || request.getMethod().equals(HttpMethod.HEAD.name());
        if (!asks && request.getRequestURI().startsWith(WebConfiguration.API + "/")) {
            lead.require();
        }
        return true;
    }
}
