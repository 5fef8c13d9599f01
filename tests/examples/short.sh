#!/usr/bin/env bash
# An example is a program of at most sixty lines that a user can copy as it is:  short.sh <examples>
set -uo pipefail
failed=0 count=0
for file in "$1"/*.[ch]pp; do
  count=$((count + 1))
  lines=$(wc -l <"$file")
  ((lines <= 60)) || { echo "$file has $lines lines"; failed=1; }
  if found=$(grep -nE '^[[:space:]]*#[[:space:]]*include "' "$file"); then
    echo "$file needs a header of our own: $found"
    failed=1
  fi
done
((count > 0)) || { echo "There is no example in $1"; failed=1; }
exit $failed
