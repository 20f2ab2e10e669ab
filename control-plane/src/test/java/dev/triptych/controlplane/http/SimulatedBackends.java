package dev.triptych.controlplane.http;

import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Simulated Docker and libvirt. */
@TestConfiguration(proxyBeanMethods = false)
public class SimulatedBackends {

    @Bean
    FakeBackend simulatedEngine(DriverContext context) {
        return new FakeBackend(context.clock());
    }

    @Bean
    Driver simulatedContainers(DriverContext context, FakeBackend simulatedEngine) {
        return withImages(new FakeDriver(WorkloadKind.CONTAINER, context, simulatedEngine), simulatedEngine);
    }

    @Bean
    Driver simulatedMachines(DriverContext context, FakeBackend simulatedEngine) {
        return new FakeDriver(WorkloadKind.VM, context, simulatedEngine);
    }

    /** The simulated driver, with one more power: it knows the image {@code triptych/greeter:1}. */
    public static Driver withImages(FakeDriver driver, FakeBackend engine) {
        SimulatedImages images = new SimulatedImages(engine);
        return (Driver) Proxy.newProxyInstance(
                Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, (proxy, method, arguments) -> {
                    boolean asksForImages = method.getName().equals("capability")
                            && arguments != null
                            && ((Class<?>) arguments[0]).isInstance(images);
                    return asksForImages ? Optional.<Capability>of(images) : call(driver, method, arguments);
                });
    }

    private static @Nullable Object call(Driver driver, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(driver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
