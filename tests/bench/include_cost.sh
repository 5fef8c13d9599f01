#!/usr/bin/env bash
# The cost of one #include, as a Markdown table: lines after preprocessing, and the median time to compile.
#   include_cost.sh [runs, default 7]      CXX chooses the compiler, default g++.
set -euo pipefail
runs=${1:-7}
compiler=${CXX:-g++}
include=$(cd "$(dirname "$0")/../../include" && pwd)
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT

standard=(string vector chrono optional memory)
printf '#include <%s>\n' "${standard[@]}" >"$work/standard.cpp"
echo '#include <segmind/segmind.hpp>' >"$work/umbrella.cpp"
echo '#include <nlohmann/json.hpp>' >"$work/json.cpp"

names=(standard umbrella)
if "$compiler" -fsyntax-only "$work/json.cpp" 2>/dev/null; then
  names+=(json)
fi
# Alternate, so that a busy moment of the machine slows all of them.
for ((i = 0; i < runs; i++)); do
  for name in "${names[@]}"; do
    start=$(date +%s%N)
    "$compiler" -std=c++17 -O2 -I"$include" -c "$work/$name.cpp" -o "$work/object.o"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$work/$name.times"
  done
done
median() { sort -n "$work/$1.times" | sed -n "$(((runs + 1) / 2))p"; }

row() {
  local lines
  lines=$("$compiler" -std=c++17 -I"$include" -E -P "$work/$1.cpp" | wc -l)
  awk -v what="$2" -v lines="$lines" -v time="$(median "$1")" -v base="$(median standard)" \
    'BEGIN { printf "| %s | %d | %d ms | %.2f |\n", what, lines, time, time / base }'
}
echo "$("$compiler" --version | head -n 1), -std=c++17 -O2, median of $runs"
echo
echo '| included header | lines after preprocessing | time to compile | ratio |'
echo '|---|---:|---:|---:|'
row standard '`<string> <vector> <chrono> <optional> <memory>`'
row umbrella '`<segmind/segmind.hpp>`'
if [[ -e $work/json.times ]]; then
  row json '`<nlohmann/json.hpp>`'
fi
