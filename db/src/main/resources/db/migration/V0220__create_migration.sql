-- Migrations: a service moves from one workload to another. A row of migration_step for each state that was entered; where
-- it goes on after a restart is on record before anything is done.
create table migration (
    id uuid not null,
    name text not null,
    service text not null,
    -- the old workload and the new one, by name
    old_workload text not null,
    new_workload text not null,
    plan jsonb not null,
    state text not null,
    -- where a way back leads to; null unless on one
    goal text,
    -- whether it is at a gate
    waiting boolean not null default false,
    -- what somebody asked for and is not done yet
    request text,
    message text not null,
    created_at timestamptz not null,
    created_by text not null,
    ended_at timestamptz,
    constraint migration_pk primary key (id),
    constraint migration_name_unique unique (name),
    constraint migration_state_known check (
        state in (
            'ASSESSING', 'PREPARING', 'VERIFYING', 'CANARY', 'CUTTING_OVER', 'WATCHING', 'GRACE', 'DONE', 'ROLLING_BACK',
            'ROLLED_BACK', 'CANCELLED', 'FAILED')),
    constraint migration_request_known check (request in ('PROMOTE', 'ROLLBACK', 'CANCEL')),
    constraint migration_goal_known check (goal in ('ROLLED_BACK', 'CANCELLED', 'FAILED')),
    constraint migration_way_back_leads_somewhere check (state <> 'ROLLING_BACK' or goal is not null),
    constraint migration_ended_with_a_time check (
        (state in ('DONE', 'ROLLED_BACK', 'CANCELLED', 'FAILED')) = (ended_at is not null)),
    constraint migration_moves_something check (old_workload <> new_workload)
);

-- A service is moved by one migration at a time.
create unique index migration_one_of_a_service on migration (service) where ended_at is null;

create table migration_step (
    migration_id uuid not null,
    position integer not null,
    state text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    outcome text not null,
    -- shown
    evidence jsonb not null,
    -- how far it is within the state
    mark jsonb not null,
    constraint migration_step_pk primary key (migration_id, position),
    constraint migration_step_of_migration foreign key (migration_id) references migration (id) on delete cascade,
    constraint migration_step_outcome_known check (outcome in ('UNDER_WAY', 'PASSED', 'FAILED', 'CUT_SHORT')),
    constraint migration_step_ended_with_a_time check ((outcome = 'UNDER_WAY') = (ended_at is null))
);

create unique index migration_step_under_way on migration_step (migration_id) where ended_at is null;

-- Where a service's requests go while a migration moves it; the service's own row stays what its user wrote.
create table service_shift (
    service text not null,
    migration text not null,
    backends jsonb not null,
    constraint service_shift_pk primary key (service),
    constraint service_shift_of_service foreign key (service) references service (name)
);
