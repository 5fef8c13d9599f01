# What the scripts of this project share: what they need from the system, how it is installed, how a step is shown.
# To be sourced by bash; defines functions only. This is the one list of what has to be installed.

# One line for each thing: purpose | how to see that it is there | Debian, Ubuntu | Fedora | Arch | Homebrew
# The purposes:
#   base       everything
#   example    making a clip
#   tests      the tests
#   fronts     tests that put other servers in front of the sandbox
#   postgres   tests that start a PostgreSQL of their own
#   fuzz       attacking the parsers
#   model      checking the journal's rules
#   windows    building Windows programs and running them, from Debian's sources
#   packages   Debian's packages in a clean Debian
#   flavours   LLVM's C++ library
#   farm       Slurm on this machine
#   addon      packing the add-on for Blender
#   blender    testing it
#   reference  the reference of the public headers
#   bench      the peers of the benchmarks
#   analysis   reading the sources for faults
#   coverage   measuring which lines the tests reach
segmind_needs() {
  cat <<'LIST'
base|command -v c++|g++|gcc-c++|gcc|llvm
base|segmind_cmake_is_new_enough|cmake|cmake|cmake|cmake
base|command -v ninja|ninja-build|ninja-build|ninja|ninja
base|command -v pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
base|pkg-config --atleast-version=7.81 libcurl|libcurl4-openssl-dev|libcurl-devel|curl|curl
base|pkg-config --atleast-version=3.10 nlohmann_json|nlohmann-json3-dev|json-devel|nlohmann-json|nlohmann-json
base|pkg-config --exists libevent_openssl|libevent-dev|libevent-devel|libevent|libevent
base|pkg-config --exists openssl|libssl-dev|openssl-devel|openssl|openssl
base|segmind_has_authorities|ca-certificates|ca-certificates|ca-certificates|ca-certificates
example|pkg-config --atleast-version=2.1 CLI11|libcli11-dev|cli11-devel|cli11|cli11
example|command -v ffmpeg|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg
tests|pkg-config --atleast-version=2.1 CLI11|libcli11-dev|cli11-devel|cli11|cli11
tests|command -v ffmpeg|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg
tests|pkg-config --exists gtest|libgtest-dev|gtest-devel|gtest|googletest
tests|command -v openssl|openssl|openssl|openssl|openssl
tests|command -v clang++|clang|clang|clang|llvm
tests|pkg-config --atleast-version=3.35 sqlite3|libsqlite3-dev|sqlite-devel|sqlite|sqlite
postgres|pkg-config --exists libpq|libpq-dev|libpq-devel|postgresql-libs|libpq
postgres|segmind_has_postgres|postgresql|postgresql-server|postgresql|postgresql
fronts|segmind_has_program nginx|nginx-light|nginx|nginx|nginx
fronts|segmind_has_program nghttpx|nghttp2-proxy|nghttp2|nghttp2|nghttp2
analysis|command -v clang-tidy|clang-tidy|clang-tools-extra|clang|llvm
analysis|command -v cppcheck|cppcheck|cppcheck|cppcheck|cppcheck
fuzz|segmind_has_libfuzzer|libclang-rt-dev|compiler-rt|compiler-rt|llvm
coverage|command -v llvm-cov|llvm|llvm|llvm|llvm
model|command -v spin|spin|spin|spin|spin
bench|command -v valgrind|valgrind|valgrind|valgrind|valgrind
bench|command -v curl|curl|curl|curl|curl
bench|segmind_has_httpx|python3-httpx|python3-httpx|python-httpx|python3
farm|segmind_has_program slurmctld|slurm-wlm|slurm|slurm-llnl|slurm
farm|segmind_has_program munged|munge|munge|munge|munge
reference|command -v doxygen|doxygen|doxygen|doxygen|doxygen
addon|pkg-config --atleast-version=3.35 sqlite3|libsqlite3-dev|sqlite-devel|sqlite|sqlite
addon|command -v python3|python3|python3|python|python3
blender|command -v blender|blender|blender|blender|blender
blender|command -v Xvfb|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|xorg-server
blender|command -v ffmpeg|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg
flavours|segmind_has_libcxx|libc++-dev libc++abi-dev|libcxx-devel|libc++|llvm
packages|segmind_has_program debootstrap|debootstrap|debootstrap|debootstrap|debootstrap
packages|command -v dpkg-shlibdeps|dpkg-dev|dpkg-dev|dpkg|dpkg
windows|command -v x86_64-w64-mingw32-g++-posix|g++-mingw-w64-x86-64-posix|mingw64-gcc-c++|mingw-w64-gcc|mingw-w64
windows|ls /usr/lib/wine/wine64|wine64|wine-core|wine|wine-stable
windows|command -v tclsh|tcl|tcl|tcl|tcl-tk
windows|command -v dpkg-source|dpkg-dev|dpkg-dev|dpkg|dpkg
windows|ls /usr/src/googletest|googletest|gtest-devel|gtest|googletest
LIST
}

