#!/usr/bin/env bash
# What the package cannot give, it refuses in words that help:
#   refusals.sh <cmake> <installed package> <version> <work folder>
set -uo pipefail
cmake=$1 package=$2 version=$3 work=$4
IFS=. read -r major minor patch <<<"$version"
failed=0

# try <expected text; empty: it must be found> <arguments of find_package>
try() {
  local expected=$1 output status=0
  rm -rf "$work" && mkdir -p "$work"
  printf 'cmake_minimum_required(VERSION 3.21)\nproject(consumer LANGUAGES CXX)\nfind_package(segmind %s)\n' "$2" \
    >"$work/CMakeLists.txt"
  output=$("$cmake" -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$package" 2>&1) || status=$?
  if { [[ -z $expected && $status == 0 ]]; } ||
     { [[ -n $expected && $status != 0 && $(tr -s '\n ' '  ' <<<"$output") == *"$expected"* ]]; }; then
    echo "as expected: find_package(segmind $2)"
  else
    printf 'FAILED: find_package(segmind %s) said (exit code %s):\n%s\n' "$2" "$status" "$output"
    failed=1
  fi
}

try "" "$major.$minor CONFIG REQUIRED"
try "" "$major.$minor.$patch CONFIG REQUIRED"
try "" "CONFIG REQUIRED OPTIONAL_COMPONENTS sandbox castle"
try 'segmind has no component "castle"; it has: sandbox, journal_sqlite, journal_postgres.' "CONFIG REQUIRED COMPONENTS castle"
try "requested version \"$major.$((minor + 1))\"" "$major.$((minor + 1)) CONFIG REQUIRED"
if ((major == 0 && minor > 0)); then
  try "requested version \"$major.$((minor - 1))\"" "$major.$((minor - 1)) CONFIG REQUIRED"
fi
exit $failed
