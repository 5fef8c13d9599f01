#!/usr/bin/env bash
# Installs what is missing, builds, makes a clip, and says where it is.
#
#   examples/run.sh [arguments for `segmind generate`; see examples/run.sh --help]
#
# Without SEGMIND_API_KEY the clip comes from a server on this machine that behaves like the service, and costs nothing.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
root=$PWD
source cmake/dependencies.sh

segmind_install_missing example

build=build/release  # shared with tests/run.sh, so that the library is compiled once
configure=(--preset release -DSEGMIND_BUILD_CLI=ON)
[[ -e $build/CMakeCache.txt ]] || configure+=(-DSEGMIND_BUILD_TESTS=OFF -DSEGMIND_BUILD_C=OFF)
segmind_step "Configuring $build" cmake "${configure[@]}"
segmind_step "Building the program and the sandbox" cmake --build "$build" --target segmind_cli segmind_sandbox_program

if (($# == 0)); then
  set -- --prompt "Image1 sails across a rain puddle at dusk, the camera low over the water" \
    --image "$root/examples/paper_boat.png" --output "$root/$build/clip.mp4"
fi
cd "$caller"  # a path in the arguments means what it meant to whoever typed it
exec "$root/$build/src/cli/segmind" generate "$@"
