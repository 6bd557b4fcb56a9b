#!/usr/bin/env bash
# Runs the tus suite, or what further arguments select, against the embedded reference server again and again, another seed each time,
# and says how many runs were green and how long they took. A case that fails once in fifty runs is a flake, and a flake is a defect of
# the suite.
#   conformance/tests/many-runs.sh [RUNS [ARGUMENTS]]     after ./build.sh check, whose build it uses
#   conformance/tests/many-runs.sh 20 --only '*/resilience/**' --only 'ietf/*/resilience/**'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs=${1:-50}
shift $(($# > 0))
[ $# -gt 0 ] || set -- --protocol tus
command=conformance/Holdfast.Cli/bin/Release/net10.0/holdfast.dll
report=$(mktemp -d)
trap 'rm -rf "$report"' EXIT
green=0
slowest=0
for ((run = 1; run <= runs; run++)); do
    started=$(date +%s%N)
    if dotnet "$command" check "$@" --strict --seed "$run" --report "$report" > "$report/output.txt" 2>&1; then
        green=$((green + 1))
    else
        echo "Seed $run:"
        grep -Ev '^(pass|observe) ' "$report/output.txt" || true
    fi
    took=$((($(date +%s%N) - started) / 1000000))
    slowest=$((took > slowest ? took : slowest))
done
echo "$green of $runs runs green; the slowest took $((slowest / 1000)).$(printf %03d $((slowest % 1000))) s"
[ "$green" -eq "$runs" ]
