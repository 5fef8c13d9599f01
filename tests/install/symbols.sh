#!/usr/bin/env bash
# What the shared library shows to the outside:  symbols.sh <installed package> <version>
#
# The rule: every symbol that a library of ours defines is in namespace segmind, or is the type information or the vtable
# of a class there. No template instantiation of the standard library, nothing of the JSON library, nothing of the rooms.
# A library of the C face shows functions in C alone; which, tests/c/interface.sh knows.
set -uo pipefail
package=$1 version=$2
IFS=. read -r major minor _ <<<"$version"
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

# While the major version is 0, each minor version is an interface of its own.
soversion=$([[ $major == 0 ]] && echo "$major.$minor" || echo "$major")

# check <library> <least number of symbols> <what it may need of the system, as a pattern> [what is ours, likewise]
check() {
  local name=$1 least=$2 may_need=$3 ours=${4:-'((typeinfo|typeinfo name|vtable|VTT) for )?segmind::'} library symbols count found soname
  library=$(find "$package" -name "$name.so")
  # "<type> <name>" of each defined symbol.
  symbols=$(nm -D --defined-only --demangle "$library" | sed -E 's/^[0-9a-f]+ //')
  count=$(wc -l <<<"$symbols")
  ((count >= least)) || fail "$name: only $count symbols"
  if found=$(grep -vE "^[A-Za-z] $ours" <<<"$symbols"); then
    fail "$name: these are not ours to show:"$'\n'"$found"
  fi
  if found=$(grep -E 'nlohmann|[Cc]url|CURL|segmind::(api|net|call)::' <<<"$symbols"); then
    fail "$name: these show what it is made of:"$'\n'"$found"
  fi

  soname=$(readelf -d "$library" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
  [[ $soname == "$name.so.$soversion" ]] || fail "$name: the SONAME is $soname"
  [[ -e $library.$version ]] || fail "$name.so.$version is missing"
  if readelf -d "$library" | grep -E 'RPATH|RUNPATH' | grep -qvF '[$ORIGIN]'; then fail "$name carries a search path"; fi
  if found=$(readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
               grep -vE "^(libstdc\+\+|libc\+\+|libgcc_s|libc|libm|libpthread|ld-linux[^.]*|$may_need)[.-]"); then
    fail "$name needs $found"
  fi
  echo "$soname: $count symbols"
}

check libsegmind 80 'libcurl'
if [[ -n $(find "$package" -name libsegmind_journal_sqlite.so) ]]; then
  check libsegmind_journal_sqlite 2 'libsegmind|libsqlite3'
fi
if [[ -n $(find "$package" -name libsegmind_journal_postgres.so) ]]; then
  check libsegmind_journal_postgres 2 'libsegmind|libpq'
fi
check libsegmind_c 50 'libsegmind' 'segmind_[a-z0-9_]+$'
check libsegmind_c_sandbox 10 'libsegmind|libsegmind_c|libsegmind_sandbox' 'segmind_[a-z0-9_]+$'
for engine in sqlite postgres; do
  if [[ -n $(find "$package" -name libsegmind_c_journal_$engine.so) ]]; then
    check libsegmind_c_journal_$engine 1 "libsegmind|libsegmind_c|libsegmind_journal_$engine" 'segmind_[a-z0-9_]+$'
  fi
done
check libsegmind_sandbox 40 'libevent.*|libssl|libcrypto|libcurl'  # which RemoteServer asks with
exit $failed
