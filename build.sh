#!/usr/bin/env bash
# ./build.sh [check|test|bench|publish] [-- arguments for the holdfast command]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target=check
if [ $# -gt 0 ] && [ "$1" != "--" ]; then target=$1; shift; fi
if [ "${1:-}" = "--" ]; then shift; fi
# Unit separators keep every argument whole on its way through Cake.
HOLDFAST_ARGUMENTS=$(printf '%s\037' "$@")
if [ $# -eq 0 ]; then HOLDFAST_ARGUMENTS=""; fi
export HOLDFAST_ARGUMENTS DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE=false
dotnet tool restore > /dev/null
exec dotnet cake build.cake --target="$target" --verbosity=quiet
