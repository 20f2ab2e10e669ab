create table token (
    id uuid not null,
    name text not null,
    sha256 bytea not null,
    role text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    constraint token_pk primary key (id),
    constraint token_name_unique unique (name),
    constraint token_sha256_unique unique (sha256),
    constraint token_sha256_length check (octet_length(sha256) = 32),
    constraint token_role_known check (role in ('VIEWER', 'OPERATOR', 'ADMIN')),
    constraint token_name_form check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$')
);

-- Values are encrypted; the key is in a file of the home, so that a copy of the database alone opens none.
create table secret (
    name text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint secret_pk primary key (name),
    constraint secret_name_form check (name ~ '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'),
    constraint secret_nonce_length check (octet_length(nonce) = 12)
);

-- Append-only: who asked for what, from where, and what came of it.
create table audit (
    id bigint generated always as identity,
    at timestamptz not null,
    caller text not null,
    address text not null,
    method text not null,
    route text not null,
    path text not null,
    status integer not null,
    correlation_id text not null,
    constraint audit_pk primary key (id),
    constraint audit_status_range check (status between 100 and 599)
);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit is append-only';
end;
$$;

create trigger audit_append_only
    before update or delete or truncate on audit
    for each statement execute function refuse_audit_change();
