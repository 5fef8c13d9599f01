#!/usr/bin/env bash
# Every public header compiles alone, without a warning, as C++17, C++20 and C++23:
#   alone.sh <c++ compiler> <folder of the headers>
# Those of the C face also as C11, C17 and C23, by the C compiler that belongs to it.
# All of them together also after macros (windows.h's min and max, Qt's keywords), without exceptions, without
# RTTI, and with their templates made: what those break, they break in company too.
set -u
compiler=$1 include=$2
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
together=$work/together.hpp
warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Weffc++ -Wredundant-decls -Werror)

# The standard headers come before the macros, because they need not bear them; ours must.
macros='#include <functional>
#include <string>
#include <vector>
#include <chrono>
#include <optional>
#include <memory>
#include <stdexcept>
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define forever for (;;)
#define foreach(variable, container) for (variable : container)
#define signals public
#define slots
#define emit'

used='namespace segmind {
template class Result<Media>;
template class Operation<Media>;
template class Function<bool(int)>;
template <typename... Plain>
void make() { ((void)Plain(), ...); }
void make_all();
void make_all() {
  make<Result<void>, ClientOptions, CallOptions, BatchOptions, BatchSummary, UploadFile, RequestFacts, Violation, Error,
       Receipt, JobStatus, Credits, Spending, Advice, Progress, sandbox::Options, sandbox::Fault, sandbox::Counts,
       sandbox::SeenRequest, sandbox::ModelAnswer, sandbox::RecordOptions, RecordQuery, Record, RecordPage>();
  (void)Function<bool(int)>([](int) { return true; })(1);
}
}'

headers=$(cd "$include" && find segmind -name '*.hpp' -o -name '*.h' | sort)

# One line for each compilation: name of the try, header, flags.
tries() {
  local header standard
  for header in $headers; do
    for standard in c++17 c++20 c++2b; do echo "plain $header -std=$standard"; done
  done
  for header in $(grep '\.h$' <<<"$headers"); do
    for standard in c11 c17 c2x; do echo "c $header -std=$standard"; done
  done
  echo "macros $together -std=c++17"
  echo "plain $together -std=c++17 -fno-exceptions"
  echo "plain $together -std=c++17 -fno-rtti"
  echo "used $together -std=c++17"
  echo "used $together -std=c++20"
  echo "used $together -std=c++17 -fno-exceptions -fno-rtti"
}

compile() {
  local try=$1 header=$2
  shift 2
  local source output
  source=$([[ $try == macros ]] && echo "$macros"
           echo "#include <$header>"
           echo "#include <$header>  // twice: it guards itself"
           [[ $try == c ]] && echo "typedef int not_empty;"
           [[ $try == used ]] && echo "$used")
  local command=("$compiler" "$@" "${warnings[@]}" -x c++)
  if [[ $try == c ]]; then
    local of_c=${compiler/clang++/clang}
    command=("${of_c/g++/gcc}" "$@" -Wall -Wextra -Wpedantic -Wconversion -Wstrict-prototypes -Wredundant-decls -Werror
             -x c)
  fi
  if ! output=$("${command[@]}" -I"$include" -fsyntax-only - <<<"$source" 2>&1); then
    printf '%s (%s) with %s does not compile:\n%s\n' "$header" "$try" "$*" "$(head -n 12 <<<"$output")" >>"$work/failures"
  fi
}

printf '#include <%s>\n' $headers >"$together"
count=$(tries | wc -l)
export -f compile
export compiler include work macros used
printf -v warnings_text '%q ' "${warnings[@]}"
export warnings_text
tries | xargs -P "$(nproc)" -I{} bash -c 'warnings=($warnings_text); compile $1' _ {}
if [[ -s $work/failures ]]; then
  cat "$work/failures"
  exit 1
fi
((count > 0)) && echo "$compiler: $count compilations, no warning"
