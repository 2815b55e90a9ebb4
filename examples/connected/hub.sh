#!/bin/sh
# Serves a fake HubSpot in which the accounts of this example are. End it with
# Ctrl-C. ACCREDIT_TRY is where its world and keys are kept, HUB where it listens,
# FAKEHUB the program, if it is built already.
set -eu
cd "$(dirname "$0")/../.."
try=${ACCREDIT_TRY:-${TMPDIR:-/tmp}/accredit-try}
mkdir -p "$try"
rm -f "$try"/state.db*
program=${FAKEHUB:-$try/fakehub}
[ -n "${FAKEHUB:-}" ] || go build -o "$program" ./cmd/fakehub
export ACCREDIT_STATE="$try/state.db"
exec "$program" --new examples/connected --links --force --world "$try/world.json" \
	--credentials "$try/keys.json" --listen "${HUB:-127.0.0.1:8099}"
