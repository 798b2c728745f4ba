-- why: what administrators change at run time; a user's own value goes before the system's
create table setting (
    key text primary key,
    value text not null,
    updated_at timestamptz not null,
    updated_by bigint references app_user (id) on delete set null
);

create table user_setting (
    user_id bigint not null references app_user (id) on delete cascade,
    key text not null,
    value text not null,
    updated_at timestamptz not null,
    updated_by bigint references app_user (id) on delete set null,
    primary key (user_id, key)
);
