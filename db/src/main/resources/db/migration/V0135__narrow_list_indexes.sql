-- Lists walk one index by id, and all that filters ask for but labels is in it: a search reads no row that it does not
-- show. Indexes by kind and by situation would make the common answers no faster, and each write dearer.
drop index workload_living;
drop index workload_by_kind;
drop index workload_by_situation;
create index workload_living on workload (id desc) include (kind, situation, name) where deleted_at is null;

-- One row for each label of a living workload, so that those who bear it are found, in order, in an index alone.
drop index workload_by_label;
create table workload_label (
    key text not null,
    value text not null,
    workload_id uuid not null,
    constraint workload_label_pk primary key (workload_id, key)
);

insert into workload_label (key, value, workload_id)
select l.key, l.value, w.id from workload w cross join jsonb_each_text(w.labels) l where w.deleted_at is null;

create index workload_label_bearers on workload_label (key, value, workload_id);

-- Follows workload.labels, whoever writes them.
create function follow_labels() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from workload_label where workload_id = old.id;
    end if;
    if new.deleted_at is null then
        insert into workload_label (key, value, workload_id)
        select l.key, l.value, new.id from jsonb_each_text(new.labels) l;
    end if;
    return null;
end
$$;

create trigger workload_labelled after insert on workload
    for each row when (new.labels <> '{}'::jsonb) execute function follow_labels();
create trigger workload_relabelled after update of labels, deleted_at on workload
    for each row when (old.labels is distinct from new.labels
        or (old.labels <> '{}'::jsonb and old.deleted_at is distinct from new.deleted_at))
    execute function follow_labels();
