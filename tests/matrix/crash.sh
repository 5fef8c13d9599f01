#!/usr/bin/env bash
# Kills programs at random moments, or stops them (SIGSTOP) for longer than their leases, while they make clips with a
# journal on SQLite. Starts them again until they are done, and counts payments at the sandbox and clips on the disk.
#
#   tests/matrix/crash.sh [--intentions 1500] [--lanes 8] [--seed 1]
#   tests/matrix/crash.sh --postgres [--intentions 200] [--seed 1]
#
# Two runs: without permission to pay twice, and with it, where records settle in 10 s. A quarter of an hour each.
# --postgres: four processes share a manifest and a PostgreSQL, which is restarted and cut off meanwhile; likewise twice.
# Builds in build/release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/matrix/build.sh

if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/matrix/crash.sh
  exit 0
fi
programs=build/release/tests/matrix
failed=0
if [[ ${1:-} == --postgres ]]; then
  shift
  segmind_install_missing postgres
  matrix_build . build/release segmind_crash_farm segmind_crash_client
  test_program=(segmind_crash_farm --intentions 200 --kills 40)
else
  matrix_build . build/release segmind_crash segmind_crash_client
  test_program=(segmind_crash --intentions 1500)
fi
run() { "$programs/${test_program[0]}" "$programs/segmind_crash_client" "${test_program[@]:1}" "$@" || failed=1; }
echo "Without permission to pay twice:"
run --permission 0 "$@"
echo "With permission, where records settle in 10 s:"
run --permission 1 --settle 10000 "$@"
exit $failed
