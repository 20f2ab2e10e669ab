-- Snapshots of workloads' disks. A row is there before the backend is asked, so that what was cut short is found again.
create table snapshot (
    -- what the backend calls it
    id uuid not null,
    workload_id uuid not null,
    workload_name text not null,
    -- the disk it is in: that of this generation
    generation bigint not null,
    name text not null,
    state text not null,
    -- null until it is there
    consistency text,
    created_at timestamptz not null,
    created_by text not null,
    constraint snapshot_pk primary key (id),
    constraint snapshot_of_workload foreign key (workload_id) references workload (id) on delete cascade,
    constraint snapshot_name_unique unique (workload_id, generation, name),
    constraint snapshot_name_is_a_name check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'),
    constraint snapshot_generation_counts check (generation >= 1),
    constraint snapshot_state_known check (state in ('CREATING', 'READY', 'RESTORING', 'DELETING')),
    constraint snapshot_consistency_known check (consistency in ('STOPPED', 'FROZEN', 'CRASH')),
    constraint snapshot_is_there_when_ready check (state = 'CREATING' or consistency is not null)
);

create index snapshot_unsettled on snapshot (id) where state <> 'READY';
