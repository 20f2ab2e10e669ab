package dev.triptych.controlplane.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.reconcile.TestPlane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is committed together is still each caller's own: written whole or refused whole. */
class GroupCommitModuleTest {
    private static final int CALLERS = 64;
    private static final int EACH = 20;

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @SuppressWarnings("NullAway.Init") // before each test
    private JdbcTemplate database;

    @SuppressWarnings("NullAway.Init") // before each test
    private GroupCommit commits;

    @BeforeEach
    void prepare() {
        plane = TestPlane.openIdle(TestPlane.newSchema(), home);
        database = plane.bean(JdbcTemplate.class);
        commits = plane.bean(GroupCommit.class);
        database.execute("create table parent (id integer primary key)");
        database.execute("create table child (id integer references parent (id), step integer)");
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private static RoundTrip family(int id) {
        return new RoundTrip()
                .add("insert into parent (id) values (?)", id)
                .add("insert into child (id, step) values (?, ?)", id, 1)
                .add("insert into child (id, step) values (?, ?)", id, 2)
                .add("update child set step = step + 10 where id = ?", id)
                .add("insert into child (id, step) values (?, ?)", id, 3);
    }

    /** Answers how many were refused. */
    private int byManyCallers(int distinct) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller * EACH;
                all.add(callers.submit(() -> {
                    int refused = 0;
                    for (int i = first; i < first + EACH; i++) {
                        refused += refuses(family(i % distinct)) ? 1 : 0;
                    }
                    return refused;
                }));
            }
        }
        int refused = 0;
        for (Future<Integer> one : all) {
            refused += one.get();
        }
        return refused;
    }

    private boolean refuses(RoundTrip trip) {
        try {
            commits.run(trip);
            return false;
        } catch (DuplicateKeyException e) {
            return true;
        }
    }

    private long count(String query) {
        Long count = database.queryForObject(query, Long.class);
        return count == null ? -1 : count;
    }

    @Test
    void everyCallersStatementsAreCarriedOutInTheirOrder() throws Exception {
        assertThat(byManyCallers(Integer.MAX_VALUE)).isZero();

        assertThat(count("select count(*) from parent")).isEqualTo(CALLERS * EACH);
        assertThat(count("select count(*) from (select 1 from child group by id"
                        + " having array_agg(step order by step) = array[3, 11, 12]) whole"))
                .isEqualTo(CALLERS * EACH);
    }

    @Test
    void whatIsRefusedIsRefusedToItsOwnCallerAndLeavesNothing() throws Exception {
        int distinct = CALLERS * EACH / 4;

        assertThat(byManyCallers(distinct)).isEqualTo(CALLERS * EACH - distinct);

        assertThat(count("select count(*) from parent")).isEqualTo(distinct);
        assertThat(count("select count(*) from child")).isEqualTo(3L * distinct);
    }

    @Test
    void whatBreaksForAnotherReasonBreaksAloneToo() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> commits.run(new RoundTrip().add("insert into nowhere (id) values (?)", 1)));
        commits.run(family(1));
        assertThat(count("select count(*) from parent")).isOne();
    }
}
