# How long Client::pump() blocks a frame. Sourced by run.sh.

count=2000
for ((i = 0; i < 3; i++)); do
  measure pump "$programs/pump" "$port" $count
  SEGMIND_TEST_DRIVER=poll measure pump_poll "$programs/pump" "$port" $count
done
row "$(with_commas $count) calls begun in one frame: the longest pump() until all clips have arrived" \
  "$(shown "$(median pump longest_ms)") ms" "" "$(median pump longest_ms)" 16.7 "less than a frame, 16.7 ms"
row "&nbsp;&nbsp;with poll() in place of epoll" "$(shown "$(median pump_poll longest_ms)") ms" "" \
  "$(median pump_poll longest_ms)" 16.7 "less than a frame, 16.7 ms"
