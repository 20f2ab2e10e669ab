-- A directory that outlives the workloads which see it.
create table volume (
    name text not null,
    -- of its own file system; null when only the host's disk bounds it
    size_bytes bigint,
    -- what is under way; what was cut short is ended, or begun again, at the next start
    stage text not null,
    created_at timestamptz not null,
    constraint volume_pk primary key (name),
    constraint volume_name_form check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'),
    constraint volume_size_positive check (size_bytes > 0),
    constraint volume_stage_known check (stage in ('MAKING', 'READY', 'FILLING', 'DELETING'))
);
