#!/usr/bin/env bash
# Plans what a pull request would change and writes, into out/: plan.json, the
# saved plan; plan.md, the comment; plan.sarif, for code scanning; head, the
# commit that was asked about.
#
#   ACCREDIT_DIR  the configuration directory
#   TARGET        the branch that the pull request goes into
#   HEAD_SHA      the pull request's last commit
#   ACCREDIT_STATE  the state; a user that may only read is enough
#
# Exits as plan does: 0, or 3 where something blocks it, or 1. The comment is
# written in each case.
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
mkdir -p out
rm -f out/plan.json out/plan.md out/plan.sarif
printf '%s\n' "${HEAD_SHA:?}" >out/head

base=$(git merge-base "origin/${TARGET:?}" HEAD)
code=0
accredit plan "$dir" --base "$base" --out out/plan.json --format markdown >out/plan.md || code=$?

case $code in
0 | 3)
  # What blocks and what warns, at the lines that it is about.
  accredit show out/plan.json --chdir "$dir" --format sarif >out/plan.sarif
  if [ -n "${GITHUB_ACTIONS:-}" ]; then accredit show out/plan.json --chdir "$dir" --format github; fi
  ;;
*)
  # The comment of an earlier commit must not stand as if it were of this one.
  printf '<!-- accredit:plan -->\n### No plan\n\nThe configuration of this commit could not be planned. The job says why.\n' >out/plan.md
  ;;
esac
output planned true
summary out/plan.md
exit "$code"
