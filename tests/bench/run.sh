#!/usr/bin/env bash
# Compares the library with bare libcurl and others, and prints a Markdown table: tests/bench/run.sh > table.md
# Also draws calls that wait beside their peers: build/bench/waiting.svg
#
#   tests/bench/run.sh [--quick] [--docs]
#
# --quick    fewer runs and smaller numbers, under two minutes
# --docs     also installs what is missing of the peers, and writes the table and the plot of waiting calls into docs
#
# All traffic stays on 127.0.0.1; the server is a separate process. The library and the floor (the least work possible)
# alternate, so that a busy moment of the machine slows both; the table shows medians. Comparisons whose program is not
# installed (valgrind, curl, Python's httpx) are left out, and a note below the table says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=tests/bench
build=${SEGMIND_BENCH_BUILD:-build/bench}
quick='' docs=''
for option in "$@"; do
  case $option in
    --quick) quick=1 ;;
    --docs) docs=1 ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' $bench/run.sh; exit 2 ;;
  esac
done

source cmake/dependencies.sh
[[ -z $docs ]] || segmind_install_missing bench >&2
{
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON -DSEGMIND_BUILD_TESTS=ON
  cmake --build "$build" --parallel "$(nproc)" --target segmind segmind_bench
} >&2
programs=$build/tests/bench
work=$(mktemp -d "${TMPDIR:-/tmp}/segmind-bench.XXXXXX")
coproc "$programs/server"
server_pid=$COPROC_PID
sandbox_pid=
trap 'kill "$server_pid" $sandbox_pid 2>/dev/null || true; rm -rf "$work"' EXIT
read -r port <&"${COPROC[0]}"

source $bench/table.sh
for part in small_call body waiting cancel pump queue journal upload_rows size; do
  echo "$part" >&2
  source "$bench/$part.sh"
done
{
  print_table
  echo
  echo "Status queries per job in the queue, and the delay until its end is noticed (simulated):"
  echo
  "$programs/polling"
} | tee "$work/table"
if [[ -n $docs ]]; then
  put_into_docs "$work/table"
  cp "$build/waiting.svg" docs/waiting.svg
fi
