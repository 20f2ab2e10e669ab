-- Who shares the network of all kinds is asked several times a second.
create index workload_on_shared_network on workload (id)
    where deleted_at is null and (description -> 'network' ->> 'shared') = 'true';
