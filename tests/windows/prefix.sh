#!/usr/bin/env bash
# Builds what the library, the tool and the tests are made of, for Windows, into build/windows/prefix:  prefix.sh [sqlite]
# libcurl with Windows' own TLS, GoogleTest, the headers of nlohmann_json and CLI11, and SQLite where it is asked for. All
# from Debian's source packages, or from its packages of headers. What is there is not built again.
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh

root=$PWD/build/windows
prefix=$root/prefix
sources=$root/sources
toolchain=$PWD/tests/windows/toolchain.cmake
jobs=$(nproc)
mkdir -p "$prefix" "$sources"

# The system's own sources of packages, asked for source packages: in a list of our own, so that the system's stays as it
# is.
apt_for_sources() {
  apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$root/apt/parts" \
    -o Dir::State::Lists="$root/apt/lists" -o Dir::Cache="$root/apt/cache" -o APT::Sandbox::User= "$@"
}
list_sources() {
  local file
  mkdir -p "$root"/apt/{parts,lists/partial,cache/archives/partial}
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] || continue
    sed -E 's/^Types:.*/Types: deb-src/; s/^deb(-src)?( |\t)/deb-src /' "$file" >"$root/apt/parts/${file##*/}"
  done
  apt_for_sources update
}

# unpack <source package>: into sources/<source package>, patched as Debian's.
unpack() (
  rm -rf "$sources/$1" "$sources/$1.new"
  mkdir "$sources/$1.new"
  cd "$sources/$1.new"
  apt_for_sources source "$1"
  mv ./*/ "$sources/$1"
  rm -rf "$sources/$1.new"
)

for_windows() { # <folder of sources> <flag for cmake>...
  local from=$1
  shift
  cmake -G Ninja -S "$from" -B "$root/${from##*/}" --toolchain "$toolchain" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX="$prefix" -DBUILD_SHARED_LIBS=OFF "$@" &&
    cmake --build "$root/${from##*/}" -j"$jobs" && cmake --install "$root/${from##*/}"
}

# Not optimized: it is used here, not measured.
build_curl() {
  for_windows "$sources/curl" -DCURL_USE_SCHANNEL=ON -DHTTP_ONLY=ON -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF \
    -DENABLE_MANUAL=OFF -DCURL_ZLIB=OFF -DCURL_USE_LIBSSH2=OFF -DCURL_USE_LIBPSL=OFF -DUSE_NGHTTP2=OFF \
    -DCMAKE_C_FLAGS_RELEASE=-DNDEBUG
}
build_gtest() {
  for_windows /usr/src/googletest -DBUILD_GMOCK=OFF -DCMAKE_CXX_FLAGS_RELEASE=-O1
}
copy_headers() {
  mkdir -p "$prefix/include" "$prefix/share/cmake"
  cp -rL /usr/include/{nlohmann,CLI} "$prefix/include"
  cp -r /usr/share/cmake/{nlohmann_json,CLI11} "$prefix/share/cmake"
}
# The one file that SQLite's own makefile makes of its sources.
build_sqlite() (
  cd "$sources/sqlite3"
  ./configure --disable-readline && make sqlite3.c
  x86_64-w64-mingw32-gcc-posix -O1 -DSQLITE_THREADSAFE=1 -c sqlite3.c -o sqlite3.o
  x86_64-w64-mingw32-ar crs "$prefix/lib/libsqlite3.a" sqlite3.o
  cp sqlite3.h "$prefix/include"
)

made() { [[ -e $prefix/$1 ]]; }
listed=
source_of() {
  [[ -d $sources/$1 ]] && return
  [[ -n $listed ]] || segmind_step "Listing Debian's source packages" list_sources
  listed=yes
  segmind_step "Unpacking the sources of $1" unpack "$1"
}

made share/cmake/CLI11 || segmind_step "Copying headers" copy_headers
if ! made lib/libcurl.a; then
  source_of curl
  segmind_step "Building libcurl for Windows" build_curl
fi
made lib/libgtest.a || segmind_step "Building GoogleTest for Windows" build_gtest
if [[ " $* " == *" sqlite "* ]] && ! made lib/libsqlite3.a; then
  source_of sqlite3
  segmind_step "Building SQLite for Windows" build_sqlite
fi
