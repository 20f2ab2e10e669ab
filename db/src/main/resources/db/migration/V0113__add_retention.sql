-- History stays append-only: nobody changes it. What is old may be removed, by retention alone, which says so in its own
-- transaction; what is younger than an hour cannot be removed by anybody.
create or replace function refuse_change_of_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('triptych.retention', true) = 'on' then
        return null;
    end if;
    raise exception 'history is append-only: % of % refused', tg_op, tg_table_name using errcode = 'TR001';
end
$$;

create function refuse_removal_of_recent_history() returns trigger language plpgsql as $$
begin
    if old.at > now() - interval '1 hour' then
        raise exception 'history is append-only: an event of the last hour stays' using errcode = 'TR001';
    end if;
    return old;
end
$$;

create trigger event_recent_stays before delete on event
    for each row execute function refuse_removal_of_recent_history();

-- Up to which id events may have been removed: whoever goes on after an earlier one is told that there is a gap.
create table event_retention (
    removed_up_to bigint not null,
    only_one boolean not null default true,
    constraint event_retention_only_one unique (only_one),
    constraint event_retention_only_one_is_true check (only_one)
);
insert into event_retention (removed_up_to) values (0);

create index workload_deleted on workload (deleted_at) where deleted_at is not null;
