#!/usr/bin/env bash
# A parent project that brings a part of the library itself, too old, is told so while it configures:
#   older_parts.sh <cmake> <source folder> <work folder>
set -uo pipefail
cmake=$1 source=$2 work=$3
failed=0
rm -rf "$work" && mkdir -p "$work/include/curl" "$work/include/nlohmann"

# configure <header> <macro> <version> <CMake code that makes the target>: what CMake says, on one line
configure() {
  local header=$1 macro=$2 major minor patch
  IFS=. read -r major minor patch <<<"$3"
  printf '#define %s_MAJOR %s\n' "$macro" "$major" >"$work/include/$header"
  printf '#define %s_MINOR %s\n#define %s_PATCH %s\n' "$macro" "$minor" "$macro" "$patch" >>"$work/include/$header"
  printf '%s\n' 'cmake_minimum_required(VERSION 3.21)' 'project(parent LANGUAGES CXX)' "$4" \
    "add_subdirectory($source segmind)" >"$work/CMakeLists.txt"
  "$cmake" -S "$work" -B "$work/build" -G Ninja 2>&1 | tr -s '\n ' '  '
  local status=${PIPESTATUS[0]}
  rm -rf "$work/build" "$work/include/$header"
  return "$status"
}

# refuses <version> <words> <header> <macro> <CMake code>; takes the same with another version
refuses() {
  local said
  if said=$(configure "$3" "$4" "$1" "$5") || [[ $said != *"$2"* ]]; then
    printf 'FAILED: %s %s is not refused with "%s":\n%s\n' "$3" "$1" "$2" "$said"
    failed=1
  fi
}
takes() {
  local said
  said=$(configure "$2" "$3" "$1" "$4") || { printf 'FAILED: %s %s is refused:\n%s\n' "$2" "$1" "$said"; failed=1; }
}

# As FetchContent leaves them: a target of the build under an alias. And as find_package does: imported.
built="add_library(json INTERFACE)
add_library(nlohmann_json::nlohmann_json ALIAS json)
target_include_directories(json INTERFACE \$<BUILD_INTERFACE:$work/include> \$<INSTALL_INTERFACE:include>)"
imported="add_library(CURL::libcurl INTERFACE IMPORTED)
target_include_directories(CURL::libcurl INTERFACE $work/include)"
json=NLOHMANN_JSON_VERSION curl=LIBCURL_VERSION
refuses 3.9.1 'json 3.10 or later. This project brings 3.9.1' nlohmann/json.hpp $json "$built"
takes 3.10.0 nlohmann/json.hpp $json "$built"
refuses 7.80.0 'CURL::libcurl 7.81 or later. This project brings 7.80.0' curl/curlver.h $curl "$imported"
takes 8.5.0 curl/curlver.h $curl "$imported"
((failed)) || echo "older parts are refused with their version"
exit $failed
