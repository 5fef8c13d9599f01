#!/usr/bin/env bash
# How much of src/ and include/ the tests run, by lines; and which lines they do not.
#
#   tests/coverage.sh [arguments for ctest, such as -R journal]
#
# Runs the tests of units, promises, programs, faults, the journal, the C face and the fuzz corpora, as clang's coverage
# counts them. The uncovered lines are in build/coverage/uncovered.txt, by file.
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/coverage.sh
  exit 0
fi
segmind_install_missing "tests coverage"

build=build/coverage
segmind_step "Configuring $build" cmake --preset release -B "$build" -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang \
  -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping -g0" -DCMAKE_C_FLAGS=-fprofile-instr-generate \
  -DCMAKE_CXX_FLAGS_RELEASE=-O0 -DSEGMIND_TEST_BY_PROGRAM=ON -DSEGMIND_BUILD_EXAMPLES=OFF -DSEGMIND_INSTALL=OFF \
  -DSEGMIND_TEST_PRECOMPILED=OFF -DSEGMIND_TEST_POSTGRES="${SEGMIND_TEST_POSTGRES:-OFF}" -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld
mapfile -t targets < <(ninja -C "$build" -t targets all |
  sed -nE 's/^(segmind_(unit|integration|cli|faults|journal|c)_[a-z0-9_]+): phony$/\1/p')
segmind_step "Building $build" cmake --build "$build" -j2 --target segmind_cli segmind_sandbox_program segmind_fuzz_replay \
  "${targets[@]}"

rm -rf "$build/profiles" && mkdir "$build/profiles"
# %m: programs that are one file share one profile, and are merged while they run.
LLVM_PROFILE_FILE="$PWD/$build/profiles/%m.profraw" ctest --test-dir "$build" -j4 --timeout 300 --output-on-failure \
  --no-tests=error -L '^(unit|integration|cli|faults|journal|c|fuzz)$' "$@" || echo "Some tests failed: what they cover counts."

version=$(clang++ -dumpversion | cut -d. -f1)
tool() { command -v "$1-$version" || command -v "$1"; }
"$(tool llvm-profdata)" merge -sparse "$build"/profiles/*.profraw -o "$build/all.profdata"
objects=()
while IFS= read -r program; do objects+=(-object "$program"); done < <(
  find "$build" -type f -perm -u+x \( -name 'segmind_*' -o -name 'segmind' -o -name 'segmind-sandbox' \) ! -name '*.sh')
"$(tool llvm-cov)" export -format=lcov -instr-profile "$build/all.profdata" "${objects[@]}" \
  -ignore-filename-regex '/(tests|build|usr)/' >"$build/all.lcov" 2>/dev/null

# lcov: SF names a file, DA a line and how often it was run.
awk -F'[:,]' -v folder="$PWD/" -v list="$build/uncovered.txt" '
  /^SF:/ { file = substr($0, 4); sub(folder, "", file) }
  /^DA:/ { if (!((file, $2) in runs)) runs[file, $2] = 0; runs[file, $2] += $3 }
  END {
    for (key in runs) {
      split(key, at, SUBSEP)
      ++lines[at[1]]
      if (runs[key] > 0) ++covered[at[1]]; else missing[at[1]] = missing[at[1]] " " at[2]
    }
    printf "" >list
    for (file in lines) {
      all += lines[file]; run += covered[file]
      if (missing[file] != "") {
        cmd = "echo" missing[file] " | tr \" \" \"\\n\" | sort -n | tr \"\\n\" \" \""
        cmd | getline sorted; close(cmd)
        printf "%5.1f %%  %s: %s\n", 100 * covered[file] / lines[file], file, sorted >>list
      }
    }
    printf "%d of %d lines: %.1f %%\n", run, all, 100 * run / all
  }' "$build/all.lcov"
sort -n -o "$build/uncovered.txt" "$build/uncovered.txt"
echo "Uncovered, by file: $build/uncovered.txt"
