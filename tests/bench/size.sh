# The size of the headers and of the library. Sourced by run.sh.

runs=7
[[ -z $quick ]] || runs=3
$bench/include_cost.sh $runs >"$work/include"
include() { awk -F'|' -v what="$1" -v column="$2" 'index($2, what) { gsub(/^ +| +$/, "", $column); print $column }' "$work/include"; }
plain_row "\`<segmind/segmind.hpp>\`: lines, time to compile" "$(include segmind.hpp 3), $(include segmind.hpp 4)" \
  "$(include '<string>' 3), $(include '<string>' 4)"
note "Lines and time to compile are compared with \`<string> <vector> <chrono> <optional> <memory>\` alone."
library=$(readlink -f "$build/src/libsegmind.so")
strip -o "$work/stripped.so" "$library"
plain_row "the shared library, stripped" "$(shown "$(calculate "$(stat -c %s "$work/stripped.so") / 1000")") KB" ""