segmind_cmake_is_new_enough() {
  local version
  version=$(cmake --version 2>/dev/null | sed -n 's/^cmake version //p') && [[ -n $version ]] &&
    [[ $(printf '%s\n3.21\n' "$version" | sort -V | head -n 1) == 3.21 ]]
}

# Servers may stand where only root's PATH leads.
segmind_has_program() {
  command -v "$1" || [[ -x /usr/sbin/$1 ]]
}

# Debian keeps the server's programs beside those of its other versions.
segmind_has_postgres() {
  command -v initdb || ls /usr/lib/postgresql/*/bin/initdb
}

# Of the system's own Python, which is the one that the benchmarks run.
segmind_has_httpx() {
  /usr/bin/python3 -c 'import httpx'
}

segmind_has_libcxx() {
  clang++ -stdlib=libc++ -x c++ - -o /dev/null <<<'#include <string>
int main() { return std::string("x").size() == 1 ? 0 : 1; }'
}

segmind_has_libfuzzer() {
  clang++ -x c++ -fsanitize=fuzzer - -o /dev/null <<<'#include <cstddef>
extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, std::size_t) { return 0; }'
}

# The certificates that an https address of the real service is checked against; macOS has them elsewhere.
segmind_has_authorities() {
  [[ -e /etc/ssl/certs/ca-certificates.crt || -e /etc/pki/tls/certs/ca-bundle.crt || $(uname) == Darwin ]]
}

# segmind_missing <purposes> <column>: the names, in that column of the list, of what is not there.
segmind_missing() {
  local purpose check names
  segmind_needs | while IFS='|' read -r purpose check names; do
    [[ " base $1 " == *" $purpose "* ]] || continue
    $check >/dev/null 2>&1 </dev/null || cut -d'|' -f"$2" <<<"$names"
  done | sort -u | tr '\n' ' '
}

# segmind_install_missing <purposes>: asks apt for what is not there; without apt, says what to install and ends.
segmind_install_missing() {
  local missing as_root=()
  missing=$(segmind_missing "$1" 1)
  [[ -z $missing ]] && return
  if ! command -v apt-get >/dev/null; then
    segmind_say_what_to_install "$1"
    exit 1
  fi
  if [[ $(id -u) != 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo "Something is missing, and installing it takes root. Run this as root:"
      echo "  apt-get update && apt-get install -y --no-install-recommends $missing"
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Missing: $missing"
  # sudo may ask for a password; that must not end up in a log.
  [[ -z ${as_root[*]} ]] || sudo true
  # An index that is only partly fresh may be good enough: the installation decides.
  segmind_step "Updating the package index" "${as_root[@]}" apt-get update || true
  # shellcheck disable=SC2086  # the names are words of their own
  segmind_step "Installing what is missing" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $missing || exit 1
  hash -r
  missing=$(segmind_missing "$1" 1)
  if [[ -n $missing ]]; then
    echo "These packages are installed now but do not offer what is needed (too old?): $missing"
    exit 1
  fi
}

segmind_say_what_to_install() {
  echo "Something that this needs is missing, and there is no apt-get here to install it. Please install:"
  echo "  Debian, Ubuntu:  apt-get install $(segmind_missing "$1" 1)"
  echo "  Fedora:          dnf install $(segmind_missing "$1" 2)"
  echo "  Arch:            pacman -S $(segmind_missing "$1" 3)"
  echo "  macOS:           brew install $(segmind_missing "$1" 4)"
  echo "then run this again. (CMake from 3.21 on, libcurl from 7.81 on, a compiler that knows C++17.)"
}

# segmind_step <what, for the reader> <command>...: one line on the screen, which on a terminal tells meanwhile how far it
# is; the command's output only when it fails.
segmind_step() {
  local what=$1 log start=$SECONDS status=0 teller=
  shift
  log=$(mktemp)
  printf '%s ... ' "$what"
  if [[ -t 1 && ${TERM:-dumb} != dumb ]]; then
    segmind_tell "$what" "$log" &
    teller=$!
  fi
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [[ -n $teller ]]; then
    { kill "$teller" && wait "$teller"; } 2>/dev/null || true
    printf '\r\033[K%s ... ' "$what"
  fi
  if ((status == 0)); then
    echo "$((SECONDS - start)) s"
  else
    echo "failed (exit code $status): $*"
    # A compiler's first complaint matters, and apt's last.
    grep -nE -A 8 '(error|Error|FAILED):?' "$log" | head -n 60
    echo "--- the end of the output:"
    tail -n 25 "$log"
  fi
  rm -f "$log"
  return $status
}

# segmind_tell <what> <log>: the time, and the steps that the log counts as ninja does, until the step or its script ends.
segmind_tell() {
  local start=$SECONDS steps
  while sleep 1 && kill -0 $$ 2>/dev/null; do
    steps=$(grep -oE '^\[[0-9]+/[0-9]+\]' "$2" | tail -n 1)
    printf '\r\033[K%s ... %d s %s' "$1" $((SECONDS - start)) "$steps"
  done
}
