#!/usr/bin/env bash
# A program that is built with pkg-config and the compiler alone:
#   pkg_config.sh <installed package> <c++ compiler> <c compiler; empty: there is none> <work folder>
set -euo pipefail
package=$1 compiler=$2 c_compiler=$3 work=$4
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
PKG_CONFIG_PATH=$(dirname "$(find "$package" -name segmind.pc)")
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs segmind)
echo "flags: $flags"
# shellcheck disable=SC2086  # the flags are words of their own
"$compiler" "$here/generate.cpp" $flags -o "$work/consumer"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir segmind) \
  bash "$here/with_sandbox.sh" "$package/bin/segmind-sandbox" "$work/consumer"

[[ -n $c_compiler ]] || exit 0
flags=$(pkg-config --cflags --libs segmind_c)
echo "flags for C: $flags"
# shellcheck disable=SC2086
"$c_compiler" -std=c11 "$here/generate.c" $flags -o "$work/consumer_in_c"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir segmind_c) \
  bash "$here/with_sandbox.sh" "$package/bin/segmind-sandbox" "$work/consumer_in_c"
