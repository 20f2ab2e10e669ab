-- A stable address with workloads behind it.
create table service (
    name text not null,
    -- what the user asked for; without the key of the certificate
    spec jsonb not null,
    -- its own port: the one that was asked for, or chosen
    port integer not null,
    -- the key of its certificate, encrypted as secrets are
    sealed_key bytea,
    version bigint not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint service_pk primary key (name),
    constraint service_name_form check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'),
    constraint service_port_range check (port between 1 and 65535),
    constraint service_version_positive check (version > 0)
);

-- Events tell of services, too.
alter table event drop constraint event_subject_known;
alter table event add constraint event_subject_known check (
    subject_type in (
        'WORKLOAD', 'ARTIFACT', 'DRIVER', 'HOST', 'TOKEN', 'SECRET', 'SESSION', 'SERVICE', 'COMPARISON', 'MIGRATION'));
