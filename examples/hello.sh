#!/usr/bin/env bash
# Parameters are a JSON file named by ATHANOR_PARAMS; the result is the JSON written to the file named by ATHANOR_RESULT.
# Run it with:  ./athanor run examples/hello.sh -p name=world
set -euo pipefail

echo "The parameters are $(cat "$ATHANOR_PARAMS")"
printf '{"lines": %d}\n' "$(wc -l <"$0")" >"$ATHANOR_RESULT"
