# The few calls of the GitHub and GitLab APIs that the other scripts need. It
# is sourced, not run. The token never stands in an argument, where every
# process of the machine could read it, and nothing from outside is ever part
# of a command: it goes through jq, which quotes it.
# shellcheck shell=bash

# Which forge this pipeline runs on.
forge() {
  if [ -n "${GITLAB_CI:-}" ]; then echo gitlab; else echo github; fi
}

# api METHOD PATH [BODY-FILE] prints the answer of a call, and fails with what
# the forge says where it is no success.
api() {
  local method=$1 path=$2 body=${3:-} home root answer
  if [ "$(forge)" = gitlab ]; then
    home=$CI_API_V4_URL root="$CI_API_V4_URL/projects/$CI_PROJECT_ID"
  else
    home=$GITHUB_API_URL root="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY"
  fi
  case $path in
  "$home"/*) root= ;; # an address that the forge itself gave
  /*) ;;
  *) say "not an address of this forge: $path" && return 1 ;;
  esac
  : "${FORGE_TOKEN:?the token for the API}"
  answer=$(mktemp)
  # Of all headers only this one stays behind when the forge sends us on to
  # another host, where artifacts are kept.
  local options=(--silent --show-error --location --fail-with-body --request "$method" --output "$answer" --config -)
  if [ -n "$body" ]; then
    options+=(--header "Content-Type: application/json" --data-binary "@$body")
  fi
  if ! printf 'header = "Authorization: Bearer %s"\n' "$FORGE_TOKEN" | curl "${options[@]}" "$root$path"; then
    head -c 2000 "$answer" >&2
    rm -f "$answer"
    return 1
  fi
  cat "$answer"
  rm -f "$answer"
}

# pages PATH prints the elements of a list, all pages of it, one a line.
pages() {
  local path=$1 page=1 batch join='?'
  case $path in *\?*) join='&' ;; esac
  while :; do
    batch=$(api GET "$path${join}per_page=100&page=$page")
    jq -c '.[]' <<<"$batch"
    if [ "$(jq length <<<"$batch")" -lt 100 ]; then return; fi
    page=$((page + 1))
  done
}

# issues LABEL prints the open issues with a label as {number, text}, one a line.
issues() {
  if [ "$(forge)" = gitlab ]; then
    pages "/issues?state=opened&labels=$1" | jq -c '{number: .iid, text: (.description // "")}'
  else
    pages "/issues?state=open&labels=$1" | jq -c 'select(.pull_request | not) | {number, text: (.body // "")}'
  fi
}

# comments NUMBER is the path of an issue's comments.
comments() {
  if [ "$(forge)" = gitlab ]; then echo "/issues/$1/notes"; else echo "/issues/$1/comments"; fi
}

# as_field NAME FILE writes a file's text as a field of a JSON object.
as_field() {
  jq --null-input --arg name "$1" --rawfile text "$2" '{($name): $text}'
}

# say writes a line for whoever reads the job.
say() { printf '%s\n' "$*" >&2; }

# output NAME VALUE hands a value to later steps of a GitHub job.
output() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; fi
}

# summary shows a file on the page of a GitHub job.
summary() {
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$1" >>"$GITHUB_STEP_SUMMARY"; fi
}

# steps_digest PLANFILE names what a plan does: whatever the moment it was made
# at, the serial of the state, the lines in the files, and what the base of a
# review explains. Two plans with one digest make the same steps, in the same
# order, by the same people, with the same overrides.
steps_digest() {
  jq --compact-output --sort-keys '{
    overrides, skip_blocked, narrowed,
    steps: [.steps[] | del(.in_base, .source, .before.origin, .after.origin)]
  }' "$1" | sha256sum | cut -d ' ' -f 1
}
