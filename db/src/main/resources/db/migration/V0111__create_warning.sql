-- Conditions that an operator should know of, while they hold. One that is over has no row.
create table warning (
    code text not null,
    subject text not null,
    severity text not null,
    message text not null,
    remedy text,
    since timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    constraint warning_pk primary key (code, subject),
    constraint warning_severity_known check (severity in ('NOTICE', 'WARNING', 'ERROR')),
    constraint warning_acknowledged_by_somebody check ((acknowledged_at is null) = (acknowledged_by is null))
);

-- Backend objects without a workload that somebody said to leave alone.
create table ignored_orphan (
    kind text not null,
    workload_id uuid not null,
    generation bigint not null,
    at timestamptz not null,
    by text not null,
    constraint ignored_orphan_pk primary key (workload_id, generation, kind),
    constraint ignored_orphan_kind_known check (kind in ('VM', 'CONTAINER', 'WASM'))
);
