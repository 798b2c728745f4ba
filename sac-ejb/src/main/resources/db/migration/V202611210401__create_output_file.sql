-- What agents made: one row a file, the mirror of the sandbox's output folder.
create table output_usage (
    agent_id bigint not null,
    file_count bigint not null default 0,
    byte_count bigint not null default 0,
    constraint output_usage_pkey primary key (agent_id),
    constraint output_usage_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint output_usage_file_count_check check (file_count >= 0),
    constraint output_usage_byte_count_check check (byte_count >= 0)
);

create table output_file (
    id bigint generated always as identity,
    agent_id bigint not null,
    path text collate "C" not null,
    object_key text collate "C" not null,
    size bigint not null,
    sha256 text not null,
    content_type text not null,
    revision bigint not null,
    modified_at timestamptz not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint output_file_pkey primary key (id),
    constraint output_file_agent_path_key unique (agent_id, path),
    constraint output_file_object_key_key unique (object_key),
    constraint output_file_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint output_file_object_fkey foreign key (object_key) references stored_object (object_key),
    constraint output_file_path_check check (path <> '' and octet_length(path) <= 2500),
    constraint output_file_size_check check (size >= 0),
    constraint output_file_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);

create index output_file_recent_idx on output_file (agent_id, changed_at desc, id desc);

-- A deletion that the sandbox does not know yet (pending), or that an older upload must not undo.
create table output_tombstone (
    agent_id bigint not null,
    path text collate "C" not null,
    revision bigint,
    pending boolean not null,
    created_at timestamptz not null,
    constraint output_tombstone_pkey primary key (agent_id, path),
    constraint output_tombstone_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint output_tombstone_path_check check (path <> '' and octet_length(path) <= 2501)
);

create index output_tombstone_settled_idx on output_tombstone (created_at) where not pending;

-- However a row goes (its agent's, its user's deletion included), its object's key is remembered until the bytes are gone.
create function doom_object_of_output_file() returns trigger
    language plpgsql
as
$$
begin
    update stored_object
    set state = 'doomed', changed_at = now()
    where object_key in (select gone.object_key from gone)
      and not exists (select from output_file kept where kept.object_key = stored_object.object_key);
    return null;
end;
$$;

create trigger output_file_deleted
    after delete on output_file
    referencing old table as gone
    for each statement execute function doom_object_of_output_file();

create trigger output_file_replaced
    after update on output_file
    referencing old table as gone
    for each statement execute function doom_object_of_output_file();
