-- Whose ports the gateway has to hold: looked at several times a second, and few.
create index workload_published_machines on workload (id)
    where kind = 'VM' and deleted_at is null and pinned -> 'hostPorts' <> '{}'::jsonb;
