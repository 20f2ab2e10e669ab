-- What users want and what became of it. A deleted workload keeps its row, so that its history can be read.
create table workload (
    id uuid not null,
    name text not null,
    kind text not null,
    lifecycle text not null,
    labels jsonb not null,
    description jsonb not null,
    pinned jsonb not null,
    generation bigint not null,
    version bigint not null,
    desired text not null,
    stage text not null,
    current_run integer not null,
    wanted_run integer not null,
    object_generation bigint,
    object_kind text,
    observed text not null,
    observed_at timestamptz,
    sight jsonb not null,
    reason_code text not null,
    reason_message text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    deleted_at timestamptz,
    -- All that the state depends on, in the one form that list filters ask for.
    situation text not null generated always as (desired || '/' || observed || '/' || stage) stored,
    constraint workload_pk primary key (id),
    constraint workload_name_is_a_name check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'),
    constraint workload_kind_known check (kind in ('VM', 'CONTAINER', 'WASM')),
    constraint workload_lifecycle_known check (lifecycle in ('JOB', 'SERVICE')),
    constraint workload_desired_known check (desired in ('RUNNING', 'STOPPED', 'DELETED')),
    constraint workload_observed_known check (
        observed in ('ABSENT', 'STARTING', 'RUNNING', 'STOPPING', 'STOPPED', 'FAILED', 'UNKNOWN')),
    constraint workload_stage_known check (
        stage in ('QUEUED', 'PREPARING', 'STARTING', 'RUNNING', 'READY', 'STOPPING',
                  'STOPPED', 'SUCCEEDED', 'FAILED', 'LOST')),
    constraint workload_generation_counts check (generation >= 1),
    constraint workload_version_counts check (version >= 1),
    constraint workload_runs_count check (current_run >= 1 and wanted_run between current_run and current_run + 1),
    constraint workload_object_is_not_ahead check (object_generation between 1 and generation),
    constraint workload_object_has_a_kind check ((object_generation is null) = (object_kind is null)),
    constraint workload_object_kind_known check (object_kind in ('VM', 'CONTAINER', 'WASM')),
    constraint workload_gone_only_when_asked check (deleted_at is null or desired = 'DELETED'),
    constraint workload_gone_means_nothing_runs check (
        deleted_at is null
        or (object_generation is null and stage in ('STOPPED', 'SUCCEEDED', 'FAILED', 'LOST'))),
    constraint workload_labels_are_an_object check (jsonb_typeof(labels) = 'object')
);

create unique index workload_name_unique on workload (name) where deleted_at is null;
-- Lists go by id, which grows with time; the name is in the index so that a search by it reads nothing else.
create index workload_living on workload (id desc) include (name) where deleted_at is null;
create index workload_by_kind on workload (kind, id desc) where deleted_at is null;
create index workload_by_situation on workload (situation, id desc) where deleted_at is null;
create index workload_by_label on workload using gin (labels jsonb_path_ops)
    where deleted_at is null and labels <> '{}'::jsonb;
-- What the reconciler has to look at after a start: a few, whatever the number of workloads.
create index workload_unsettled on workload (id)
    where deleted_at is null
        and (stage not in ('STOPPED', 'SUCCEEDED', 'FAILED', 'LOST')
            or desired = 'DELETED'
            or wanted_run > current_run
            or object_generation < generation);
