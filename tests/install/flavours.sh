#!/usr/bin/env bash
# The library in every flavour that its users build it in: GCC, and clang with LLVM's C++ library; static and shared;
# debug and release. Each is installed below a folder with a blank in its name, and used from there by pkg-config and by
# CMake, against the sandbox. Builds the library eight times: half an hour on 2 cores, less with ccache.
#
#   tests/install/flavours.sh [folder; default: a temporary one, removed afterwards [flavours, such as 'clang++-static-*']]
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/install/flavours.sh
  exit 0
fi
work=${1:-} wanted=${2:-*}
[[ -n $work ]] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
mkdir -p "$work"
segmind_install_missing "tests flavours"
here=$PWD/tests/install
! command -v ccache >/dev/null || export CMAKE_CXX_COMPILER_LAUNCHER=ccache

# What every flavour's program talks to, built once.
segmind_step "Building the sandbox" cmake --preset release -B "$work/sandbox" -DSEGMIND_BUILD_TESTS=OFF \
  -DSEGMIND_BUILD_EXAMPLES=OFF -DSEGMIND_BUILD_CLI=OFF -DSEGMIND_BUILD_C=OFF -DSEGMIND_BUILD_JOURNAL_SQLITE=OFF \
  -DSEGMIND_BUILD_JOURNAL_POSTGRES=OFF
segmind_step "  and its program" cmake --build "$work/sandbox" --target segmind_sandbox_program
sandbox=$work/sandbox/src/sandbox/segmind-sandbox

# install_flavour <name> <c++ compiler> <flags> <shared: ON or OFF> <build type>
install_flavour() {
  cmake --preset release -B "$work/$1/build" -DCMAKE_CXX_COMPILER="$2" -DCMAKE_CXX_FLAGS="$3" \
    -DBUILD_SHARED_LIBS="$4" -DCMAKE_BUILD_TYPE="$5" -DSEGMIND_WERROR=ON -DSEGMIND_BUILD_SANDBOX=OFF \
    -DSEGMIND_BUILD_CLI=OFF -DSEGMIND_BUILD_EXAMPLES=OFF -DSEGMIND_BUILD_TESTS=OFF &&
    cmake --build "$work/$1/build" &&
    cmake --install "$work/$1/build" --prefix "$work/$1/a prefix"
}

# use_by_pkg_config <name> <c++ compiler> <flags>
use_by_pkg_config() {
  local flags
  flags=$(PKG_CONFIG_PATH="$work/$1/a prefix/lib/pkgconfig" pkg-config --cflags --libs segmind)
  # As a shell reads it: pkg-config escapes the blank.
  eval "$2 -std=c++17 $3 '$here/generate.cpp' $flags -o '$work/$1/by_pkg_config'" &&
    LD_LIBRARY_PATH="$work/$1/a prefix/lib" bash "$here/with_sandbox.sh" "$sandbox" "$work/$1/by_pkg_config"
}

# use_by_cmake <name> <c++ compiler> <flags> <build type>
use_by_cmake() {
  cmake -S "$here/find_package" -B "$work/$1/program" -G Ninja -DCMAKE_PREFIX_PATH="$work/$1/a prefix" \
    -DCMAKE_CXX_COMPILER="$2" -DCMAKE_CXX_FLAGS="$3" -DCMAKE_BUILD_TYPE="$4" &&
    cmake --build "$work/$1/program" &&
    bash "$here/with_sandbox.sh" "$sandbox" "$work/$1/program/consumer"
}

failed=0
for compiler in g++ clang++; do
  flags=$([[ $compiler == clang++ ]] && echo -stdlib=libc++ || true)
  for shared in OFF ON; do
    for type in Debug Release; do
      name=$compiler-$([[ $shared == ON ]] && echo shared || echo static)-$type
      # shellcheck disable=SC2053  # a pattern
      [[ $name == $wanted ]] || continue
      segmind_step "$name: building" install_flavour "$name" "$compiler" "$flags" "$shared" "$type" &&
        segmind_step "$name: a program by pkg-config" use_by_pkg_config "$name" "$compiler" "$flags" &&
        segmind_step "$name: a program by CMake" use_by_cmake "$name" "$compiler" "$flags" "$type" || failed=1
      rm -rf "$work/$name/build"
    done
  done
done
((!failed)) && echo "Each was built, installed and used."
exit $failed
