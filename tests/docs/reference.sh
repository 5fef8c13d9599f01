#!/usr/bin/env bash
# Makes the reference of the public headers with Doxygen, and fails on a warning:
#
#   tests/docs/reference.sh [folder; build/reference when not given]
#
# Without a comment of their own may be: fields of a struct, whose comment is for all; copying, moving and destroying;
# the constructors of exceptions; the parts of the version; the C face's free functions. Everything else public must have
# one.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/docs/reference.sh
  exit 0
fi
source cmake/dependencies.sh
segmind_install_missing reference
folder=${1:-build/reference}
mkdir -p "$folder"

log=$(mktemp) && trap 'rm -f "$log"' EXIT
{ cat tests/docs/Doxyfile && printf 'OUTPUT_DIRECTORY = "%s"\n' "$folder"; } | doxygen - >"$log" 2>&1
warnings=$(grep . "$log" |
  grep -vE 'Member (~|operator=\(|Exception\(|SEGMIND_VERSION_|[a-z_]*_free\(|.* \(variable\) of struct).* is not documented' |
  grep -vE 'Member ([A-Za-z0-9]+)\((const )?\1(< .*>)? &&?[a-z]*\).* is not documented' | sort -u || true)
if [[ -n $warnings ]]; then
  printf '%s\n' "$warnings"
  exit 1
fi
pages=$(find "$folder/html" -name '*.html' | wc -l)
((pages > 50)) && echo "no warning; $pages pages, from $folder/html/index.html on"
