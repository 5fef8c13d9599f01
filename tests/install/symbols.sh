#!/usr/bin/env bash
# What the shared library shows to the outside:  symbols.sh <installed package> <version>
#
# The rule: every symbol that it defines is in namespace segmind, or is type information, a vtable or a thunk of a class
# there. The one exception is what the standard library's own headers mark as visible in every object that instantiates
# them: weak symbols in namespace std (libstdc++ opens that namespace with default visibility). They are the same in
# every program and are merged by the loader, as long as no type of another library's is among their arguments.
set -uo pipefail
package=$1 version=$2
IFS=. read -r major minor _ <<<"$version"
library=$(find "$package" -name libsegmind.so)
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

# "<type> <name>" of each defined symbol.
symbols=$(nm -D --defined-only --demangle "$library" | sed -E 's/^[0-9a-f]+ //' | sed -E 's/@@?.*$//')
ours='[A-Za-z] (((typeinfo|typeinfo name|vtable|VTT|guard variable|construction vtable) for|(non-)?virtual thunk to) )?segmind::'
std='[WVu] (((typeinfo|typeinfo name|vtable|guard variable) for) )?([^(]* )?std::'
count=$(grep -cE "^$ours" <<<"$symbols")
((count > 50)) || fail "only $count symbols of segmind are there"
if found=$(grep -vE "^($ours|$std)" <<<"$symbols"); then
  fail $'these are not ours to show:\n'"$found"
fi
if found=$(grep -E 'nlohmann|[Cc]url|CURL|segmind::(api|net|call)::' <<<"$symbols"); then
  fail $'these show what the library is made of:\n'"$found"
fi

soname=$(readelf -d "$library" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
# While the major version is 0, each minor version is an interface of its own.
expected=libsegmind.so.$([[ $major == 0 ]] && echo "$major.$minor" || echo "$major")
[[ $soname == "$expected" ]] || fail "the SONAME is $soname and not $expected"
[[ -e $(dirname "$library")/libsegmind.so.$version ]] || fail "libsegmind.so.$version is missing"
readelf -d "$library" | grep -qE 'RPATH|RUNPATH' && fail "the library carries a search path"

# What it asks of the system: nothing that only the sandbox needs.
needed=$(readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
if found=$(grep -vE '^(libcurl|libstdc\+\+|libc\+\+|libgcc_s|libc|libm|libpthread|ld-linux.*)\.so' <<<"$needed"); then
  fail "it needs $found"
fi
echo "$count symbols of segmind; $(grep -cE "^$std" <<<"$symbols") weak ones of the standard library; SONAME $soname;" \
     "needs" $needed
exit $failed
