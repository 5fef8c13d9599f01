# From cancel() to the call's end. Sourced by run.sh.

count=5000
[[ -z $quick ]] || count=1000
for ((i = 0; i < 3; i++)); do measure cancel "$programs/cancel" "$port" $count; done
row "cancel() beside $(with_commas $count) waiting: time to the call's end, 99 of 100" \
  "$(shown "$(median cancel one_p99_ms)") ms" "" "$(median cancel one_p99_ms)" 20 "< 20 ms"
row "cancelling $(with_commas "$(median cancel rest)") at once: time to the last one's end" \
  "$(shown "$(median cancel rest_ms)") ms" "" "$(median cancel rest_ms)" 100 "≤ 100 ms"
row "a client destroyed when $(with_commas $count) calls have just begun: time to the last one's end" \
  "$(shown "$(median cancel destroyed_ms)") ms" "" "$(median cancel destroyed_ms)" 100 "≤ 100 ms"
