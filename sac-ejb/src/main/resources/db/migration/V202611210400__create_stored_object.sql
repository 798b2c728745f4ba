-- Every key of the object store, from before its bytes are sent until after they are removed, so that a sweep can repair.
create table stored_object (
    object_key text collate "C" not null,
    state text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint stored_object_pkey primary key (object_key),
    constraint stored_object_key_check check (object_key ~ '^[0-9a-f]{32}$'),
    constraint stored_object_state_check check (state in ('intent', 'stored', 'doomed'))
);

create index stored_object_pending_idx on stored_object (state, changed_at) where state <> 'stored';
