#!/bin/sh
# Serves a fake HubSpot in which the accounts of this example are. End it with
# Ctrl-C. ACCREDIT_TRY is where its world and keys are kept, HUB where it listens.
set -eu
cd "$(dirname "$0")/../.."
try=${ACCREDIT_TRY:-${TMPDIR:-/tmp}/accredit-try}
mkdir -p "$try"
rm -f "$try"/state.db*
go build -o "$try/fakehub" ./cmd/fakehub
exec "$try/fakehub" --new examples/connected --state "$try/state.db" --links --force \
	--world "$try/world.json" --credentials "$try/keys.json" --listen "${HUB:-127.0.0.1:8099}"
