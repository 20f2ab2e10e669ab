-- History: what happened, why and who caused it. Nobody changes it, not even the service.
create table event (
    id bigint not null,
    at timestamptz not null,
    type text not null,
    subject_type text not null,
    subject_name text not null,
    subject_id text,
    run integer,
    from_state text,
    to_state text,
    reason_code text not null,
    actor text not null,
    actor_address text not null,
    message text not null,
    constraint event_pk primary key (id),
    constraint event_subject_known check (
        subject_type in ('WORKLOAD', 'ARTIFACT', 'DRIVER', 'HOST', 'TOKEN', 'SECRET', 'SESSION')),
    constraint event_has_a_reason check (reason_code <> '')
);

create index event_by_subject on event (subject_type, subject_name, id);

-- Each process takes a block of ids at a time: two never use the same one.
create sequence event_id_block as bigint increment by 1000;

create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
    raise exception 'history is append-only: % of % refused', tg_op, tg_table_name using errcode = 'TR001';
end
$$;

create trigger event_is_append_only before update or delete or truncate on event
    for each statement execute function refuse_change_of_history();

-- What was about to be asked of a backend, written before it is asked. What is not settled may or may not have happened.
create table intent (
    workload_id uuid not null,
    run integer not null,
    operation text not null,
    generation bigint not null,
    at timestamptz not null,
    settled_at timestamptz,
    constraint intent_pk primary key (workload_id, run, operation),
    constraint intent_of_workload foreign key (workload_id) references workload (id),
    -- RUN: create the object where there is none, and start it.
    constraint intent_operation_known check (operation in ('RUN', 'STOP', 'DESTROY'))
);

create index intent_open on intent (at) where settled_at is null;
