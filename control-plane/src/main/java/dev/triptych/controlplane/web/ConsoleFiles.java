package dev.triptych.controlplane.web;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Finds the console's files. A path of a page (no dot in its last part, not below {@code api}) is answered with the one
 * page there is, which then shows what the path names.
 */
final class ConsoleFiles extends PathResourceResolver {
    @Override
    protected @Nullable Resource getResource(String path, Resource location) throws IOException {
        Resource file = super.getResource(path, location);
        if (file != null) {
            return file;
        }
        boolean page =
                !path.equals("api") && !path.startsWith("api/") && path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
        return page ? super.getResource("index.html", location) : null;
    }
}
