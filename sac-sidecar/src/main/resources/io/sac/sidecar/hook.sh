#!/usr/bin/env bash
# Hands the JSON that the CLI gives a hook on stdin to the sidecar. It prints nothing and never fails, so that a sidecar
# that is away holds nobody up: what a hook would have said is found in the transcript later.
set -u
url=${SAC_HOOK_URL:-}
[ -n "$url" ] || exit 0
LC_ALL=C
body=$(head -c 4000000)
rest=${url#http://}
address=${rest%%/*}
{
  if exec 3<>"/dev/tcp/${address%:*}/${address##*:}"; then
    printf 'POST /%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
      "${rest#*/}" "$address" "${#body}" "$body" >&3
    IFS= read -r -t 3 _ <&3
    exec 3>&-
  else
    printf '%s' "$body" | curl -s -m 3 -o /dev/null -H 'Content-Type: application/json' --data-binary @- "$url"
  fi
} >/dev/null 2>&1
exit 0
