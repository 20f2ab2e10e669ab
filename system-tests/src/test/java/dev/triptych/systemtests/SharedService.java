package dev.triptych.systemtests;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one service that is started once for all of them, with the samples uploaded, and closed at the end. */
final class SharedService implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedService.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Service.class
                || parameter.getParameter().getType() == Http.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Service service =
                context.getRoot().getStore(NAMESPACE).computeIfAbsent(Service.class, _ -> withSamples(), Service.class);
        return parameter.getParameter().getType() == Service.class ? service : service.admin();
    }

    private static Service withSamples() {
        Service service = Service.start();
        Workloads.uploadSamples(service.admin());
        return service;
    }
}
