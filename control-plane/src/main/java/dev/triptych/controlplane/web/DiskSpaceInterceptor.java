package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.DiskGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses what would be kept while the disk is nearly full. What ends or removes something goes through. */
final class DiskSpaceInterceptor implements HandlerInterceptor {
    private final DiskGuard disk;

    DiskSpaceInterceptor(DiskGuard disk) {
        this.disk = disk;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (adds(request)) {
            disk.requireSpace();
        }
        return true;
    }

    private static boolean adds(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "PUT" -> true;
            case "POST" -> {
                String path = request.getRequestURI();
                yield path.equals(WebConfiguration.API + "/workloads")
                        || path.equals(WebConfiguration.API + "/tokens")
                        || path.equals(WebConfiguration.API + "/images")
                        || path.equals(WebConfiguration.API + "/images/pulls")
                        || path.endsWith("/start")
                        || path.endsWith("/restart")
                        || path.endsWith("/adopt");
            }
            default -> false;
        };
    }
}
