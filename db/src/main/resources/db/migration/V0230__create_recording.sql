-- Requests of a service, recorded with consent: without credentials, masked, encrypted, and never for long.
create table recording (
    id uuid not null,
    service text not null,
    -- what may be recorded, and what is masked: names and bounds, no values
    spec jsonb not null,
    started_at timestamptz not null,
    until_at timestamptz not null,
    erase_at timestamptz not null,
    stored integer not null,
    stored_bytes bigint not null,
    skipped bigint not null,
    constraint recording_pk primary key (id),
    constraint recording_one_a_service unique (service),
    constraint recording_of_service foreign key (service) references service (name) on delete cascade,
    constraint recording_ends_before_it_is_erased check (started_at <= until_at and until_at <= erase_at),
    constraint recording_kept_a_day_at_most check (erase_at <= started_at + interval '24 hours'),
    constraint recording_counts check (stored >= 0 and stored_bytes >= 0 and skipped >= 0)
);

create table recorded_request (
    recording_id uuid not null,
    -- the gateway process that saw it, and its number there
    source bigint not null,
    number bigint not null,
    order_id bigint generated always as identity not null,
    sealed bytea not null,
    constraint recorded_request_pk primary key (recording_id, source, number),
    constraint recorded_request_of_recording foreign key (recording_id) references recording (id) on delete cascade
);
