package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.OwnDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Puts workloads that have ended on record, with their runs, intents and history, by copying one that the service itself has
 * put there. Kinds, states, names and labels vary; the newest is a second younger than the next.
 */
final class ManyRecords {
    private ManyRecords() {}

    /** Copies the workload {@code template} so many times; the service goes on meanwhile. */
    static void copy(OwnDatabase database, String template, int count) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements(template, count)) {
                statement.execute(sql);
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("vacuum analyze");
        }
    }

    private static String[] statements(String template, int count) {
        return new String[] {
            """
            create temp table copy on commit drop as
            select i,
                uuidv7((i - %1$d) * interval '1 second' - interval '1 minute') id,
                now() + (i - %1$d) * interval '1 second' - interval '1 minute' moment,
                'bench-' || lpad(i::text, 6, '0') as name,
                case when i %% 50 = 7 then 'VM' when i %% 10 < 8 then 'WASM' else 'CONTAINER' end as kind,
                case when i %% 4 = 3 then 'STOPPED' else 'RUNNING' end as desired,
                case when i %% 997 = 0 then 'LOST' when i %% 10 < 7 then 'SUCCEEDED' when i %% 10 < 9 then 'FAILED'
                    else 'STOPPED' end as stage,
                jsonb_build_object('app', 'app-' || i %% 100, 'tier', (array['web', 'db', 'batch', 'edge'])[1 + i %% 4])
                    || case when i %% 1000 = 0 then '{"rare": "yes"}'::jsonb else '{}'::jsonb end as labels
            from generate_series(1, %1$d) i
            """.formatted(count), """
            insert into workload (id, name, kind, lifecycle, labels, description, pinned, generation, version, desired,
                stage, current_run, wanted_run, observed, observed_at, sight, reason_code, reason_message, created_at,
                changed_at)
            select c.id, c.name, c.kind, w.lifecycle, c.labels,
                w.description || jsonb_build_object('name', c.name, 'kind', c.kind, 'labels', c.labels), w.pinned, 1, 1,
                c.desired, c.stage, 1, 1, w.observed, c.moment, w.sight, w.reason_code, w.reason_message, c.moment,
                c.moment
            from copy c, workload w where w.name = '%s'
            """.formatted(template), """
            insert into run (workload_id, number, generation, stage, incarnation, queued_at, started_at, ready_at, ended_at,
                exit_reason, exit_code, reason_code, reason_message, phases, preparation, footprint)
            select c.id, 1, 1, c.stage, r.incarnation, c.moment, c.moment, c.moment, c.moment, r.exit_reason,
                case when c.stage = 'SUCCEEDED' then 0 else 1 end, r.reason_code, r.reason_message, r.phases,
                r.preparation, r.footprint
            from copy c, workload w join run r on r.workload_id = w.id where w.name = '%s'
            """.formatted(template), """
            insert into intent (workload_id, run, operation, generation, at, settled_at)
            select id, 1, 'RUN', 1, moment, moment from copy
            """, """
            insert into event (id, at, type, subject_type, subject_name, subject_id, run, from_state, to_state, reason_code,
                actor, actor_address, message)
            select b.first + c.i %% 333 * 3 + e.step, c.moment, 'workload.state-changed', 'WORKLOAD', c.name, c.id::text, 1,
                e.before, e.after, e.reason, 'system', 'local', 'Put on record by a benchmark.'
            from (select k, nextval('event_id_block') as first from generate_series(0, %d / 333) k) b
            join copy c on c.i / 333 = b.k
            cross join (values (0, null, 'queued', 'SUBMITTED'), (1, 'queued', 'running', 'STARTED'),
                (2, 'running', 'succeeded', 'EXITED')) e (step, before, after, reason)
            """.formatted(count)
        };
    }
}
