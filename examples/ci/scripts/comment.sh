#!/usr/bin/env bash
# Keeps one comment of a pull request up to date with out/plan.md: the one that
# begins with the marker and was written by this pipeline. Whoever else writes
# the marker into a comment keeps their comment.
#
#   PULL_REQUEST  its number (GitLab: the merge request's)
#   AUTHOR        whose comments are ours; GitHub: github-actions[bot]
#   RUN_URL       the job, for a link
set -euo pipefail
. "$(dirname "$0")/forge.sh"

marker='<!-- accredit:plan -->'
number=${PULL_REQUEST:?}
case $number in *[!0-9]*) say "PULL_REQUEST is no number" && exit 1 ;; esac

head -c 65536 out/plan.md >out/comment.md
footer=$(printf '\n---\nPlan of %s ([job](%s))\n' "$(tr -cd '0-9a-f' <out/head)" "${RUN_URL:-}")
if [ $(($(wc -c <out/comment.md) + ${#footer} + 2)) -le 65536 ]; then
  printf '%s\n' "$footer" >>out/comment.md
fi
as_field body out/comment.md >out/comment.json

if [ "$(forge)" = gitlab ]; then
  list="/merge_requests/$number/notes" update=PUT at="/merge_requests/$number/notes"
  mine="author.id"
  author=$(api GET "$CI_API_V4_URL/user" | jq .id)
else
  list="/issues/$number/comments" update=PATCH at="/issues/comments"
  mine="user.login"
  author=${AUTHOR:-github-actions[bot]}
fi

known=$(pages "$list" | jq --slurp --arg author "$author" --arg marker "$marker" \
  "first(.[] | select((.$mine | tostring) == \$author) | select(.body | startswith(\$marker)) | .id)")
if [ -n "$known" ]; then
  api "$update" "$at/$known" out/comment.json >/dev/null
  say "Updated the comment $known."
else
  api POST "$list" out/comment.json >/dev/null
  say "Wrote a comment."
fi
