#!/usr/bin/env bash
# Looks for drift and keeps one issue: opened when there is some, kept up to
# date while it lasts, closed when it is gone.
#
#   ACCREDIT_DIR    the configuration directory
#   ACCREDIT_STATE  the state; a user that may only read is enough
#   OBSERVED        a directory with exports of what is really there, or empty:
#                   then what is declared is compared with what is recorded
#
# Exits 0 with an issue, too: the job did what it is for. 1 is an error.
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
label=accredit-drift
marker='<!-- accredit:drift -->'
mkdir -p out

options=(--detailed-exitcode --format markdown)
if [ -n "${OBSERVED:-}" ]; then options+=(--observed "$OBSERVED"); fi
code=0
accredit drift "$dir" "${options[@]}" >out/drift.md || code=$?
case $code in
0 | 2 | 3) ;; # none; some; some that a rule says no to
*) exit "$code" ;;
esac
summary out/drift.md

{
  printf '%s\n' "$marker"
  grep --invert-match --fixed-strings --line-regexp "$marker" out/drift.md | head -c 60000 || true
} >out/issue.md

if [ "$(forge)" = gitlab ]; then
  open='opened' body=description number=iid update=PUT close='{"state_event": "close"}'
  labels=$(jq --null-input --arg name "$label" '{labels: $name}')
else
  open='open' body=body number=number update=PATCH close='{"state": "closed"}'
  labels=$(jq --null-input --arg name "$label" '{labels: [$name]}')
fi

known=$(pages "/issues?state=$open&labels=$label" | jq --compact-output --slurp --arg marker "$marker" \
  "first(.[] | select(.pull_request | not) | select((.$body // \"\") | startswith(\$marker)))")
issue=$([ -z "$known" ] || jq ".$number" <<<"$known")

if [ "$code" = 0 ]; then
  if [ -n "$issue" ]; then
    printf '%s' "$close" >out/call.json
    api "$update" "/issues/$issue" out/call.json >/dev/null
    say "No drift: closed the issue $issue."
  else
    say "No drift."
  fi
  exit 0
fi

as_field "$body" out/issue.md >out/text.json
if [ -z "$issue" ]; then
  jq --slurp --argjson labels "$labels" '.[0] + $labels + {title: "Access differs from what is declared"}' out/text.json >out/call.json
  issue=$(api POST /issues out/call.json | jq ".$number")
  say "Drift: opened the issue $issue."
elif jq --exit-status --rawfile text out/issue.md ".$body == \$text" <<<"$known" >/dev/null; then
  say "Drift as before: the issue $issue says so."
else
  api "$update" "/issues/$issue" out/text.json >/dev/null
  say "Drift: updated the issue $issue."
fi
