#!/usr/bin/env bash
# What is installed, and that nothing in it knows where it was built:
#   contents.sh <static|shared> <installed package> <source folder> <build folder>
set -uo pipefail
flavour=$1 package=$2 source=$3 build=$4
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

headers=0
for header in $(cd "$source/include" && find segmind -name '*.hpp' -o -name '*.h'); do
  case $header in  # an engine whose library is not on this machine is not built
    segmind/journal/sqlite.hpp) [[ -n $(find "$package" -name 'segmindJournalSqliteTargets.cmake') ]] || continue ;;
    segmind/c/journal_sqlite.h) [[ -n $(find "$package" -name 'segmindCJournalSqliteTargets.cmake') ]] || continue ;;
    segmind/c/journal_postgres.h) [[ -n $(find "$package" -name 'segmindCJournalPostgresTargets.cmake') ]] || continue ;;
    segmind/journal/postgres.hpp) [[ -n $(find "$package" -name 'segmindJournalPostgresTargets.cmake') ]] || continue ;;
  esac
  headers=$((headers + 1))
  cmp -s "$source/include/$header" "$package/include/$header" || fail "the header $header is missing or another one"
done
[[ $(find "$package/include" -type f | wc -l) == "$headers" ]] ||
  fail "there is more in include/ than our headers"

ending=$([[ $flavour == static ]] && echo 'a' || echo 'so')
for name in "libsegmind.$ending" "libsegmind_c.$ending" "libsegmind_c_sandbox.$ending" segmindCTargets.cmake \
            segmindCSandboxTargets.cmake segmind_c.pc segmindConfig.cmake segmindConfigVersion.cmake segmindTargets.cmake segmindSandboxTargets.cmake \
            segmindCliTargets.cmake segmind.pc segmind-sandbox LICENSE; do
  [[ -n $(find "$package" -name "$name") ]] || fail "$name is not installed"
done

[[ -x $package/bin/segmind ]] || fail "the program segmind is not installed"
[[ -f $package/share/bash-completion/completions/segmind ]] || fail "its completion is not installed"

# Text files: a program's debug information may hold such paths.
if found=$(grep -rIlF -e "$source" -e "$build" "$package"); then
  fail "these name the folders of the build: $found"
fi
# The library's user must not meet the JSON library, in either flavour.
if found=$(grep -rIl nlohmann "$package"); then
  fail "these name the JSON library: $found"
fi
if [[ $flavour == shared ]] && found=$(grep -rIlE 'CURL|libcurl' "$package/lib"*); then
  fail "these ask the shared library's user for libcurl: $found"
fi
exit $failed
