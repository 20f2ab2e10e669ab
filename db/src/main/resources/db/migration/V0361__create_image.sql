-- What is known of images that their backend does not tell: since when each is known to be here, and which came through
-- Triptych. The images themselves are the backend's; a row may be of one that somebody else has removed meanwhile.
create table image (
    digest text not null,
    first_seen_at timestamptz not null,
    -- null for an image that somebody else brought
    loaded_at timestamptz,
    loaded_by text,
    -- every name that it was loaded under
    loaded_names jsonb,
    constraint image_pk primary key (digest),
    constraint image_has_a_digest check (digest ~ '^sha256:[0-9a-f]{64}$'),
    constraint image_was_loaded_as_a_whole check (
        (loaded_at is null) = (loaded_by is null) and (loaded_at is null) = (loaded_names is null))
);
