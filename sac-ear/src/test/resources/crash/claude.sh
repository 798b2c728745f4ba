#!/usr/bin/env bash
# Stands in for Claude Code where a test needs a program with hooks and a transcript: it takes each prompt, logs it,
# answers it in the transcript, and tells by hooks, as the real one does.
conversation=
while [ $# -gt 0 ]; do
  case $1 in --session-id | --resume) conversation=$2 && shift ;; esac
  shift
done
transcript=$HOME/.claude/projects/test/$conversation.jsonl
mkdir -p "${transcript%/*}"

hook() {
  printf '{"hook_event_name": "%s", "session_id": "%s", "transcript_path": "%s", "cwd": "%s"}' \
    "$1" "$conversation" "$transcript" "$PWD" | "$HOME/../hook.sh"
}

entry() {
  local id
  read -r id < /proc/sys/kernel/random/uuid
  printf '{"uuid": "%s", "parentUuid": null, "timestamp": "%s", "type": "%s", "message": {"role": "%s", "content": "%s"}}\n' \
    "$id" "$(date -u +%FT%T.%3NZ)" "$1" "$1" "$2" >> "$transcript"
  printf '%s\n' "$id" >> entries.log
}

stty -echo
hook SessionStart
printf '\033[?2004hready\r\n'
while IFS= read -r line; do
  line=${line#$'\e[200~'}
  line=${line%$'\e[201~'}
  [ -n "$line" ] || continue
  hook UserPromptSubmit
  printf '%s\n' "$line" >> prompts.log
  entry user "$line"
  entry assistant "you said $line"
  printf 'you said %s\r\n' "$line"
  hook Stop
done
