#!/usr/bin/env bash
# Many processes of `segmind batch` on one manifest:  batch_many.sh <segmind> <segmind-sandbox> <promise>
# SEGMIND_TEST_JOURNAL: a postgresql://... to use instead of a file.
source "${BASH_SOURCE%/*}/../program.sh"
export SEGMIND_API_KEY=SG_sandbox00000000
lines=20 processes=4

# work <process>: as a farm does: starts it again until it ends with 0.
work() {
  local status=1 tries=0
  while ((status != 0 && ++tries < 60)); do
    "$tried" batch shots.jsonl --base-url "$address" --expected 0 --in-flight 3 --limit 5 $journal \
      >"$logs/out$1" 2>>"$logs/err$1" </dev/null &
    echo $! >"$logs/pid$1"
    wait $!
    status=$?
  done
  return $status
}

pays_once_for_each_line_though_processes_are_killed() {
  for ((line = 1; line <= lines; ++line)); do
    echo "{\"prompt\": \"shot $line\", \"duration\": 2, \"seed\": null, \"output\": \"shot-$line.mp4\"}"
  done >shots.jsonl
  journal=${SEGMIND_TEST_JOURNAL:+--journal $SEGMIND_TEST_JOURNAL --project "many-$$"}
  start_sandbox --generation-time 1s
  local workers=() process kills=0
  for ((process = 1; process <= processes; ++process)); do
    work $process 2>/dev/null &
    workers+=($!)
  done
  while ((kills < 12)) && kill -0 "${workers[@]}" 2>/dev/null; do
    process=$((kills % processes + 1))
    sleep 0.$((RANDOM % 4 + 2)) # at any moment: what is tested is that none matters
    kill -KILL "$(<"$logs/pid$process")" 2>/dev/null && kills=$((kills + 1))
  done
  for worker in "${workers[@]}"; do wait "$worker" || fail "a process never ended with 0"; done
  for ((line = 1; line <= lines; ++line)); do is_mp4 "shot-$line.mp4"; done
  compgen -G "shot-*.mp4" | wc -l | grep -qx $lines || fail "there are other clips"
  stop_sandbox
  counted " $lines submit,"
  counted "$lines charged"
  echo "$lines clips, $kills kills, $(grep -oE '[0-9]+ submit,|[0-9]+ charged' "$logs/sandbox" | tr '\n' ' ')"
}

keep_promise
