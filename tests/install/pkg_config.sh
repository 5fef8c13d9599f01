#!/usr/bin/env bash
# A program that is built with pkg-config and the compiler alone, in a folder with a blank in its name:
#   pkg_config.sh <installed package> <c++ compiler> <c compiler; empty: there is none> <work folder>
set -euo pipefail
package=$1 compiler=$2 c_compiler=$3 work=$4
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
ln -sfn "$package" "$work/a prefix"
package="$work/a prefix"
PKG_CONFIG_PATH=$(dirname "$(find "$package/" -name segmind.pc)")
export PKG_CONFIG_PATH
libraries=$(dirname "$PKG_CONFIG_PATH")

# use <library> <program> <compiler and flags>...: pkg-config escapes the blank as a shell reads it.
use() {
  local flags
  flags=$(pkg-config --cflags --libs "$1")
  echo "flags: $flags"
  eval "\"\${@:3}\" $flags -o \"$work/$2\""
  LD_LIBRARY_PATH=$libraries bash "$here/with_sandbox.sh" "$package/bin/segmind-sandbox" "$work/$2"
}
use segmind consumer "$compiler" "$here/generate.cpp"
[[ -z $c_compiler ]] || use segmind_c consumer_in_c "$c_compiler" -std=c11 "$here/generate.c"
