#!/usr/bin/env bash
# No number passes through a function that reads the locale:  no_locale.sh <nm> <archive of the library's objects>
set -uo pipefail
symbols=$("$1" --undefined-only "$2" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u)
if ! grep -q '^_\?curl_easy_init$' <<<"$symbols"; then
  echo "The imports of $2 cannot be read."
  exit 1
fi
forbidden='strto[a-z]*|ato[fil]l?|localeconv|setlocale|newlocale|uselocale|strftime|strptime|v?s?n?scanf'
if found=$(grep -E "^_?($forbidden)(_l)?(@.*)?$" <<<"$symbols"); then
  printf 'The library imports functions that follow the locale:\n%s\n' "$found"
  exit 1
fi
