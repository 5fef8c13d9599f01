#!/usr/bin/env bash
# Nothing is done when a library is loaded:  no_work_at_load.sh <nm> <library>...
set -uo pipefail
nm=$1 failed=0
shift
for library; do
  symbols=$("$nm" "$library" 2>/dev/null)
  if ! grep -q ' [Tt] ' <<<"$symbols"; then
    echo "The symbols of $library cannot be read."
    failed=1
  fi
  # As GCC and Clang call what makes and destroys the objects of a file, and what makes one of them.
  if found=$(grep -E ' _?(_GLOBAL__(sub_)?[ID][._]|__cxx_global_var_init)' <<<"$symbols"); then
    printf '%s makes objects when it is loaded:\n%s\n' "$library" "$found"
    failed=1
  fi
done
exit $failed
