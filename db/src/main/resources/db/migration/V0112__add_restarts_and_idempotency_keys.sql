-- How far the restart policy is with a workload; null while it has done nothing since the last command.
alter table workload add column restarts jsonb;

-- What a caller's own key made. Written together with the workload; neither the answer nor the request is kept.
create table idempotency_key (
    caller text not null,
    route text not null,
    key text not null,
    request_sha256 bytea not null,
    workload_id uuid not null,
    at timestamptz not null,
    constraint idempotency_key_pk primary key (caller, route, key),
    constraint idempotency_key_sha256_length check (octet_length(request_sha256) = 32),
    constraint idempotency_key_length check (length(key) between 1 and 200)
);

create index idempotency_key_by_age on idempotency_key (at);
