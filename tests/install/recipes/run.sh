#!/usr/bin/env bash
# Carries out the recipes for vcpkg and Conan against the system's packages, and builds a program with what they made.
# Their servers and programs are not needed; what those add is not shown. Builds the library twice.
#
#   tests/install/recipes/run.sh [folder; default: a temporary one, removed afterwards]
set -euo pipefail
cd "$(dirname "$0")/../../.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/install/recipes/run.sh
  exit 0
fi
work=${1:-}
[[ -n $work ]] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
segmind_install_missing tests

# use <name> <package>: a program that finds the package makes a clip.
use() {
  local sandbox
  sandbox=$(find "$2" -name segmind-sandbox -type f)
  cmake -S tests/install/find_package -B "$work/$1/program" -G Ninja -DCMAKE_PREFIX_PATH="$2" >"$work/$1.log"
  cmake --build "$work/$1/program" >>"$work/$1.log"
  bash tests/install/with_sandbox.sh "$sandbox" "$work/$1/program/consumer"
  echo "$1: a program found the package and made a clip"
}

segmind_step "Carrying out the port for vcpkg" \
  cmake -DSOURCE="$PWD" -DWORK="$work/vcpkg" -P tests/install/recipes/vcpkg.cmake
use vcpkg "$work/vcpkg/package"
segmind_step "Carrying out the recipe for Conan" python3 tests/install/recipes/conan_steps.py . "$work/conan"
use conan "$work/conan/package"
