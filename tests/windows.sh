#!/usr/bin/env bash
# The library for Windows: built by mingw-w64, run under Wine. Installs what is missing.
#
#   tests/windows.sh [--all]
#
# Builds the library, the unit tests and a part of the integration tests, and runs them: at most eight minutes on two
# processors with nothing built yet.
# --all   every integration test that Windows can have, the journal on SQLite, the tool, the examples and the library as
#         a DLL
# The tests' sandbox runs on this machine, outside Wine, and is steered over its control interface. docs/windows.md says
# what this shows and what it does not.
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/windows.sh
  exit 0
fi
all=
[[ ${1:-} != --all ]] || all=yes
source cmake/dependencies.sh
start=$SECONDS
segmind_install_missing "tests windows"

root=$PWD/build/windows
build=$root/static
export WINEPREFIX=$root/wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml="
unset DISPLAY

# What takes longest and what money hangs on, in the short part: the client, its files, its journal, its records.
short='async batch delivery download drain failure file_claims generate hostile journal money outage pumped queue recovery
  retry sink spending submission through_queue upload'

wine() { /usr/lib/wine/wine64 "$@"; }

targets() { # <group>: the programs that build.ninja has
  ninja -C "$build" -t targets all | sed -n "s/^\(segmind_$1_[a-z0-9_]*_test\): .*/\1/p"
}

configure() { # <folder> <flag>...
  local folder=$1
  shift
  cmake -G Ninja -S . -B "$root/$folder" --toolchain tests/windows/toolchain.cmake -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=40 -DSEGMIND_WERROR=ON \
    -DSEGMIND_BUILD_C=OFF -DSEGMIND_BUILD_JOURNAL_SQLITE="$([[ -z $all ]] && echo OFF || echo ON)" "$@"
}

# Its first program fills it. A server that stays saves each program half a second.
start_wine() {
  mkdir -p "$WINEPREFIX"
  /usr/lib/wine/wineserver64 -p
  wine wineboot --init
  wine cmd /c exit
}

sandbox_pid=
start_sandbox() {
  local line
  coproc SANDBOX { exec build/release/src/sandbox/segmind-sandbox --control 0 --no-render --quiet; }
  sandbox_pid=$SANDBOX_PID
  while read -r -t 20 line <&"${SANDBOX[0]}"; do
    [[ $line =~ control\ +(http://[^ ]+) ]] && export SEGMIND_TEST_CONTROL=${BASH_REMATCH[1]} && return
  done
  echo "segmind-sandbox did not say where its control interface is"
  exit 1
}
end() {
  [[ -z $sandbox_pid ]] || kill "$sandbox_pid" 2>/dev/null || true
  [[ ! -d $WINEPREFIX ]] || /usr/lib/wine/wineserver64 -k 2>/dev/null || true
}
trap end EXIT

counts=() failed=0
# run_tests <what> <flag for ctest>...: each program is one entry; its output tells how many tests it has.
run_tests() {
  local what=$1 from=$SECONDS log=$root/ctest.log passed
  shift
  echo "=== $what"
  ctest --test-dir "$build" -j"$((2 * $(nproc)))" --output-on-failure --no-tests=error "$@" || failed=1
  log=$build/Testing/Temporary/LastTest.log
  passed=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\?\..*/\1/p' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
  counts+=("$(printf '%-32s %5d tests passed, %3d s' "$what" "$passed" $((SECONDS - from)))")
}

tests/windows/prefix.sh $([[ -z $all ]] || echo sqlite)
preset=(--preset release -DSEGMIND_BUILD_TESTS=ON -DSEGMIND_BUILD_C=ON)
[[ ! -e build/release/CMakeCache.txt ]] || preset=(--preset release)
segmind_step "Configuring build/release" cmake "${preset[@]}"
segmind_step "Building the sandbox for this machine" cmake --build build/release --target segmind_sandbox_program
segmind_step "Configuring $build" configure static -DCMAKE_EXE_LINKER_FLAGS=-static -DSEGMIND_BUILD_TESTS=ON \
  -DSEGMIND_TEST_FLAGS=-O0 -DSEGMIND_TEST_BY_PROGRAM=ON -DSEGMIND_TEST_PRECOMPILED=ON
if [[ -n $all ]]; then
  segmind_step "Building $build" cmake --build "$build"
else
  # shellcheck disable=SC2046,SC2086  # the names are words of their own
  segmind_step "Building the library and tests" cmake --build "$build" --target segmind $(targets unit) \
    $(printf 'segmind_integration_%s_test ' $short)
fi
segmind_step "Starting Wine" start_wine
start_sandbox

run_tests "unit tests" -L unit
if [[ -n $all ]]; then
  run_tests "integration tests" -L integration
  run_tests "journal" -L journal
else
  run_tests "integration tests, a part" -R "^integration\.($(tr -s ' \n' '|' <<<"$short" | sed 's/|$//'))$"
fi

echo "=== under Wine"
printf '%s\n' "${counts[@]}"
printf '%-32s %5s %18d s\n' "all" "" $((SECONDS - start))
exit $failed
