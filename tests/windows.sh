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
export WINEPREFIX=$root/wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml=" LC_ALL=C.UTF-8
export SEGMIND_TEST_PEM=Z:$root/certificates
unset DISPLAY

# What takes longest and what money hangs on, in the short part: the client, its files, its journal, its records.
short='async batch delivery download drain failure file_claims generate hostile journal kept_answer money outage pumped queue
  recovery retry sink spending submission through_queue upload'

wine() { timeout 120 /usr/lib/wine/wine64 "$@"; }

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

# Its first program fills the prefix. A server that stays saves each program half a second.
start_wine() {
  local attempt
  for attempt in 1 2 3; do
    rm -rf "$WINEPREFIX"
    mkdir -p "$WINEPREFIX"
    /usr/lib/wine/wineserver64 -p
    wine wineboot --init && wine cmd /c exit && return
    echo "Wine did not start ($attempt)"
    /usr/lib/wine/wineserver64 -k || true
  done
  return 1
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

# For the tests of TLS: two authorities, and a server's certificate of the first.
make_certificates() {
  local folder=$root/certificates request=(openssl req -batch -newkey rsa:2048 -nodes -sha256)
  rm -rf "$folder"
  mkdir -p "$folder"
  cd "$folder"
  for name in authority stranger; do
    "${request[@]}" -x509 -days 30 -subj "/CN=$name" -keyout $name.key.pem -out $name.pem
  done
  "${request[@]}" -subj /CN=localhost -keyout server.key.pem -out server.csr
  openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key.pem -CAcreateserial -days 30 -out server.pem \
    -extfile <(echo subjectAltName=DNS:localhost)
  cp authority.pem 漢字.pem
}

counts=() failed=0
# run_tests <what> <flag for ctest>...: each program is one entry; its output tells how many tests it has.
run_tests() {
  local what=$1 from=$SECONDS log=$root/ctest.log passed
  shift
  echo "=== $what"
  # Wine's timers are coarse on a busy machine, and now and then a program hangs before its first line: whatever fails is
  # tried again.
  ctest --test-dir "$build" -j"$((2 * $(nproc)))" --output-on-failure --no-tests=error --timeout 120 \
    --repeat until-pass:3 "$@" || failed=1
  log=$build/Testing/Temporary/LastTest.log
  passed=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\?\..*/\1/p' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
  counts+=("$(printf '%-32s %5d tests passed, %3d s' "$what" "$passed" $((SECONDS - from)))")
}

# as_program <file.exe>: a program of this machine that runs it.
as_program() {
  local program
  program=$root/run/$(basename "$1" .exe)
  mkdir -p "$root/run"
  printf '#!/bin/sh\nexec /usr/lib/wine/wine64 "%s" "$@"\n' "$1" >"$program"
  chmod +x "$program"
  echo "$program"
}
kept=0
# keep <script> <file.exe> <promise>...: as ctest runs the script on Linux.
keep() {
  local script=$1 program promise
  program=$(as_program "$2")
  shift 2
  for promise in "$@"; do
    if timeout 300 bash "$script" "$program" "$PWD/build/release/src/sandbox/segmind-sandbox" "$promise"; then
      kept=$((kept + 1))
    else
      failed=1
    fi
  done
}
# count_kept <what> <seconds>
count_kept() {
  counts+=("$(printf '%-32s %5d promises kept, %3d s' "$1" "$kept" "$2")")
  kept=0
}
run_tool() { # <folder of the build>
  local exe=$1/src/cli/segmind.exe
  keep tests/windows/tool.sh "$exe" takes_and_prints_names_in_every_script refuses_names_that_make_no_file_before_paying \
    pays_once_for_names_that_differ_in_case_alone
  keep tests/cli/generate.sh "$exe" names_every_problem refuses_an_unusable_output tells_what_a_failure_cost \
    pays_once_for_a_key finds_what_was_lost_under_a_key explains_itself
  keep tests/cli/batch.sh "$exe" goes_on_after_a_kill lets_what_is_paid_for_come_in_at_an_interrupt \
    ends_at_a_second_interrupt_and_goes_on finds_in_the_records_what_was_lost leaves_alone_what_may_have_been_paid
  keep tests/cli/recover.sh "$exe" finds_a_clip_by_its_id
  keep tests/cli/records.sh "$exe" prints_records_for_programs
  keep tests/cli/upload.sh "$exe" names_every_unusable_file
  keep tests/cli/batch_many.sh "$exe" pays_once_for_each_line_though_processes_are_killed
}
run_examples() { # <folder of the build>
  local example
  for example in first_clip frame_loop local_files many_at_once progress_and_interrupt queue_and_resume without_exceptions \
    coroutine; do
    keep tests/examples/examples.sh "$1/examples/$example.exe" "$example"
  done
}
# DLLs find theirs where WINEPATH leads.
run_dlls() {
  local folder
  build=$root/shared
  segmind_step "Configuring $build" configure shared -DBUILD_SHARED_LIBS=ON -DSEGMIND_BUILD_TESTS=ON \
    -DSEGMIND_TEST_FLAGS=-O0 -DSEGMIND_TEST_BY_PROGRAM=ON || return
  segmind_step "Building $build" cmake --build "$build" --target segmind_cli example_first_clip \
    segmind_windows_dll_test segmind_windows_tls_test || return
  WINEPATH=
  for folder in "$build"/src{,/sandbox,/journal/sqlite} "$(dirname "$(x86_64-w64-mingw32-g++-posix \
    -print-file-name=libstdc++-6.dll)")" /usr/x86_64-w64-mingw32/lib; do
    WINEPATH+="Z:${folder//\//\\};"
  done
  export WINEPATH
  run_tests "DLLs" -L windows
  local from=$SECONDS
  keep tests/windows/tool.sh "$build/src/cli/segmind.exe" takes_and_prints_names_in_every_script
  keep tests/cli/batch.sh "$build/src/cli/segmind.exe" goes_on_after_a_kill
  keep tests/examples/examples.sh "$build/examples/first_clip.exe" first_clip
  count_kept "with DLLs" $((SECONDS - from))
}

tests/windows/prefix.sh $([[ -z $all ]] || echo sqlite)
preset=(--preset release -DSEGMIND_BUILD_TESTS=ON -DSEGMIND_BUILD_C=ON)
[[ ! -e build/release/CMakeCache.txt ]] || preset=(--preset release)
segmind_step "Configuring build/release" cmake "${preset[@]}"
segmind_step "Building the sandbox for this machine" cmake --build build/release --target segmind_sandbox_program
segmind_step "Configuring $build" configure static -DCMAKE_EXE_LINKER_FLAGS=-static \
  -DCMAKE_MODULE_LINKER_FLAGS=-static -DSEGMIND_BUILD_TESTS=ON -DSEGMIND_TEST_FLAGS=-O0 -DSEGMIND_TEST_BY_PROGRAM=ON -DSEGMIND_TEST_PRECOMPILED=ON
if [[ -n $all ]]; then
  segmind_step "Building $build" cmake --build "$build"
else
  # shellcheck disable=SC2046,SC2086  # the names are words of their own
  segmind_step "Building the library and tests" cmake --build "$build" --target segmind $(targets unit) \
    $(printf 'segmind_integration_%s_test ' $short)
fi
segmind_step "Starting Wine" start_wine
(segmind_step "Making certificates" make_certificates)
start_sandbox

run_tests "unit tests" -L unit
if [[ -n $all ]]; then
  run_tests "integration tests" -L integration
  run_tests "journal" -L journal
  run_tests "TLS, and DLLs" -L windows
  from=$SECONDS
  run_tool "$build"
  count_kept "the tool" $((SECONDS - from))
  from=$SECONDS
  run_examples "$build"
  count_kept "the examples" $((SECONDS - from))
  run_dlls || failed=1
else
  run_tests "integration tests, a part" -R "^integration\.($(tr -s ' \n' '|' <<<"$short" | sed 's/|$//'))$"
fi

echo "=== under Wine"
printf '%s\n' "${counts[@]}"
printf '%-32s %5s %18d s\n' "all" "" $((SECONDS - start))
exit $failed
