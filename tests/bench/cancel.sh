# The time from cancel() to the call's end, with either driver. Sourced by run.sh.

count=5000
[[ -z $quick ]] || count=1000
for ((i = 0; i < 3; i++)); do
  measure cancel "$programs/cancel" "$port" $count
  SEGMIND_TEST_DRIVER=poll measure cancel_poll "$programs/cancel" "$port" $count
done

# cancel_row <what> <figure> <most, in ms> <goal>
cancel_row() {
  row "$1" "$(shown "$(median cancel "$2")") ms" "" "$(median cancel "$2")" "$3" "$4"
  row "&nbsp;&nbsp;with poll() in place of epoll" "$(shown "$(median cancel_poll "$2")") ms" "" \
    "$(median cancel_poll "$2")" "$3" "$4"
}
cancel_row "cancel() with $(with_commas $count) calls waiting: time to the call's end, 99th percentile" one_p99_ms 20 "< 20 ms"
cancel_row "cancelling $(with_commas "$(median cancel rest)") calls at once: time until the last has ended" rest_ms 100 \
  "≤ 100 ms"
cancel_row "destroying a client with $(with_commas $count) calls just begun: time until the last has ended" destroyed_ms \
  100 "≤ 100 ms"
