#!/usr/bin/env bash
# Every source file of the library, the sandbox and the programs compiles alone, without a warning; the scripts compile
# many as one, where a file could live on what another includes:  sources.sh <c++ compiler> <source folder>
set -u
compiler=$1
cd "$2" || exit 1
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
flags=(-std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -Iinclude -Isrc -fsyntax-only)
read -ra packages <<<"$(pkg-config --cflags libcurl nlohmann_json libevent openssl sqlite3 libpq CLI11)"

# The file whose name is last; the compiler's words go to a file of their own, so that two do not mix.
compile() {
  local output
  output=$("$@" 2>&1) || printf '%s does not compile alone:\n%s\n' "${!#}" "$(head -n 12 <<<"$output")" >>"$work/failures"
}
export -f compile
export work
files=$(find src -name '*.cpp' | sort)
xargs -P "$(nproc)" -n 1 bash -c 'compile "$@"' _ "$compiler" "${flags[@]}" "${packages[@]}" <<<"$files"
if [[ -s $work/failures ]]; then
  cat "$work/failures"
  exit 1
fi
count=$(wc -l <<<"$files")
((count > 100)) && echo "$compiler: $count files, no warning"
