#!/bin/sh
# Takes one change from the plan to the proof on the fake HubSpot of hub.sh: part of
# it is made by HubSpot's API, part of it by hand, on the pages of the fake.
set -eu
cd "$(dirname "$0")"
try=${ACCREDIT_TRY:-${TMPDIR:-/tmp}/accredit-try}
hub=http://${HUB:-127.0.0.1:8099}
export ACCREDIT_HUBSPOT_URL="$hub" ACCREDIT_CREDENTIALS="$try/keys.json"
export ACCREDIT_STATE="$try/state.db" ACCREDIT_USER=mona@quayside.example
program=${ACCREDIT:-../../accredit}

step() {
	printf '\n$ accredit %s\n' "$*"
	"$program" "$@"
}

step account check
step plan
step apply --auto-approve
step run resume --auto-approve
step task list
printf '\nNow you are Mona. Do what the task says on %s/?as=%s\nand press Enter: ' "$hub" "$ACCREDIT_USER"
read -r _
step run check --observed live --auto-approve
step plan
