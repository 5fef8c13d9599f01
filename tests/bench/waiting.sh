# Many calls waiting at once in one client. Sourced by run.sh.

counts=(1000 5000) runs=5 idle=5 spread=10
if [[ -n $quick ]]; then counts=(1000) runs=1 idle=4 spread=3; fi
have_httpx=
! /usr/bin/python3 -c 'import httpx' 2>/dev/null || have_httpx=1

# Few calls, for the plot alone.
for way in waiting waiting_floor waiting_threads; do
  measure "${way/waiting_/}.100" "$programs/$way" "$port" 100 1 $spread
done
[[ -z $have_httpx ]] || for way in asyncio threads; do
  measure "httpx_$way.100" /usr/bin/python3 $bench/waiting_httpx.py $way "$port" 100 $spread
done

for count in "${counts[@]}"; do
  for ((i = 0; i < runs; i++)); do
    measure "waiting.$count" "$programs/waiting" "$port" "$count" $idle $spread
    SEGMIND_TEST_DRIVER=poll measure "poll.$count" "$programs/waiting" "$port" "$count" $idle $spread
    measure "floor.$count" "$programs/waiting_floor" "$port" "$count" $idle $spread
    measure "poll_floor.$count" "$programs/poll_floor" "$port" "$count"
  done
  measure "threads.$count" "$programs/waiting_threads" "$port" "$count" 1 $spread
  [[ -z $have_httpx ]] || for way in asyncio threads; do
    measure "httpx_$way.$count" /usr/bin/python3 $bench/waiting_httpx.py $way "$port" "$count" $spread
  done
done
# wake_instructions <program> <count>: per wake-up, from the difference between 1,001 wake-ups and one.
wake_instructions() {
  local wakes counts=()
  for wakes in 1 1001; do
    rm -f "$work"/callgrind*
    timeout 200 valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" "$programs/$1" "$port" "$2" 1 1 \
      "$wakes" >/dev/null 2>&1 || return
    counts+=("$(awk '/^totals:/ { print $2 }' "$work/callgrind.1")") || return  # the part that waiting.hpp marks
  done
  calculate "(${counts[1]} - ${counts[0]}) / 1000"
}
few_waking=
if command -v valgrind >/dev/null; then
  few_waking=$(wake_instructions waiting 100) ||
    note "A wake-up's instructions were not counted: valgrind failed, or its header was missing when this was built."
fi

# waiting_row <label> <figure> <unit> <most> <goal>
waiting_row() {
  local ours floor
  ours=$(median "waiting.$count" "$2") floor=$(median "floor.$count" "$2")
  row "$(with_commas "$count") waiting: $1" "$(shown "$ours")$3" "$(shown "$floor")$3" "$ours" "$4" "$5"
}
# peers <figure> <unit>
peers() {
  peer "a thread for each call" "$(shown "$(median "threads.$count" "$1")")$2"
  [[ -z $have_httpx ]] || for way in asyncio threads; do
    peer "Python httpx, $way" "$(shown "$(median "httpx_$way.$count" "$1")")$2"
  done
}

for count in "${counts[@]}"; do
  waiting_row "threads, including the main thread" threads "" 2 "one of the client's"
  waiting_row "memory per call" kb_each " KB" 20 "≤ 20 KB"
  peers kb_each " KB"
  waiting_row "share of a core while idle" idle_core_percent " %" 0.01 "< 0.01 %"
  plain_row "&nbsp;&nbsp;with poll() in place of epoll" "$(shown "$(median "poll.$count" idle_core_percent)") %" ""
  if [[ -n $few_waking ]]; then
    ours=$(wake_instructions waiting "$count") floor=$(wake_instructions waiting_floor "$count")
    row "$(with_commas "$count") waiting: instructions per wake-up" "$(with_commas "$ours")" \
      "$(with_commas "$floor")" "$(calculate "$ours / $few_waking")" 1.10 \
      "flat: with 100 waiting $(with_commas "$few_waking")"
  fi
  plain_row "$(with_commas "$count") waiting: processor time per wake-up, including the kernel's" \
    "$(shown "$(median "waiting.$count" wake_us)") µs" "$(shown "$(median "floor.$count" wake_us)") µs"
  plain_row "&nbsp;&nbsp;with poll() in place of epoll; the floor is poll() alone" \
    "$(shown "$(median "poll.$count" wake_us)") µs" "$(shown "$(median "poll_floor.$count" wake_us)") µs"
  ours=$(median "waiting.$count" end_cpu_s) floor=$(median "floor.$count" end_cpu_s)
  ratio=$(median_ratio "waiting.$count" "floor.$count" end_cpu_s)
  row "$(with_commas "$count") ending within $spread s: processor time" "$(shown "$ours") s" "$(shown "$floor") s" \
    "$ratio" 1.15 "≤ 1.15 of the floor: $(shown "$ratio")"
  peers end_cpu_s " s"
  ours=$(median "poll.$count" end_cpu_s) ratio=$(median_ratio "poll.$count" "waiting.$count" end_cpu_s)
  if ((count == 1000)); then
    row "&nbsp;&nbsp;with poll() in place of epoll" "$(shown "$ours") s" "" "$ratio" 2 "≤ 2 of epoll's: $(shown "$ratio")"
  else
    plain_row "&nbsp;&nbsp;with poll() in place of epoll" "$(shown "$ours") s ($(shown "$ratio") of epoll's)" ""
  fi
done

# draw_waiting: what plot.awk draws of them, on standard output.
draw_waiting() {
  local way count
  for way in waiting floor threads httpx_asyncio httpx_threads; do
    for count in 100 "${counts[@]}"; do
      [[ ! -s $work/$way.$count ]] ||
        echo "$way $count $(median "$way.$count" kb_each) $(median "$way.$count" end_cpu_s)"
    done
  done | awk -f $bench/plot.awk
}
draw_waiting >"$build/waiting.svg"
