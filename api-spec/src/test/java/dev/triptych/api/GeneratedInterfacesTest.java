package dev.triptych.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

class GeneratedInterfacesTest {

    private static final List<Class<?>> INTERFACES = List.of(
            ArtifactsApi.class,
            AuditApi.class,
            CommandsApi.class,
            ComparisonsApi.class,
            EventsApi.class,
            FilesApi.class,
            GenerationsApi.class,
            HostApi.class,
            ImagesApi.class,
            MigrationsApi.class,
            NetworksApi.class,
            PullsApi.class,
            RecordingsApi.class,
            SecretsApi.class,
            ServicesApi.class,
            SessionApi.class,
            SnapshotsApi.class,
            SpecificationApi.class,
            TokensApi.class,
            VolumesApi.class,
            WorkloadsApi.class);

    @Test
    void theInterfacesHaveExactlyTheRoutesOfTheSpecification() {
        assertThat(methods().map(GeneratedInterfacesTest::route))
                .containsExactlyInAnyOrderElementsOf(Specification.load().operations().stream()
                        .map(Operation::route)
                        .toList());
    }

    @Test
    void anUploadIsReadAsItComes() {
        assertThat(method("putArtifact").getParameterTypes()).contains(InputStreamResource.class);
    }

    @Test
    void downloadsAndStreamsAreWrittenAsTheyCome() {
        assertThat(answer("getArtifactContent")).isEqualTo(Resource.class);
        assertThat(answer("getSpecification")).isEqualTo(Resource.class);
        assertThat(answer("getLogs")).isEqualTo(StreamingResponseBody.class);
        assertThat(answer("streamEvents")).isEqualTo(SseEmitter.class);
    }

    private static Stream<Method> methods() {
        return INTERFACES.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods()));
    }

    private static Method method(String name) {
        return methods()
                .filter(candidate -> candidate.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static Type answer(String name) {
        return ResolvableType.forMethodReturnType(method(name)).getGeneric(0).getType();
    }

    private static String route(Method method) {
        RequestMapping mapping = method.getAnnotation(RequestMapping.class);
        return mapping.method()[0] + " " + mapping.value()[0];
    }
}
