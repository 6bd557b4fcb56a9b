#!/usr/bin/env bash
# ./build.sh [TARGET] [-- ARGUMENTS]
#
#   check    builds, then checks the embedded reference server and writes a
#            report to artifacts/report; ARGUMENTS go to 'holdfast check'. The
#            target where none is given
#   test     sets up what is missing (npm for the servers of others), then runs
#            all tests; the last line counts them. --full takes all of what
#            a build takes a part of: a million fuzzed inputs, every defect
#   bench    runs the benchmarks; ARGUMENTS go to each of them
#   publish  leaves the command at artifacts/holdfast/holdfast, and the packages
#            in artifacts/packages
#   help     shows this
#
# The first run restores packages from the NuGet feed, and takes some minutes.
#
#   ./build.sh check
#   ./build.sh check -- http://127.0.0.1:1080/files/ --only 'tus/core/**'
#   ./build.sh check -- --help
#   ./build.sh test

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' build.sh; }
target=check
if [ $# -gt 0 ] && [ "$1" != "--" ]; then target=$1; shift; fi
case $target in
  check|test|bench|publish) ;;
  help|--help|-h) usage; exit 0 ;;
  *) printf "'%s' is no target. Expected check, test, bench, publish or help.\nSee './build.sh --help'.\n" "$target" >&2; exit 64 ;;
esac
if [ $# -gt 0 ] && [ "$1" != "--" ]; then
  printf "'%s' is one word too many. Arguments stand behind '--', for example './build.sh check -- --strict'.\nSee './build.sh --help'.\n" "$1" >&2
  exit 64
fi
if [ "${1:-}" = "--" ]; then shift; fi
# Unit separators keep every argument whole on its way through Cake.
HOLDFAST_ARGUMENTS=$(printf '%s\037' "$@")
if [ $# -eq 0 ]; then HOLDFAST_ARGUMENTS=""; fi
export HOLDFAST_ARGUMENTS DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE=false
echo "Restoring the build tool …"
dotnet tool restore > /dev/null
exec dotnet cake build.cake --target="$target" --verbosity=quiet
