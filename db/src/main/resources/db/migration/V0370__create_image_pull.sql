-- Images that are fetched from registries, and those that were: the latest that ended stay. Never a password: the secret that
-- holds it is named.
create table image_pull (
    id uuid not null,
    -- registry, path and tag or digest
    reference text not null,
    -- null for the host's own
    platform text,
    username text,
    secret text,
    state text not null,
    layers integer not null default 0,
    layers_done integer not null default 0,
    -- of the layers that are fetched, packed, as far as their sizes are known
    bytes bigint not null default 0,
    bytes_fetched bigint not null default 0,
    bytes_unpacked bigint not null default 0,
    created_at timestamptz not null,
    created_by text not null,
    ended_at timestamptz,
    -- what workloads pin, and what the registry knows it by
    digest text,
    repo_digest text,
    error_code text,
    error_detail text,
    constraint image_pull_pk primary key (id),
    constraint image_pull_state_known check (state in ('PULLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    constraint image_pull_has_both_credentials check ((username is null) = (secret is null)),
    constraint image_pull_has_ended check ((state = 'PULLING') = (ended_at is null)),
    constraint image_pull_has_a_digest check ((state = 'SUCCEEDED') = (digest is not null)),
    constraint image_pull_has_a_repo_digest check ((state = 'SUCCEEDED') = (repo_digest is not null)),
    constraint image_pull_has_an_error check (
        (state = 'FAILED') = (error_code is not null) and (error_code is null) = (error_detail is null))
);

create index image_pull_open on image_pull (id) where state = 'PULLING';
