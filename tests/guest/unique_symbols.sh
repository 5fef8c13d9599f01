#!/usr/bin/env bash
# dlclose() unloads no library that holds a GNU-unique symbol:  unique_symbols.sh <nm> <library or object>...
set -uo pipefail
nm=$1
shift
found=$("$nm" --print-file-name --demangle "$@" 2>/dev/null | grep -E ' u [^ ]' | sort -u)
[[ -z $found ]] || { echo "These keep a plugin from being unloaded:"; echo "$found"; exit 1; }
(($("$nm" "$@" 2>/dev/null | wc -l) > 100)) || { echo "Too few symbols: is this $*?"; exit 1; }
