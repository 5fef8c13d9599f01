#!/usr/bin/env bash
# Installs one flavour of the package and moves it:
#   package.sh <static|shared> <cmake> <source folder> <build folder of these tests> <work folder>
# The build folder of the tests holds one flavour already; the other is built here, incrementally.
set -euo pipefail
flavour=$1 cmake=$2 source=$3 build=$4 work=$5
shared=$([[ $flavour == shared ]] && echo ON || echo OFF)
mkdir -p "$work"

present=$(sed -n 's/^BUILD_SHARED_LIBS:[A-Z]*=//p' "$build/CMakeCache.txt")
case ${present:-OFF} in ON|on|TRUE|1|YES) present=ON ;; *) present=OFF ;; esac
if [[ $present != "$shared" ]]; then
  build=$work/build
  "$cmake" --preset release -S "$source" -B "$build" -DBUILD_SHARED_LIBS="$shared" -DSEGMIND_BUILD_TESTS=OFF \
           -DSEGMIND_BUILD_EXAMPLES=OFF
  "$cmake" --build "$build" --parallel
fi
rm -rf "$work/installed" "$work/moved"
"$cmake" --install "$build" --prefix "$work/installed"
mv "$work/installed" "$work/moved"
