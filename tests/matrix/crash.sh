#!/usr/bin/env bash
# Kills programs at random moments while they submit a request and wait for the clip. Resumes every job whose id was
# stored, and counts double payments, lost clips, and incomplete files under a clip's name.
#
#   tests/matrix/crash.sh [--kills 200] [--seed 1] [--lanes 6]
#
# Builds in build/release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/matrix/build.sh

if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/matrix/crash.sh
  exit 0
fi
matrix_build . build/release segmind_crash segmind_crash_client
build/release/tests/matrix/segmind_crash build/release/tests/matrix/segmind_crash_client "$@"
