-- Which subjects there are is said by the code's enum; a list here would be one more place to keep in step.
alter table event drop constraint event_subject_known;
alter table event add constraint event_has_a_subject check (subject_type <> '' and subject_name <> '');
