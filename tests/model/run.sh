#!/usr/bin/env bash
# Checks the journal's rules (journal.pml) for two owners in every order of their steps, then that each rule is needed:
# without it a check has to fail. Takes about half a minute.
set -uo pipefail
cd "$(dirname "$0")"
model=$PWD/journal.pml
source ../../cmake/dependencies.sh
segmind_install_missing model
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

# check <expected: holds|fails> <what it shows> <definitions>...
check() {
  local expected=$1 what=$2 output found
  shift 2
  rm -f pan* ./*.trail
  spin "$@" -a "$model" >spin.log && cc -O1 -DSAFETY -DCOLLAPSE -o pan pan.c || { cat spin.log; exit 1; }
  output=$(./pan -m100000)
  found=fails
  [[ $output == *"errors: 0"* && $output != *"max search depth too small"* ]] && found=holds
  printf '%-5s %-62s %9s states' "$found" "$what" "$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' <<<"$output")"
  [[ $found == "$expected" ]] || { failed=1; printf '  EXPECTED: %s' "$expected"; }
  printf '%s\n' "$(sed -n 's/^pan:1: \(.*\) (at depth.*/  \1/p' <<<"$output")"
}

one=(-DINTENTIONS=1 -DTROUBLES=2)
two=(-DINTENTIONS=2 -DTROUBLES=1)
check holds "one intention" "${one[@]}"
check holds "one intention, with permission" "${one[@]}" -DPERMISSION
check holds "two equal intentions" "${two[@]}"
check holds "two equal intentions, with permission" "${two[@]}" -DPERMISSION
check fails "leaving is committed without its epoch" "${one[@]}" -DNO_EPOCH
check fails "the same, with permission" "${one[@]}" -DNO_EPOCH -DPERMISSION
check fails "the lease is not checked before the body, with permission" "${one[@]}" -DNO_LAST_CHECK -DPERMISSION
check fails "two intentions may own a record" "${two[@]}" -DRECORD_OF_TWO
check fails "the records are not asked" "${one[@]}" -DRECORDS_NOT_ASKED
check fails "the same, with permission" "${one[@]}" -DRECORDS_NOT_ASKED -DPERMISSION
((failed)) || echo "Every rule holds, and each is needed."
exit $failed
