-- Who is on the network of all kinds, or would be while it runs: listed by name, and counted.
create index workload_near_network on workload (name)
    where deleted_at is null
        and (kind = 'VM' or (description -> 'network' ->> 'shared') = 'true'
             or (description -> 'network' ->> 'egress') in ('NONE', 'LOCAL'));
