package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import dev.triptych.firewall.Guard;
import dev.triptych.firewall.Guard.Reach;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.WorkloadKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedContainersTest {
    private static final String ADDRESS = "10.0.0.130";
    private static final WorkloadKey ONE = DockerFixture.newKey();
    private static final Listed FIRST = Listed.ours(ONE, Egress.NONE, ADDRESS);
    private static final Listed NEXT = Listed.ours(DockerFixture.newKey(), Egress.ALL, ADDRESS);

    private static List<Guard> guards(Set<String> starting, List<Listed> ours, List<Listed> others) {
        List<Container> containers = ours.stream().map(Listed::container).toList();
        List<Container> all = Stream.concat(ours.stream(), others.stream())
                .map(Listed::container)
                .toList();
        return new GuardedContainers(Listed.NETWORK, starting).of(containers, () -> all);
    }

    private static Guard guard(WorkloadKey key, Reach reach, String address) {
        return new Guard(key, reach, new Guard.Address(address));
    }

    @Test
    void thoseThatAreBoundedAreGuardedWhetherTheyRunOrNot() {
        Listed second = Listed.ours(DockerFixture.newKey(), Egress.ALL, "10.0.0.131");
        WorkloadKey three = DockerFixture.newKey();
        Listed third = Listed.ours(three, Egress.LOCAL, "10.0.0.132").at("exited");
        Listed elsewhere = Listed.ours(DockerFixture.newKey(), Egress.NONE, "");
        assertThat(guards(Set.of(), List.of(FIRST, second, third, elsewhere), List.of()))
                .containsExactly(guard(ONE, Reach.NONE, ADDRESS), guard(three, Reach.LOCAL, "10.0.0.132"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "exited", "dead"})
    void oneAtRestBoundsNobodyWhoWasGivenItsAddress(String state) {
        assertThat(guards(Set.of(), List.of(FIRST.at(state), NEXT), List.of())).isEmpty();
        assertThat(guards(Set.of(), List.of(FIRST.at(state)), List.of(NEXT))).isEmpty();
        assertThat(guards(Set.of(), List.of(FIRST.at(state)), List.of(NEXT.at("exited"))))
                .containsExactly(guard(ONE, Reach.NONE, ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "paused", "restarting", "removing", "of a later version"})
    void oneThatMayRunIsGuardedWhoeverElseWantsItsAddress(String state) {
        assertThat(guards(Set.of(), List.of(FIRST.at(state), NEXT.at("created")), List.of()))
                .containsExactly(guard(ONE, Reach.NONE, ADDRESS));
    }

    @Test
    void oneThatIsBeingStartedKeepsItsRulesInAnyCase() {
        Listed resting = FIRST.at("exited");
        assertThat(guards(Set.of(resting.id()), List.of(resting, NEXT), List.of()))
                .containsExactly(guard(ONE, Reach.NONE, ADDRESS));
    }
}
