#!/usr/bin/env bash
# Finds the plan that was reviewed in the pull request which a commit on the
# main branch comes from, and writes it to out/reviewed.json. Without one, as
# after a push to the main branch, nothing is written.
#
#   COMMIT  the commit on the main branch
set -euo pipefail
. "$(dirname "$0")/forge.sh"

commit=${COMMIT:?}
mkdir -p out
rm -f out/reviewed.json

if [ "$(forge)" = gitlab ]; then
  request=$(api GET "/repository/commits/$commit/merge_requests" | jq -c '[.[] | select(.state == "merged")][0] // empty')
  [ -n "$request" ] || { say "$commit comes from no merge request." && exit 0; }
  number=$(jq .iid <<<"$request") head=$(jq --raw-output .sha <<<"$request")
  pipeline=$(pages "/merge_requests/$number/pipelines" | jq -s --arg head "$head" '[.[] | select(.sha == $head) | .id] | max // empty')
  [ -n "$pipeline" ] || { say "The merge request $number has no pipeline of $head." && exit 0; }
  job=$(pages "/pipelines/$pipeline/jobs" | jq -s '[.[] | select(.name == "plan") | .id] | max // empty')
  [ -n "$job" ] || { say "The pipeline $pipeline has no plan." && exit 0; }
  api GET "/jobs/$job/artifacts/out/plan.json" >out/reviewed.json
else
  request=$(api GET "/commits/$commit/pulls" | jq -c '[.[] | select(.merged_at != null)][0] // empty')
  [ -n "$request" ] || { say "$commit comes from no pull request." && exit 0; }
  number=$(jq .number <<<"$request") head=$(jq --raw-output .head.sha <<<"$request")
  archive=$(api GET "/actions/artifacts?name=accredit-plan-$head" |
    jq --raw-output '[.artifacts[] | select(.expired | not)] | max_by(.id) | .archive_download_url // empty')
  [ -n "$archive" ] || { say "No plan of $head is kept." && exit 0; }
  api GET "$archive" >out/reviewed.zip
  unzip -p out/reviewed.zip plan.json >out/reviewed.json
fi
say "Reviewed: the plan of $head, in pull request $number."
output pull_request "$number"
