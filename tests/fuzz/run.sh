#!/usr/bin/env bash
# Attacks every parser of foreign bytes with libFuzzer, under AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   tests/fuzz/run.sh [--seconds N] [--runs N] [target...]
#
# --seconds N   how long each target is attacked; 600 when not given
# --runs N      ends a target after so many inputs, too
# Without a target all of them are attacked, two at a time. Inputs that lead further are kept in build/fuzz/corpus. An
# input that breaks a promise is named, and kept in build/fuzz/findings: mend what it shows, and add it to corpus/<target>,
# which ctest replays.
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh

seconds=600 runs=-1 chosen=()
while (($#)); do
  case $1 in
    --seconds) seconds=${2:?} && shift 2 ;;
    --runs) runs=${2:?} && shift 2 ;;
    --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "tests/fuzz/run.sh" && exit ;;
    -*) echo "no such flag: $1" >&2 && exit 2 ;;
    *) chosen+=("$1") && shift ;;
  esac
done
segmind_install_missing "tests fuzz"

all=()
for file in tests/fuzz/*.cpp; do
  name=$(basename "$file" .cpp)
  [[ $name == replay ]] || all+=("$name")
done
((${#chosen[@]})) || chosen=("${all[@]}")

build=build/fuzz
segmind_step "Configuring $build" cmake --preset fuzz -DSEGMIND_BUILD_TESTS=ON
segmind_step "Building $build" cmake --build "$build" --target "${chosen[@]/#/segmind_fuzz_}"

# attack <target>: one line about it.
attack() {
  local target=$1 log=$build/$1.log status=0
  mkdir -p "$build/corpus/$target" "$build/findings"
  "$build/tests/fuzz/segmind_fuzz_$target" -max_total_time="$seconds" -runs="$runs" -timeout=20 -rss_limit_mb=2048 \
    -max_len=2000 -seed=1 -print_final_stats=1 -artifact_prefix="$build/findings/$target-" \
    "$build/corpus/$target" "tests/fuzz/corpus/$target" >"$log" 2>&1 || status=$?
  printf '%-14s %10s inputs, %5s edges covered: %s\n' "$target" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2)" \
    "$(((status == 0)) && echo 'nothing found' || grep -m 1 -E 'broken promise|ERROR:|runtime error|ALARM' "$log")"
  ((status == 0)) || touch "$build/findings/.found"
}

rm -f "$build/findings/.found"
for target in "${chosen[@]}"; do
  while (($(jobs -rp | wc -l) >= 2)); do wait -n || true; done
  attack "$target" &
done
wait
if [[ -e $build/findings/.found ]]; then
  echo "Inputs that break a promise are in $build/findings."
  exit 1
fi
