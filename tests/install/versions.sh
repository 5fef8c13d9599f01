#!/usr/bin/env bash
# The one file besides version.hpp that has to spell the version out has the same:  versions.sh <source folder> <version>
set -euo pipefail
found=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$1/cmake/packaging/vcpkg/vcpkg.json")
[[ $found == "$2" ]] || { echo "vcpkg.json has the version $found, include/segmind/version.hpp $2"; exit 1; }
