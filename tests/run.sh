#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
#
#   tests/run.sh [--whole] [--sanitize address|thread] [--driver poll] [arguments for ctest, such as -R request]
#
# --whole              also what takes as long again: projects that use the installed package, the benchmarks' build, and
#                      a sample of the tests of clients with poll()
# --driver poll        the tests of clients, with clients that wait for sockets by poll(), as they do where there is no
#                      epoll
# --sanitize address   under AddressSanitizer and UndefinedBehaviorSanitizer
# --sanitize thread    under ThreadSanitizer
# Either leaves out the tests of headers, of benchmarks, of the installed package and of the sandbox's own answers; and
# ThreadSanitizer the tests that have one thread, and the programs, whose threads the other tests use harder. Unless
# --whole is given, either leaves out the fault matrix and the sample with poll(), too, and AddressSanitizer the programs.
# With SEGMIND_WERROR=ON in the environment, a warning ends the build. With SEGMIND_TEST_FRONTS=ON, nginx and nghttpx are
# installed too; not otherwise, because Debian starts them as services. The tests that need them skip themselves.
# With SEGMIND_TEST_POSTGRES=ON, so is PostgreSQL, and the journal is tested on servers of the tests' own.
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/dependencies.sh

sanitize= driver= whole=
while (($# > 0)); do
  case $1 in
    --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "tests/run.sh"
      exit 0
      ;;
    --whole) whole=1 ;;
    --sanitize)
      sanitize=${2:-}
      [[ $sanitize == address || $sanitize == thread ]] || { echo "--sanitize takes address or thread" >&2; exit 2; }
      shift
      ;;
    --driver)
      driver=${2:-}
      [[ $driver == poll ]] || { echo "--driver takes poll" >&2; exit 2; }
      shift
      ;;
    *) break ;;
  esac
  shift
done

segmind_install_missing "tests$([[ ${SEGMIND_TEST_FRONTS:-OFF} != ON ]] || echo ' fronts')$(
  [[ ${SEGMIND_TEST_POSTGRES:-OFF} != ON ]] || echo ' postgres')"

# How each is built stands in CMakePresets.json. The tests' own files at -O0, because compiling them takes far longer than
# running them; where undefined behaviour is looked for, not in them nor in the programs, which would take half as long
# again. The library and the sandbox as a few units, in a third of the time: headers/sources.sh shows that each file
# builds alone. Under a sanitizer the tests of a program as one, and without GCC's maybe-uninitialized, because what
# a sanitizer adds leads GCC to suspect the standard library's own code.
configure=(-DSEGMIND_BUILD_TESTS=ON -DSEGMIND_BUILD_C=ON -DSEGMIND_WERROR="${SEGMIND_WERROR:-OFF}"
           -DSEGMIND_TEST_POSTGRES="${SEGMIND_TEST_POSTGRES:-OFF}")
run=()
case $sanitize in
  '')
    preset=release
    left_out=$([[ -n $whole ]] || echo 'install|bench|poll')
    ;;
  address) preset=asan ;;
  thread)
    preset=tsan
    export TSAN_OPTIONS="suppressions=$PWD/tests/thread_sanitizer.supp ${TSAN_OPTIONS:-}"
    # ThreadSanitizer of this age does not know the address layouts that newer kernels choose at random.
    if setarch "$(uname -m)" -R true 2>/dev/null; then run=(setarch "$(uname -m)" -R); fi
    ;;
esac
programs=$([[ -z $sanitize || $sanitize$whole == address1 ]] && echo ON || echo OFF)
configure+=(-DSEGMIND_BUILD_CLI=$programs -DSEGMIND_BUILD_EXAMPLES=$programs
            -DSEGMIND_TEST_MATRIX=$([[ -z $sanitize || -n $whole ]] && echo ON || echo OFF))
build=build/$preset
if [[ -n $sanitize ]]; then
  # Half of the linking, where it is there.
  configure+=("-DCMAKE_EXE_LINKER_FLAGS=${LDFLAGS:-}$(command -v ld.lld >/dev/null && echo ' -fuse-ld=lld' || true)")
  left_out='install|headers|bench'
fi

select=()
[[ -z $left_out ]] || select=(-LE "$left_out")
if [[ -n $driver ]]; then
  export SEGMIND_TEST_DRIVER=$driver  # tests/driver_choice.cpp
  select+=(-L '^(integration|faults|matrix|stress)$')
fi

segmind_step "Configuring $build" cmake --preset "$preset" "${configure[@]}"
segmind_step "Building $build" "${run[@]}" cmake --build "$build"
# Twice as many as there are processors: most tests wait, for sockets and for limits that run out.
"${run[@]}" ctest --test-dir "$build" -j"$((2 * $(nproc)))" --output-on-failure --timeout 300 --no-tests=error "${select[@]}" "$@"
