#!/usr/bin/env bash
# Every source file of the library, the sandbox and the programs compiles alone, without a warning, and what they were
# compiled to fits together; the scripts compile many as one, where a file could live on what another includes or
# instantiates:  sources.sh <c++ compiler> <source folder>
set -u
compiler=$1
cd "$2" || exit 1
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
flags=(-std=c++17 -O0 -fPIC -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -Iinclude -Isrc)
packages=(libcurl nlohmann_json libevent libevent_openssl libevent_pthreads openssl sqlite3 libpq CLI11)
read -ra includes <<<"$(pkg-config --cflags "${packages[@]}")"
read -ra libraries <<<"$(pkg-config --libs "${packages[@]}")"

# The file whose name is last; the compiler's words go to a file of their own, so that two do not mix.
compile() {
  local file=${!#} output
  output=$("$@" -c -o "$work/${file//\//_}.o" 2>&1) ||
    printf '%s does not compile alone:\n%s\n' "$file" "$(head -n 12 <<<"$output")" >>"$work/failures"
}
export -f compile
export work
files=$(find src -name '*.cpp' | sort)
xargs -P "$(nproc)" -n 1 bash -c 'compile "$@"' _ "$compiler" "${flags[@]}" "${includes[@]}" <<<"$files"
if [[ -s $work/failures ]]; then
  cat "$work/failures"
  exit 1
fi
rm "$work/src_sandbox_program.cpp.o" # one main is enough
"$compiler" -shared -Wl,-z,defs -o "$work/all.so" "$work"/*.o "${libraries[@]}" -pthread || exit 1
count=$(wc -l <<<"$files")
((count > 100)) && echo "$compiler: $count files, no warning"
