# What a journal costs. Sourced by run.sh.

count=1000 runs=7 processes=32 each=60 in_flight=1000
if [[ -n $quick ]]; then count=200 runs=3 each=20; fi

if [[ -x $programs/journal ]]; then
  # On the disk of the folder for temporary files: in memory a flush costs nothing.
  for ((i = 0; i < runs; i++)); do
    measure journal "$programs/journal" "$work/ours.$i.db" $count
    measure journal_floor "$programs/journal_floor" "$work/floor.$i.db" $count
  done
  ratio=$(median_ratio journal journal_floor us_each)
  row "SQLite: begin, leaving, submitted and ended of one intention, flushed: time" \
    "$(shown "$(median journal us_each)") µs" "$(shown "$(median journal_floor us_each)") µs" "$ratio" 1.30 \
    "≤ 1.30 of four bare statements: $(shown "$ratio")"
  plain_row "&nbsp;&nbsp;processor time, including the kernel's" "$(shown "$(median journal cpu_us_each)") µs" \
    "$(shown "$(median journal_floor cpu_us_each)") µs"
  for ((i = 0; i < 3; i++)); do
    measure calls "$programs/journal_calls" "$port" $in_flight "$work/calls.$i.db"
    measure calls_without "$programs/journal_calls" "$port" $in_flight
  done
  row "$(with_commas $in_flight) calls in flight with a journal whose disk takes 5 ms: the longest stand of the loop's thread" \
    "$(shown "$(median calls stood_ms)") ms" "$(shown "$(median calls_without stood_ms)") ms without one" \
    "$(median calls stood_ms)" 2 "≤ 2 ms"
  further=$(($(median calls_without threads) - 1))
  row "without a journal: further threads of a pumped client" "$further, with one $(($(median calls threads) - 1))" "" \
    "$further" 0 "none"
else
  note "The journal on SQLite was not measured: it was not built here (Debian: libsqlite3-dev)."
fi
databases=$(ldd "$build"/libsegmind.so 2>/dev/null | grep -cE 'sqlite|libpq' || true)
row "without a journal: libraries of databases that the library loads" "$databases" "" "$databases" 0 "none"

if [[ -x $programs/journal_postgres ]] && segmind_has_postgres >/dev/null; then
  for ((i = 0; i < 3; i++)); do measure postgres "$programs/journal_postgres" $processes $each; done
  plain_row "PostgreSQL, $processes processes on this machine: intentions a second" "$(shown "$(median postgres per_s)")" ""
else
  note "The journal on PostgreSQL was not measured: libpq or the server is not installed here (Debian: postgresql)."
fi
