# The time from cancel() to the call's end. Sourced by run.sh.

count=5000
[[ -z $quick ]] || count=1000
for ((i = 0; i < 3; i++)); do measure cancel "$programs/cancel" "$port" $count; done
row "cancel() with $(with_commas $count) calls waiting: time to the call's end, 99th percentile" \
  "$(shown "$(median cancel one_p99_ms)") ms" "" "$(median cancel one_p99_ms)" 20 "< 20 ms"
row "cancelling $(with_commas "$(median cancel rest)") calls at once: time until the last has ended" \
  "$(shown "$(median cancel rest_ms)") ms" "" "$(median cancel rest_ms)" 100 "≤ 100 ms"
row "destroying a client with $(with_commas $count) calls just begun: time until the last has ended" \
  "$(shown "$(median cancel destroyed_ms)") ms" "" "$(median cancel destroyed_ms)" 100 "≤ 100 ms"
