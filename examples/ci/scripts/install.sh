#!/usr/bin/env bash
# Puts accredit into ./bin: from ACCREDIT_URL, and only if its SHA-256 is
# ACCREDIT_SHA256.
set -euo pipefail

: "${ACCREDIT_URL:?where the program is, such as a release of your own}"
: "${ACCREDIT_SHA256:?the SHA-256 of that program}"

mkdir -p bin
curl --silent --show-error --fail --location --output bin/accredit "$ACCREDIT_URL"
printf '%s  bin/accredit\n' "$ACCREDIT_SHA256" | sha256sum --check --quiet
chmod +x bin/accredit
if [ -n "${GITHUB_PATH:-}" ]; then printf '%s\n' "$PWD/bin" >>"$GITHUB_PATH"; fi
