-- why: people sign in; names and addresses are compared by their folded form, so that "Ada" and "ada" are one
create table app_user (
    id bigint generated always as identity primary key,
    username text not null,
    username_key text not null,
    email text,
    email_key text,
    display_name text not null,
    role text not null,
    password_hash text not null,
    disabled_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 0,
    constraint app_user_username_key_unique unique (username_key),
    constraint app_user_email_key_unique unique (email_key),
    constraint app_user_role_check check (role in ('user', 'admin')),
    constraint app_user_email_check check ((email is null) = (email_key is null))
);

create table login_session (
    id uuid primary key,
    user_id bigint not null references app_user (id) on delete cascade,
    refresh_number integer not null,
    recent_uses text not null,
    user_agent text,
    address text,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);

create index login_session_user_idx on login_session (user_id);
create index login_session_expiry_idx on login_session (expires_at);

-- The launcher puts the SHA-256 of a set-up link's token here; it is deleted as it is used.
create table setup_token (
    token_hash bytea primary key,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
