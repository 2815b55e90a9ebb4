#!/usr/bin/env bash
# Applies what was reviewed, and nothing else. The plan is made once more, here
# on the main branch, since a pull request's job is trusted with nothing: only
# if it has the very steps of out/reviewed.json is it applied. Where it has
# others (another change came between, somebody edited by hand, a day passed),
# it is shown, and a person approves it by running the pipeline again with
# APPROVED, the digest that is printed.
#
#   ACCREDIT_DIR    the configuration directory
#   ACCREDIT_STATE  the state
#   APPROVED        the digest of the steps that a person approved, or empty
#   REASON          for the history
#
# Exit codes: 0 applied, or nothing to do; 1 an error; 3 blocked; 4 the steps
# are not those that were reviewed.
set -euo pipefail
. "$(dirname "$0")/forge.sh"

dir=${ACCREDIT_DIR:?}
mkdir -p out
code=0
accredit plan "$dir" --out out/plan.json --format markdown --detailed-exitcode >out/plan.md || code=$?
summary out/plan.md
case $code in
0)
  # State may still lack what needs no step.
  accredit apply out/plan.json "$dir" --reason "${REASON:-}"
  exit 0
  ;;
2) ;;
*) exit "$code" ;;
esac

digest=$(steps_digest out/plan.json)
reviewed=none
if [ -s out/reviewed.json ]; then reviewed=$(steps_digest out/reviewed.json); fi

if [ "$digest" = "$reviewed" ]; then
  # Exactly the plan that people saw; where only the state's serial has moved
  # since, the one with the same steps that was just made.
  code=0
  accredit apply out/reviewed.json "$dir" --max-age 720h --reason "${REASON:-}" || code=$?
  [ "$code" = 4 ] || exit "$code"
elif [ "$digest" != "${APPROVED:-}" ]; then
  accredit show out/plan.json >&2
  say ""
  say "These steps are not those that were reviewed, and nothing was applied."
  say "To approve them, run this pipeline by hand with approved = $digest"
  output digest "$digest"
  exit 4
fi
accredit apply out/plan.json "$dir" --reason "${REASON:-}"
