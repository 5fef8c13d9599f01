#!/usr/bin/env bash
# What the public headers drag in:  reach.sh <c++ compiler> <folder of the headers>
# The sandbox's headers are for tests and may reach further.
set -u
compiler=$1 include=$2
limit=30000  # lines of the umbrella header after preprocessing, as a program that includes it alone pays them
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# By name: a header of ours includes the standard headers of this list, and our own.
allowed='<(chrono|coroutine|cstddef|cstdint|exception|initializer_list|memory|new|optional|stdexcept|string|string_view|type_traits|utility|variant|vector|version|span)>'
while IFS= read -r line; do
  fail "not on the list of light headers: $line"
done < <(grep -rnE '^ *# *include' "$include/segmind" --include='*.hpp' | grep -v '/segmind/sandbox/' |
           grep -vE "$allowed|\"segmind/([a-z]+/)?[a-z0-9_]+\.hpp\"")

while IFS= read -r line; do
  fail "not on the list of headers of C: $line"
done < <(grep -rnE '^ *# *include' "$include/segmind/c" |
           grep -vE '<(stdbool|stddef|stdint|string)\.h>|"segmind/c/[a-z_]+\.h"')

# By what the compiler opens: through whatever path, none of these.
heavy='functional|future|filesystem|iostream|thread|regex|map|unordered_map|mutex|condition_variable|fstream|sstream'
for header in $(cd "$include" && find segmind -name '*.hpp' -not -path '*/sandbox/*' | sort); do
  opened=$("$compiler" -std=c++17 -I"$include" -M -x c++ - <<<"#include <$header>" | tr -s ' \\' '\n') ||
    fail "$header does not preprocess"
  while IFS= read -r file; do
    fail "$header reaches $file"
  done < <(grep -E "/c\+\+/[^ ]*/($heavy)\$|/c\+\+/($heavy)\$|curl/|nlohmann|/event2?/|event2?\.h\$|microhttpd" <<<"$opened")
done

lines() { "$compiler" -std=c++17 -I"$include" -E -P -x c++ - | wc -l; }
umbrella=$(lines <<<'#include <segmind/segmind.hpp>')
standard=$(printf '#include <%s>\n' string vector chrono optional memory | lines)
echo "the umbrella header: $umbrella lines after preprocessing (at most $limit); the standard headers alone: $standard"
((umbrella > 1000)) || fail "the umbrella header did not preprocess"
((umbrella <= limit)) || fail "the umbrella header is too heavy"
exit $failed
