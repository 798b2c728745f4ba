-- Agents with what is wanted of each one's sandbox (desired, intent) and what was last seen of it (status, settled_intent).
create table agent (
    id bigint generated always as identity,
    owner_id bigint not null,
    name varchar(100) not null,
    description varchar(500) not null default '',
    icon varchar(32) not null default '',
    instructions text not null default '',
    harness varchar(64) not null,
    provider_preset varchar(32) not null,
    provider_base_url varchar(500),
    provider_key text,
    provider_key_last4 varchar(4),
    model_small varchar(200),
    model_medium varchar(200),
    model_large varchar(200),
    permission_mode varchar(64),
    status varchar(16) not null default 'STOPPED',
    wanted_running boolean not null default false,
    restart_first boolean not null default false,
    intent bigint not null default 0,
    settled_intent bigint not null default 0,
    act_after timestamptz,
    lease_holder varchar(64),
    lease_until timestamptz,
    crashes integer not null default 0,
    ready_at timestamptz,
    seen_at timestamptz,
    sidecar_version varchar(64),
    checked_at timestamptz,
    stages text not null default '[]',
    reason text,
    generation integer not null default 1,
    settings_revision integer not null default 1,
    running_revision integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null default 0,
    constraint agent_pkey primary key (id),
    constraint agent_owner_fkey foreign key (owner_id) references app_user (id) on delete cascade,
    constraint agent_name_check check (length(name) > 0),
    constraint agent_status_check check (status in ('STOPPED', 'STARTING', 'READY', 'STOPPING', 'FAILED')),
    constraint agent_intent_check check (settled_intent <= intent),
    constraint agent_generation_check check (generation > 0)
);

create index agent_owner_idx on agent (owner_id, id);
create index agent_unsettled_idx on agent (act_after) where settled_intent < intent;
create index agent_ready_idx on agent (checked_at) where status = 'READY';

create table agent_variable (
    agent_id bigint not null,
    position integer not null,
    name varchar(128) not null,
    secret boolean not null,
    value text not null,
    last4 varchar(4),
    constraint agent_variable_pkey primary key (agent_id, position),
    constraint agent_variable_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint agent_variable_name_key unique (agent_id, name) deferrable initially deferred,
    constraint agent_variable_name_check check (name ~ '^[A-Za-z_][A-Za-z0-9_]*$')
);

-- What is left to remove of an agent that is gone: its process tree and its files.
create table agent_removal (
    agent_id bigint not null,
    with_files boolean not null,
    requested_at timestamptz not null,
    act_after timestamptz not null,
    attempts integer not null default 0,
    constraint agent_removal_pkey primary key (agent_id)
);

create index agent_removal_due_idx on agent_removal (act_after);
