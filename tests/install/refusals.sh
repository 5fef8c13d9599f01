#!/usr/bin/env bash
# What the package cannot give, it refuses in words that help:
#   refusals.sh <cmake> <installed package> <version> <work folder>
set -uo pipefail
cmake=$1 package=$2 version=$3 work=$4
IFS=. read -r major minor patch <<<"$version"
failed=0

# try <expected text; empty: it must be found> <arguments of find_package> [<further CMake code>]
try() {
  local expected=$1 output status=0
  rm -rf "$work" && mkdir -p "$work"
  printf 'cmake_minimum_required(VERSION 3.21)\nproject(consumer LANGUAGES CXX)\nfind_package(segmind %s)\n%s\n' \
    "$2" "${3:-}" >"$work/CMakeLists.txt"
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
try "" "CONFIG REQUIRED OPTIONAL_COMPONENTS sandbox cli castle"
try 'segmind has no component "castle"; it has: sandbox, cli, c, journal_sqlite, journal_postgres.' "CONFIG REQUIRED COMPONENTS castle"
try "requested version \"$major.$((minor + 1))\"" "$major.$((minor + 1)) CONFIG REQUIRED"
if ((major == 0 && minor > 0)); then
  try "requested version \"$major.$((minor - 1))\"" "$major.$((minor - 1)) CONFIG REQUIRED"
fi

# Who forgets the component hears its name, wherever the program stands.
component='find_package(segmind CONFIG REQUIRED COMPONENTS sandbox)'
forgotten="consumer links segmind::sandbox, which is a component of its own: $component"
program='
file(WRITE ${CMAKE_BINARY_DIR}/main.cpp "int main() {}")
add_executable(consumer ${CMAKE_BINARY_DIR}/main.cpp)
target_link_libraries(consumer PRIVATE segmind::segmind segmind::sandbox)'
in_folder() {
  printf 'file(WRITE ${CMAKE_BINARY_DIR}/folder/CMakeLists.txt [[%s]])\n' "$1"
  printf 'add_subdirectory(${CMAKE_BINARY_DIR}/folder ${CMAKE_BINARY_DIR}/folder)\n'
}
try "$forgotten" "CONFIG REQUIRED" "$program"
try "$forgotten" "CONFIG REQUIRED" "$(in_folder "$program")"
try "" "CONFIG REQUIRED" "$component$program"
try 'consumer links segmind::c_sandbox, which is a component of its own: find_package(segmind CONFIG REQUIRED COMPONENTS c sandbox)' \
  "CONFIG REQUIRED COMPONENTS sandbox" "${program/segmind::segmind/segmind::c_sandbox}"
try "" "CONFIG REQUIRED" "$(in_folder "$component$program")"
exit $failed
