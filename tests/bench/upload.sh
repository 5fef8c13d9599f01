#!/usr/bin/env bash
# Time and memory of an upload of 100 MB to a local server, compared with the simplest way, as a Markdown table.
#   upload.sh <build folder of the project> [runs, default 7]
set -euo pipefail
build=${1:?the build folder of the project}
runs=${2:-7}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT

library=$(find "$build/src" -maxdepth 1 -name 'libsegmind.*' | head -n 1)
"${CXX:-g++}" -std=c++17 -O2 -DSEGMIND_STATIC -I"$here/../../include" "$here/upload.cpp" "$library" -lcurl -pthread \
  -Wl,-rpath,"$(dirname "$library")" -o "$work/upload"

# A PNG signature and random bytes, 100 MB in all.
printf '\211PNG\r\n\032\n' >"$work/hero.png"
head -c $((100 * 1024 * 1024 - 8)) /dev/urandom >>"$work/hero.png"

coproc "$work/upload" sink
server=$COPROC_PID
read -r port <&"${COPROC[0]}"

# Alternate, so that a busy moment of the machine slows both.
for ((i = 0; i < runs; i++)); do
  for way in ours plain; do "$work/upload" $way "$work/hero.png" "$port" >>"$work/$way"; done
done

# median <way> <column>
median() { cut -d ' ' -f "$2" "$work/$1" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
row() {
  awk -v what="$1" -v time="$(median "$2" 1)" -v memory="$(median "$2" 2)" \
    -v base_time="$(median plain 1)" -v base_memory="$(median plain 2)" \
    'BEGIN { printf "| %s | %.3f s | %.2f | %.1f MB | %.3f |\n", what, time, time / base_time, memory, memory / base_memory }'
}
echo "100 MB to a local server that discards them; $(nproc) cores; median of $runs runs, each in its own process"
echo
echo '| way | time | ratio | peak memory | ratio |'
echo '|---|---:|---:|---:|---:|'
row 'segmind: encoded while it is sent' ours
row 'file, base64 and JSON in memory at once' plain
