#!/usr/bin/env bash
# What the pages say of the project stands there:  pages.sh [folder of the project]
# Links and paths lead somewhere, README names every page, errors.md has every kind of error, install.md every part, and
# the messages that troubleshooting.md quotes stand in the sources.
set -uo pipefail
cd "${1:-$(dirname "$0")/../..}" || exit 1
pages=(README.md CONTRIBUTING.md docs/*.md)
failed=0 links=0 paths=0 kinds=0 parts=0 messages=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# The anchors of a page, as Markdown's readers make them of its headings.
anchors() { sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'; }

guides=$(sed -n '/^## Guides/,/^## [^G]/p' README.md)
for page in docs/*.md; do
  grep -qF "]($page)" <<<"$guides" || fail "README.md does not name $page among its guides"
done

for page in "${pages[@]}"; do
  while IFS= read -r link; do
    links=$((links + 1))
    file=${link%%#*} anchor=
    [[ $link == *'#'* ]] && anchor=${link#*#}
    target=$page
    [[ -n $file ]] && target=$(dirname "$page")/$file
    [[ -e $target ]] || fail "$page links $link, which is not there"
    [[ -z $anchor ]] || anchors "$target" | grep -qx -- "$anchor" || fail "$page links $link, which has no such heading"
  done < <(grep -oE '\]\([^):]+\)' "$page" | sed 's/^](//; s/)$//')
  while IFS= read -r path; do
    paths=$((paths + 1))
    [[ -e $path ]] || fail "$page names $path, which is not there"
  done < <(grep -oE '(^|[^A-Za-z0-9_./-])(cmake|docs|examples|include|src|tests)/[A-Za-z0-9_./-]*' "$page" |
             sed -E 's/^[^a-z]//; s/[./]+$//')
done

# The enumerators of ErrorKind, and the rows of the table of kinds.
declared=$(sed -n '/^enum class ErrorKind {/,/^};/s/^  \([a-z_]*\).*/\1/p' include/segmind/error.hpp | sort)
told=$(sed -n '/^## Every kind/,/^## What else/s/^| `\([a-z_]*\)` .*/\1/p' docs/errors.md | sort)
kinds=$(grep -c . <<<"$declared")
difference=$(diff <(echo "$declared") <(echo "$told")) || fail "error.hpp (<) and the table of errors.md (>) differ: $difference"

# What can be installed, by the names that the recipes and the package have for it.
while IFS= read -r part; do
  parts=$((parts + 1))
  grep -qF "\`$part\`" docs/install.md || fail "install.md does not name $part"
done < <({
  sed -n '/"features": {$/,$s/^    "\([a-z-]*\)": {.*/\1/p' cmake/packaging/vcpkg/vcpkg.json
  sed -n 's/^    parts = (\(.*\))/\1/p' cmake/packaging/conan/conanfile.py | tr -d '" ' | tr ',' '\n'
  sed -n 's/^set(segmind_file_of_\([a-z_]*\) .*/\1/p' cmake/segmindConfig.cmake.in
  sed -n 's/^option(\(SEGMIND_[A-Z_]*\) .*/\1/p' CMakeLists.txt | grep -v WERROR
})

# The sources, where a text that is broken over several lines is one text.
sources=$(find src include cmake \( -name '*.cpp' -o -name '*.hpp' -o -name 'CMakeLists.txt' -o -name '*.in' \) \
               -exec cat {} + | tr '\n' ' ' | sed -E 's/" *"//g')
while IFS= read -r heading; do
  messages=$((messages + 1))
  while read -r part; do
    [[ -z $part ]] || grep -qF -- "$part" <<<"$sources" || fail "troubleshooting.md quotes what nobody says: $part"
  done <<<"${heading//…/$'\n'}"
done < <(sed -n 's/^### //p' docs/troubleshooting.md)

((links > 30 && paths > 30 && kinds > 20 && parts > 20 && messages > 20)) || fail "too little was found: is this the right folder?"
((failed)) || echo "$links links, $paths paths, $kinds kinds of errors, $parts parts, $messages messages"
exit $failed
