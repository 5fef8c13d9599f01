#!/usr/bin/env bash
# For systems whose libcurl is too old: libcurl built static into a folder, from Debian's source package, the library built
# static with it, and programs that use both, by CMake and by pkg-config. None of them may need the system's libcurl.
#
#   tests/install/static_curl.sh [folder; default: a temporary one, removed afterwards]
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/install/static_curl.sh
  exit 0
fi
work=${1:-}
[[ -n $work ]] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
mkdir -p "$work"
work=$(cd "$work" && pwd)
here=$PWD/tests/install
segmind_install_missing "tests packages"

# The system's own places for packages, asked for sources; its lists stay as they are.
apt_for_sources() {
  apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/apt/parts" \
    -o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User= "$@"
}
fetch_source() {
  local file
  mkdir -p "$work"/apt/{parts,lists/partial,cache/archives/partial} "$work/source"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] || continue
    sed -E 's/^Types:.*/Types: deb-src/; s/^deb(-src)?( |\t)/deb-src /' "$file" >"$work/apt/parts/${file##*/}"
  done
  apt_for_sources update || true  # where one place does not answer, another may have it
  (cd "$work/source" && apt_for_sources source curl)
}
# As README tells users of older systems.
build_curl() {
  cmake -G Ninja -S "$work"/source/curl-*/ -B "$work/curl" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX="$work/prefix" -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF -DHTTP_ONLY=ON \
    -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DENABLE_MANUAL=OFF -DCURL_USE_LIBSSH2=OFF -DCURL_USE_LIBPSL=OFF \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON &&
    cmake --build "$work/curl" && cmake --install "$work/curl"
}
build_library() {
  cmake --preset release -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DSEGMIND_BUILD_TESTS=OFF \
    -DSEGMIND_BUILD_EXAMPLES=OFF -DSEGMIND_BUILD_CLI=OFF -DSEGMIND_BUILD_C=OFF &&
    cmake --build "$work/build" && cmake --install "$work/build" --prefix "$work/segmind"
}
by_cmake() {
  cmake -G Ninja -S "$here/find_package" -B "$work/by_cmake" -DCMAKE_PREFIX_PATH="$work/segmind;$work/prefix" &&
    cmake --build "$work/by_cmake"
}
by_pkg_config() {
  local flags
  flags=$(PKG_CONFIG_PATH=$work/segmind/lib/pkgconfig:$work/prefix/lib/pkgconfig pkg-config --static --cflags --libs segmind)
  # shellcheck disable=SC2086  # the flags are words of their own
  c++ -std=c++17 "$here/generate.cpp" $flags -o "$work/by_pkg_config"
}
without_the_systems() { ! ldd "$1" | grep libcurl; }

[[ -n $(find "$work/source" -maxdepth 1 -name 'curl-*' 2>/dev/null) ]] ||
  segmind_step "Fetching the source of Debian's curl" fetch_source
segmind_step "Building libcurl into a folder" build_curl
segmind_step "Building the library with it" build_library
segmind_step "A program by CMake" by_cmake
segmind_step "A program by pkg-config" by_pkg_config
for program in "$work/by_cmake/consumer" "$work/by_pkg_config"; do
  without_the_systems "$program"
  bash "$here/with_sandbox.sh" "$work/segmind/bin/segmind-sandbox" "$program"
done
echo "Programs were made with a static libcurl of their own."
