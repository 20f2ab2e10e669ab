package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.workload.WorkloadFilter.Label;
import dev.triptych.controlplane.workload.WorkloadQueries.Page;
import dev.triptych.spi.WorkloadKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Lists, on one workload in every situation there can be; no driver is there to change them. */
class ListModuleTest {
    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void fill() {
        plane = TestPlane.openIdle(TestPlane.newSchema(), home);
        sql().sql("""
                insert into workload (id, name, kind, lifecycle, labels, description, pinned, generation, version,
                    desired, stage, current_run, wanted_run, observed, sight, reason_code, reason_message,
                    created_at, changed_at)
                select gen_random_uuid(), 'w-' || row_number() over (), 'WASM', 'JOB', jsonb_build_object('stage', s),
                    '{"name": "w", "kind": "WASM", "lifecycle": "JOB", "stdin": "", "wasmEngine": "auto",
                      "source": {"type": "artifact", "name": "m.wasm"}, "args": [], "env": {}, "mounts": [],
                      "ports": [], "labels": {}, "resources": {"cpus": 1, "memory": "64MiB"}}',
                    '{"reference": "m.wasm", "digest": "sha256:0", "artifacts": {"module": "sha256:0"},
                      "hostPorts": {}}',
                    1, 1, d, s, 1, 1, o, '{"endpoints": [], "addresses": [], "facts": {}}', 'SUBMITTED', '',
                    now(), now()
                from unnest(array['RUNNING', 'STOPPED', 'DELETED']) d,
                    unnest(array['ABSENT', 'STARTING', 'RUNNING', 'PAUSED', 'STOPPING', 'STOPPED', 'FAILED',
                        'UNKNOWN']) o,
                    unnest(array['QUEUED', 'PREPARING', 'STARTING', 'RUNNING', 'READY', 'STOPPING', 'STOPPED',
                        'SUCCEEDED', 'FAILED', 'LOST']) s
                """).update();
        sql().sql("""
                insert into run (workload_id, number, generation, stage, queued_at, ended_at, exit_code,
                    reason_code, reason_message, phases)
                select id, 1, 1, stage, now(),
                    case when stage in ('STOPPED', 'SUCCEEDED', 'FAILED', 'LOST') then now() end,
                    case when stage = 'SUCCEEDED' then 0 end, 'SUBMITTED', '', '[]'
                from workload
                """).update();
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private JdbcClient sql() {
        return plane.bean(JdbcClient.class);
    }

    private WorkloadQueries queries() {
        return plane.bean(WorkloadQueries.class);
    }

    private List<WorkloadView> all(WorkloadFilter filter, int limit) {
        Page<WorkloadView> page = queries().list(filter, null, limit);
        List<WorkloadView> all = new ArrayList<>(page.items());
        while (page.next() != null) {
            page = queries().list(filter, page.next(), limit);
            all.addAll(page.items());
        }
        return all;
    }

    @Test
    void theFilterByStateAndTheCodeAgreeOnEverySituation() {
        int seen = 0;
        for (WorkloadState state : WorkloadState.values()) {
            List<WorkloadView> found = all(new WorkloadFilter(null, state, List.of(), null), 500);
            assertThat(found).isNotEmpty().allMatch(view -> view.state() == state);
            seen += found.size();
        }
        assertThat(seen).isEqualTo(Situation.all().size());
    }

    @Test
    void pagesHoldEveryWorkloadOnceNewestFirst() {
        List<String> ids = all(WorkloadFilter.ALL, 17).stream()
                .map(view -> view.workload().id().toString())
                .toList();

        assertThat(ids).hasSize(Situation.all().size()).doesNotHaveDuplicates();
        assertThat(ids).isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void kindLabelAndPartOfTheNameNarrowTheList() {
        Label ready = new Label("stage", "READY");
        assertThat(all(new WorkloadFilter(WorkloadKind.VM, null, List.of(), null), 50))
                .isEmpty();
        assertThat(all(new WorkloadFilter(WorkloadKind.WASM, null, List.of(ready), null), 50))
                .hasSize(24);
        assertThat(all(new WorkloadFilter(null, null, List.of(new Label("stage", null)), "w-100"), 50))
                .hasSize(1);
        assertThat(all(new WorkloadFilter(null, null, List.of(new Label("none", null)), null), 50))
                .isEmpty();
    }

    @Test
    void theCountsAreThoseOfTheLists() {
        Map<WorkloadState, Long> counts = queries().counts().getOrDefault(WorkloadKind.WASM, Map.of());
        for (WorkloadState state : WorkloadState.values()) {
            assertThat(counts.get(state))
                    .isEqualTo((long) StatePolicy.situationsOf(state).size());
        }
    }

    @Test
    void aRoundTripIsAllOrNothing() {
        JdbcTemplate database = plane.bean(JdbcTemplate.class);
        RoundTrip trip = new RoundTrip()
                .add("update workload set reason_message = ?", "half done")
                .add("update workload set desired = ?", "NONSENSE");

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> trip.run(database))
                .withStackTraceContaining("workload_desired_known");

        assertThat(sql().sql("select count(*) from workload where reason_message = 'half done'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whoUsesAnArtifactIsFoundByItsDigest() {
        Users users = queries().usersOfArtifact("sha256:0");
        assertThat(users.count()).isEqualTo(Situation.all().size());
        assertThat(users.names()).hasSize(Math.min(Situation.all().size(), Users.MOST_NAMES));
        assertThat(queries().usersOfArtifact("sha256:1").any()).isFalse();
        assertThat(queries().usersOfSecret("payments").any()).isFalse();
    }

    @Test
    void whoIsNearTheNetworkIsFoundByNameThroughItsIndex() throws SQLException {
        sql().sql("update workload set kind = 'VM' where name = 'w-200'").update();
        sql().sql("""
                update workload set description = description
                    || jsonb_build_object('network', jsonb_build_object('shared', name = 'w-20', 'egress', 'LOCAL'))
                where name in ('w-20', 'w-100')
                """).update();
        WorkloadQueries.Neighbours near = queries().nearTheNetwork(2);
        assertThat(near.count()).isEqualTo(3);
        assertThat(near.first())
                .hasSize(2)
                .extracting(view -> view.workload().id())
                .doesNotHaveDuplicates();

        try (Connection connection = plane.bean(DataSource.class).getConnection()) {
            JdbcClient session = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            session.sql("set enable_seqscan = off").update();
            assertThat(session.sql("explain select i.id from workload i where " + WorkloadRows.NEAR_THE_NETWORK
                                    + " order by i.name limit 2")
                            .query(String.class)
                            .list())
                    .anyMatch(line -> line.contains("workload_near_network"))
                    .noneMatch(line -> line.contains("Sort"));
        }
    }
}
