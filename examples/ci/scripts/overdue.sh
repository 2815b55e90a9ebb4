#!/usr/bin/env bash
# Says once a day, in the issue of each person that tasks.sh keeps, which of
# their tasks are overdue.
#
#   ACCREDIT_DIR    the configuration directory
#   ACCREDIT_STATE  the state; a user that may only read is enough
#   OVERDUE         by how many days, such as 3d
#   AUTHOR          whose comments are ours; GitHub: github-actions[bot]
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
begin='<!-- accredit:tasks '
marker="<!-- accredit:overdue $(date -u +%F) -->"
mkdir -p out
issues accredit-tasks | jq --compact-output --arg begin "$begin" 'select(.text | startswith($begin))' >out/issues.jsonl

if [ "$(forge)" = gitlab ]; then
  mine="author.id"
  author=$(api GET "$CI_API_V4_URL/user" | jq .id)
else
  mine="user.login"
  author=${AUTHOR:-github-actions[bot]}
fi

while IFS= read -r issue <&3; do
  number=$(jq .number <<<"$issue")
  person=$(jq --raw-output --arg begin "$begin" '.text | split("\n")[0] | ltrimstr($begin) | rtrimstr(" -->")' <<<"$issue")
  late=(accredit task list --for "$person" --overdue "${OVERDUE:-3d}" --chdir "$dir")
  "${late[@]}" --format json >out/late.json
  count=$(jq '[.runs[].steps[]] | length' out/late.json)
  if [ "$count" = 0 ]; then continue; fi
  said=$(pages "$(comments "$number")" | jq --slurp --arg author "$author" --arg marker "$marker" \
    "any(.[]; ((.$mine | tostring) == \$author) and (.body | startswith(\$marker)))")
  if [ "$said" = true ]; then
    say "The issue $number of $person: said today."
    continue
  fi
  {
    printf '%s\nOverdue: %s. Make them, or say why not.\n\n' "$marker" "$count"
    "${late[@]}" --format markdown | head -c 60000 || true
  } >out/overdue.md
  as_field body out/overdue.md >out/call.json
  api POST "$(comments "$number")" out/call.json >/dev/null
  say "Said in the issue $number that $count of $person are overdue."
done 3<out/issues.jsonl
