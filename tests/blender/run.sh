#!/usr/bin/env bash
# Tests the Blender add-on, as examples/blender/pack.sh packs it, in a Blender on a display in memory against the sandbox:
# that the interface goes on, that a killed Blender loses no clip and pays for none twice, and what a failure says. Takes
# some minutes. Needs no screen and no key.
#
#   tests/blender/run.sh [--pictures] [arguments for unittest, such as AddOn.test_a_call_that_is_stopped_loses_nothing]
#
# --pictures: draws the pictures of docs/blender.md, and tests nothing. Builds in build/addon and build/release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/blender/run.sh
  exit 0
fi

segmind_install_missing "addon blender"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
examples/blender/pack.sh "$work/segmind_clips.zip"
segmind_step "Configuring build/release" cmake --preset release
segmind_step "Building the sandbox" cmake --build build/release --target segmind_sandbox_program

tried=(build/release/src/sandbox/segmind-sandbox "$work/segmind_clips.zip")
if [[ ${1:-} == --pictures ]]; then
  segmind_step "Drawing docs/blender_*.jpg" python3 tests/blender/pictures.py "${tried[@]}" docs
else
  python3 tests/blender/addon_test.py "${tried[@]}" "$@"
fi
