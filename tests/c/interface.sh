#!/usr/bin/env bash
# The interface of the C face, declaration by declaration, against the list in the repository: functions, structs with
# their fields, enumerators with their values. What went or changed breaks programs that are compiled already.
#
#   interface.sh <folder of the headers> <c compiler> <library>=<header>...     compares
#   interface.sh --write <folder of the headers> <c compiler>                   writes the list anew
#
# Each library must show the functions of its header, and no other name in C.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
list=$here/interface.txt
write=
[[ $1 != --write ]] || { write=yes && shift; }
include=$1 compiler=$2
shift 2

# declarations <header>: one a line, without comments; structs and enums with what is in them.
declarations() {
  "$compiler" -std=c11 -E -I"$include" -x c "$include/segmind/c/$1" |
    awk -v name="segmind/c/$1" '/^# /{ ours = index($3, name) > 0; next } ours' |
    sed -E 's/__attribute__\(\(visibility\("default"\)\)\)//g' | tr -s ' \n\t' ' ' |
    awk 'BEGIN { RS = ";" } { text = text $0 ";"; depth += gsub(/{/, "{") - gsub(/}/, "}")
           if (depth == 0) { gsub(/^ +/, "", text); print text; text = "" } }' | sed -E '/^ *;?$/d'
}
functions_of() {
  declarations "$1" | grep -v '^typedef\|^struct\|^enum' | sed -nE 's/^[^(]*[ *](segmind_[a-z0-9_]+)\(.*/\1/p'
}

headers=$(cd "$include/segmind/c" && ls ./*.h | grep -v export.h | sed 's|^\./||')
found=$(for header in $headers; do echo "-- $header" && declarations "$header"; done)
if [[ -n $write ]]; then
  echo "$found" >"$list"
  exit
fi
failed=0
if ! difference=$(diff "$list" <(echo "$found")); then
  printf 'The interface is not what tests/c/interface.txt says (<: the list, >: the headers):\n%s\n' "$difference"
  echo "What is only added may be written with --write; what went or changed breaks compiled programs."
  failed=1
fi

for pair in "$@"; do
  library=${pair%%=*}
  wanted=$(functions_of "${pair#*=}" | sort)
  case $library in
    *.a) shown=$(nm --defined-only -g "$library" 2>/dev/null | sed -nE 's/^[0-9a-f]+ [A-Z] (segmind_[a-z0-9_]+)$/\1/p') ;;
    *) shown=$(nm -D --defined-only "$library" | sed -E 's/^[0-9a-f]+ . ([^@]*).*/\1/') ;;
  esac
  if ! difference=$(diff <(echo "$wanted") <(sort <<<"$shown")); then
    printf '%s shows other names (<: its header, >: the library):\n%s\n' "${library##*/}" "$difference"
    failed=1
  fi
  echo "${library##*/}: $(wc -l <<<"$wanted") functions"
done
exit $failed
