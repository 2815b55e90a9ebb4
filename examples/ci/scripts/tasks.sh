#!/usr/bin/env bash
# Hands out the tasks of open runs, and takes back what people say of them. For
# each person who has something to do there is one issue: opened, kept up to
# date, closed when nothing is open. What they write there in lines such as
# "/accredit done 7.12-3fa9" is recorded, if the configuration knows the id of
# their account (forge_ids). It may run as often as you like: a comment acts once.
#
#   ACCREDIT_DIR    the configuration directory
#   ACCREDIT_STATE  the state; it is written
#   OBSERVED        a folder with exports, named HUB_ID_DATE.csv, or empty: what
#                   they prove is recorded
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
label=accredit-tasks
begin='<!-- accredit:tasks '
mkdir -p out
issues "$label" | jq --compact-output --arg begin "$begin" 'select(.text | startswith($begin))' >out/issues.jsonl

# tolerate COMMAND... runs what may refuse something (3, 4): it has said so, and
# the others go on. An error ends the job.
tolerate() {
  local code=0
  "$@" || code=$?
  case $code in 0 | 2 | 3 | 4) ;; *) exit "$code" ;; esac
}

# What people said.
jq .number out/issues.jsonl >out/numbers
while IFS= read -r number <&3; do
  pages "$(comments "$number")" | jq --slurp . >out/comments.json
  tolerate accredit task read - --chdir "$dir" <out/comments.json
done 3<out/numbers

# What exports prove.
if [ -n "${OBSERVED:-}" ]; then
  tolerate accredit run check --observed "$OBSERVED" --auto-approve --chdir "$dir"
fi

# What is still to be done, and by whom.
if [ "$(forge)" = gitlab ]; then
  body=description number=iid update=PUT close='{"state_event": "close"}'
  labels=$(jq --null-input --arg name "$label" '{labels: $name}')
else
  body=body number=number update=PATCH close='{"state": "closed"}'
  labels=$(jq --null-input --arg name "$label" '{labels: [$name]}')
fi
accredit task list --chdir "$dir" --format json >out/tasks.json
jq --raw-output '[.runs[].steps[].actor] | unique[]' out/tasks.json >out/people

while IFS= read -r person <&3; do
  accredit run show --for "$person" --format markdown --chdir "$dir" >out/tasks.md
  {
    printf '%s%s -->\n' "$begin" "$person"
    head -c 60000 out/tasks.md
    printf '\n\nSay what is done in a comment, on lines of its own, with the ids as they stand above:\n\n'
    printf '    /accredit done ID ID\n    /accredit fail ID because REASON\n'
  } >out/issue.md
  as_field "$body" out/issue.md >out/text.json
  known=$(jq --compact-output --slurp --arg begin "$begin$person -->" 'first(.[] | select(.text | startswith($begin)))' out/issues.jsonl)
  if [ -z "$known" ]; then
    jq --slurp --argjson labels "$labels" --arg person "$person" '.[0] + $labels + {title: "To do in HubSpot: \($person)"}' out/text.json >out/call.json
    issue=$(api POST /issues out/call.json | jq ".$number")
    say "Opened the issue $issue for $person."
  elif jq --exit-status --rawfile text out/issue.md '.text == $text' <<<"$known" >/dev/null; then
    say "The issue $(jq .number <<<"$known") of $person is as it was."
  else
    api "$update" "/issues/$(jq .number <<<"$known")" out/text.json >/dev/null
    say "Updated the issue $(jq .number <<<"$known") of $person."
  fi
done 3<out/people

# Whoever has nothing to do any more.
jq --raw-input --slurp 'split("\n")' out/people >out/people.json
jq --arg begin "$begin" --slurpfile people out/people.json \
  'select((.text | split("\n")[0] | ltrimstr($begin) | rtrimstr(" -->")) as $person | $people[0] | index([$person]) | not) | .number' out/issues.jsonl >out/numbers
printf '%s' "$close" >out/call.json
while IFS= read -r issue <&3; do
  api "$update" "/issues/$issue" out/call.json >/dev/null
  say "Closed the issue $issue: nothing is open."
done 3<out/numbers
