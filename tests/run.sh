#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
#
#   tests/run.sh [--sanitize address|thread] [arguments for ctest, such as -R request]
#
# --sanitize address   under AddressSanitizer and UndefinedBehaviorSanitizer
# --sanitize thread    under ThreadSanitizer
# Either leaves out the tests of headers, of benchmarks and of the installed package, where a sanitizer finds nothing; and
# ThreadSanitizer the unit tests that have one thread, and the examples, whose threads the other tests use harder.
# With SEGMIND_WERROR=ON in the environment, a warning ends the build. With SEGMIND_TEST_FRONTS=ON, nginx and nghttpx are
# installed too; not otherwise, because Debian starts them as services. The tests that need them skip themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/dependencies.sh

sanitize=
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "tests/run.sh"
  exit 0
elif [[ ${1:-} == --sanitize ]]; then
  sanitize=${2:-}
  [[ $sanitize == address || $sanitize == thread ]] || { echo "--sanitize takes address or thread" >&2; exit 2; }
  shift 2
fi

segmind_install_missing "tests$([[ ${SEGMIND_TEST_FRONTS:-OFF} != ON ]] || echo ' fronts')"

# The tests' own files at -O0: compiling them takes far longer than running them.
configure=(-G Ninja -DSEGMIND_BUILD_TESTS=ON -DSEGMIND_WERROR="${SEGMIND_WERROR:-OFF}" -DSEGMIND_TEST_FLAGS=-O0)
select=() run=()
unsure=-Wno-maybe-uninitialized  # what the sanitizers add leads GCC to suspect the standard library's own code
case $sanitize in
  '')
    build=build/release
    configure+=(-DCMAKE_BUILD_TYPE=Release)
    ;;
  address)
    build=build/asan
    # Undefined behaviour is looked for in all but the tests themselves, whose building would take half as long again.
    configure+=("-DSEGMIND_TEST_FLAGS=-O0;-fno-sanitize=undefined")
    configure+=("-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined -fno-sanitize-recover=all -O1 -g1 -fno-omit-frame-pointer $unsure")
    ;;
  thread)
    build=build/tsan
    configure+=(-DSEGMIND_BUILD_EXAMPLES=OFF)
    configure+=("-DCMAKE_CXX_FLAGS=-fsanitize=thread -O1 -g1 -fno-omit-frame-pointer $unsure")
    export TSAN_OPTIONS="suppressions=$PWD/tests/thread_sanitizer.supp ${TSAN_OPTIONS:-}"
    # ThreadSanitizer of this age does not know the address layouts that newer kernels choose at random.
    if setarch "$(uname -m)" -R true 2>/dev/null; then run=(setarch "$(uname -m)" -R); fi
    ;;
esac
if [[ -n $sanitize ]]; then
  # The library and the sandbox as a few units, the tests of a program as one: half of the time. That each file builds
  # and each test runs alone shows without --sanitize.
  configure+=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=40 -DSEGMIND_TEST_BY_PROGRAM=ON)
  # Half of the linking, where it is there.
  configure+=("-DCMAKE_EXE_LINKER_FLAGS=${LDFLAGS:-}$(command -v ld.lld >/dev/null && echo ' -fuse-ld=lld' || true)")
  select=(-LE 'install|headers|bench')
fi

segmind_step "Configuring $build" cmake -S . -B "$build" "${configure[@]}"
segmind_step "Building $build" "${run[@]}" cmake --build "$build"
"${run[@]}" ctest --test-dir "$build" -j"$(nproc)" --output-on-failure --timeout 300 --no-tests=error "${select[@]}" "$@"
