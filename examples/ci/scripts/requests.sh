#!/usr/bin/env bash
# Makes a pull request of each open issue that asks for access: the edit on a
# branch of its own, and the plan for it. Nothing is merged: whoever reviews the
# pull request decides. What cannot be read, or cannot be done, is said once in
# the issue, and tried again when somebody changes it. An issue of which there is
# a pull request, open or not, is left alone: a later edit of the issue changes
# nothing of what was reviewed.
#
#   ACCREDIT_DIR    the configuration directory
#   ACCREDIT_STATE  the state; a user that may only read is enough
#   TARGET          the branch that the pull request goes into
#   AUTHOR          whose comments are ours; GitHub: github-actions[bot]
#
# Exits 0 also where something was refused: the issue says so. 1 is an error.
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
target=${TARGET:?}
label=access-request
mkdir -p out

if [ "$(forge)" = gitlab ]; then
  mine="author.id"
  author=$(api GET "$CI_API_V4_URL/user" | jq .id)
else
  mine="user.login"
  author=${AUTHOR:-github-actions[bot]}
fi

# asked prints the open issues as {number, text}. On GitHub anybody may open an
# issue of a public repository: only those of people who belong here count.
asked() {
  if [ "$(forge)" = gitlab ]; then
    issues "$label"
  else
    pages "/issues?state=open&labels=$label" | jq --compact-output 'select(.pull_request | not)
      | select(.author_association | IN("OWNER", "MEMBER", "COLLABORATOR")) | {number, text: (.body // "")}'
  fi
}

# is_made BRANCH says whether there is a pull request of a branch.
is_made() {
  if [ "$(forge)" = gitlab ]; then
    api GET "/merge_requests?source_branch=$1&state=all" | jq --exit-status 'length > 0' >/dev/null
  else
    api GET "/pulls?state=all&head=${GITHUB_REPOSITORY%%/*}:$1" | jq --exit-status 'length > 0' >/dev/null
  fi
}

# has_branch BRANCH says whether the forge has that branch: an earlier run may
# have been cut off before it opened the pull request.
has_branch() {
  if [ "$(forge)" = gitlab ]; then
    api GET "/repository/branches?search=^$1\$" | jq --exit-status --arg name "$1" 'any(.[]; .name == $name)' >/dev/null
  else
    api GET "/git/matching-refs/heads/$1" | jq --exit-status --arg ref "refs/heads/$1" 'any(.[]; .ref == $ref)' >/dev/null
  fi
}

# push BRANCH TITLE puts what was edited on a new branch, by the forge's API: the
# job holds no key with which git could push elsewhere.
push() {
  local parent tree sha
  parent=$(git rev-parse HEAD)
  : >out/changes.jsonl
  while IFS= read -r -d '' file; do
    jq --null-input --compact-output --arg path "$file" --rawfile content "$file" '{path: $path, content: $content}' >>out/changes.jsonl
  done < <(git diff --name-only -z -- "$dir")
  if [ "$(forge)" = gitlab ]; then
    jq --slurp --arg branch "$1" --arg start "$parent" --arg message "$2" '{branch: $branch, start_sha: $start, commit_message: $message,
      actions: map({action: "update", file_path: .path, content: .content})}' out/changes.jsonl >out/call.json
    api POST /repository/commits out/call.json >/dev/null
    return
  fi
  jq --slurp --arg base "$(git rev-parse 'HEAD^{tree}')" '{base_tree: $base, tree: map(. + {mode: "100644", type: "blob"})}' out/changes.jsonl >out/call.json
  tree=$(api POST /git/trees out/call.json | jq --raw-output .sha)
  jq --null-input --arg tree "$tree" --arg parent "$parent" --arg message "$2" '{message: $message, tree: $tree, parents: [$parent]}' >out/call.json
  sha=$(api POST /git/commits out/call.json | jq --raw-output .sha)
  jq --null-input --arg ref "refs/heads/$1" --arg sha "$sha" '{ref: $ref, sha: $sha}' >out/call.json
  api POST /git/refs out/call.json >/dev/null
}

# open_request BRANCH TITLE opens the pull request with the text of out/body.md.
open_request() {
  if [ "$(forge)" = gitlab ]; then
    jq --null-input --arg head "$1" --arg base "$target" --arg title "$2" --rawfile body out/body.md \
      '{source_branch: $head, target_branch: $base, title: $title, description: $body}' >out/call.json
    api POST /merge_requests out/call.json | jq .iid
  else
    jq --null-input --arg head "$1" --arg base "$target" --arg title "$2" --rawfile body out/body.md \
      '{head: $head, base: $base, title: $title, body: $body}' >out/call.json
    api POST /pulls out/call.json | jq .number
  fi
}

# answer NUMBER FILE says in an issue, once for the text that it has now, what
# became of it: the lines of FILE, in which nothing is markup.
answer() {
  local marker said
  marker="<!-- accredit:request $(sha256sum <out/form.md | cut -d ' ' -f 1) -->"
  said=$(pages "$(comments "$1")" | jq --slurp --arg author "$author" --arg marker "$marker" \
    "any(.[]; ((.$mine | tostring) == \$author) and (.body | startswith(\$marker)))")
  if [ "$said" = true ]; then return; fi
  {
    printf '%s\n' "$marker"
    head -c 4000 "$2" | sed 's/^/    /'
  } >out/answer.md
  as_field body out/answer.md >out/call.json
  api POST "$(comments "$1")" out/call.json >/dev/null
}

asked >out/asked.jsonl
while IFS= read -r issue <&3; do
  number=$(jq .number <<<"$issue")
  branch=$label-$number title="Access request #$number"
  if is_made "$branch"; then
    say "The issue $number has its pull request."
    continue
  fi
  git checkout --quiet -- "$dir"
  jq --join-output .text <<<"$issue" >out/form.md
  code=0
  accredit request read out/form.md --chdir "$dir" --body --quiet >out/request.md 2>out/said || code=$?
  if [ "$code" = 130 ] || [ "$code" = 5 ]; then exit "$code"; fi
  if [ "$code" != 0 ] || [ ! -s out/request.md ]; then
    [ -s out/said ] || printf 'There is nothing to do: the configuration says so already.\n' >out/said
    answer "$number" out/said
    say "The issue $number: no pull request. It says why."
    continue
  fi
  {
    head -c 60000 out/request.md
    printf '\n---\nAsked for in issue %s. Closes #%s\n' "$number" "$number"
  } >out/body.md
  has_branch "$branch" || push "$branch" "$title"
  made=$(open_request "$branch" "$title")
  printf 'Asked for in pull request %s.\n' "$made" >out/said
  answer "$number" out/said
  say "The issue $number: opened the pull request $made."
done 3<out/asked.jsonl
