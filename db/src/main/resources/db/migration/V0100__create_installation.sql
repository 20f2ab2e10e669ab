-- One row: who marks the backend objects. Two installations on one host never touch each other's.
create table installation (
    id uuid not null,
    only_one boolean not null default true,
    created_at timestamptz not null default now(),
    constraint installation_pk primary key (id),
    constraint installation_only_one unique (only_one),
    constraint installation_only_one_is_true check (only_one)
);
