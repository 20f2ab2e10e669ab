-- A name for bytes; the bytes themselves are files named by their digest.
create table artifact (
    name text not null,
    digest text not null,
    size_bytes bigint not null,
    inspection jsonb not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint artifact_pk primary key (name),
    constraint artifact_name_form check (name ~ '^[a-z]([a-z0-9._-]{0,61}[a-z0-9])?$'),
    constraint artifact_digest_form check (digest ~ '^sha256:[0-9a-f]{64}$'),
    constraint artifact_size_not_negative check (size_bytes >= 0)
);
