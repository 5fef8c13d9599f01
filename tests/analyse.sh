#!/usr/bin/env bash
# Reads src/ and include/ with clang-tidy and cppcheck, two pieces at a time. Says what they find, and exits 1 then.
#
#   tests/analyse.sh
#
# What clang-tidy looks for stands in .clang-tidy. Left out of it:
#   easily-swappable-parameters        every function of two texts
#   exception-escape                   what is noexcept ends the program where even an error finds no memory, on purpose
#   implicit-widening, narrowing-conversions   constants such as 64 * 1024; -Wconversion is stricter where it matters
#   suspicious-include                 the units of a unity build include .cpp files
#   inefficient-string-concatenation, inefficient-vector-operation   messages and lists for people
#   no-automatic-move, unnecessary-value-param   locals are const, and what is called back takes what it is given
#   no-int-to-ptr                      libcurl keeps a number for us where it has room for a pointer
# Left out of cppcheck:
#   passedByValue                      as above
#   danglingLifetime                   it does not see that a loop is waited for, nor that a list is cut again
#   nullPointerRedundantCheck          it does not see that raise() never returns
#   identicalConditionAfterEarlyExit   of a program that is built without any journal
#   accessMoved                        it takes both sides of ?: for carried out
#   uninitDerivedMemberVar             it does not know that base() makes everything 0
#   rethrowNoCurrentException          functions that are called in catch blocks alone, as they say
#   internalAstError                   of its own
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/analyse.sh
  exit 0
fi
segmind_install_missing "tests postgres analysis"

# The units of the unity build: each header of others is read some twenty times instead of four hundred.
build=build/analysis
segmind_step "Configuring $build" cmake --preset release -B "$build" -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DSEGMIND_BUILD_TESTS=OFF -DSEGMIND_BUILD_EXAMPLES=OFF
mapfile -t units < <(sed -n 's/.*"file": "\(.*\)".*/\1/p' "$build/compile_commands.json" | sort -u)
mapfile -t files < <(git ls-files 'src/*.cpp' | grep -v _windows)

found=0
read_unit() {
  local words status=0
  words=$(clang-tidy --quiet -p "$1" "$2" 2>/dev/null) || status=$?
  echo "clang-tidy: ${2#"$PWD/$1/"}"
  [[ -z $words ]] || printf '%s\n' "$words"
  return "$status"
}
export -f read_unit
printf '%s\0' "${units[@]}" | xargs -0 -n 1 -P 2 bash -c 'read_unit "$0" "$1" || exit 1' "$build" || found=1

segmind_step "cppcheck of ${#files[@]} files" cppcheck -j 2 --quiet --std=c++17 --language=c++ \
  --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -I include -I src \
  --suppress={passedByValue,danglingLifetime,nullPointerRedundantCheck,identicalConditionAfterEarlyExit,accessMoved,uninitDerivedMemberVar,rethrowNoCurrentException,internalAstError} \
  "${files[@]}" || found=1
((found)) || echo "${#units[@]} units, ${#files[@]} files: nothing found"
exit $found
