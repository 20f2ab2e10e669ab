-- Open intents are found by their workload, which is not settled then; nobody asks for them by time. Without the index an
-- intent that is settled is changed in place.
drop index intent_open;
alter table intent set (fillfactor = 80);
