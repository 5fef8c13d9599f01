#!/usr/bin/env bash
# What one example is there to show:  examples.sh <its program> <segmind-sandbox> <its name>
source "${BASH_SOURCE%/*}/../program.sh"
export SEGMIND_API_KEY=SG_sandbox00000000

# against_sandbox <flag>...
against_sandbox() {
  start_sandbox "$@"
  export SEGMIND_BASE_URL=$address
}

first_clip() {
  against_sandbox --fault generate:status=504 --fault records:status=401
  run 1
  says "It may have been charged"
  run 0
  [[ $(<"$logs/out") =~ ^/.*/clip\.mp4$|^[A-Z]:.*\\clip\.mp4 ]] || fail "it names no whole path"
  holds_nothing_but "clip.mp4 "
  is_mp4 clip.mp4
  stop_sandbox
  counted " 2 generate,"
}

without_exceptions() {
  against_sandbox --fault generate:status=402 --fault generate:status=504 --fault records:status=401
  run 2
  says "It cost nothing"
  run 1
  says "It may have been charged"
  run 0
  is_mp4 clip.mp4
  SEGMIND_API_KEY= run 2
  stop_sandbox
  counted " 3 generate,"
}

local_files() {
  make_pictures
  make_voice hero.wav
  against_sandbox
  run 1 hero.wav
  says "WAV"
  run 0 hero.bmp
  says "about 0.625 of 100 dollars"
  is_mp4 clip.mp4
  run 2
  stop_sandbox
  counted " 1 upload,"
  counted " 1 generate,"
}

many_at_once() {
  against_sandbox
  run 0
  says "3 clips for 0.75 dollars"
  for i in 1 2 3; do is_mp4 clip$i.mp4; done
  stop_sandbox
  counted " 3 submit,"
}

progress_and_interrupt() {
  against_sandbox --generation-time 2s
  begin
  await "queued"
  kill -INT "$pid"
  ended 0
  is_mp4 clip.mp4
  rm clip.mp4
  stop_sandbox
  against_sandbox --generation-time 40s
  begin
  await "generating (PROCESSING)"
  kill -INT "$pid"
  await "A second Ctrl-C"
  kill -INT "$pid"
  ended 1
  says "cancelled"
  holds_nothing_but ""
}

queue_and_resume() {
  against_sandbox --generation-time 2s
  begin
  await "job "
  kill -KILL "$pid"
  ended 137
  [[ $(tail -n 1 job.txt | tr -d '\r') =~ ^[0-9a-f]+\ [0-9]+$ ]] || fail "job.txt holds $(<job.txt)"
  run 0
  is_mp4 clip.mp4
  holds_nothing_but "clip.mp4 "
  for torn in "submitting" $'submitting\n0123abcd'; do # as a crash leaves it
    echo "$torn" >job.txt
    run 1
    says "may have paid"
    rm job.txt
  done
  SEGMIND_API_KEY=SG_wrong run 1
  says "HTTP 401"
  holds_nothing_but "clip.mp4 " # and no note: it cost nothing
  stop_sandbox
  counted " 2 submit,"
  counted "1 charged"
}

frame_loop() {
  against_sandbox --generation-time 2s
  run 0
  is_mp4 clip.mp4
  [[ $(tr -d '\r' <"$logs/out") =~ ^([0-9]+)\ frames\;\ the\ longest\ pump\(\)\ took\ ([0-9]+)\ us$ ]] || fail "it says something else"
  cat "$logs/out"
  # 120 in two seconds, on a machine that does nothing else; one blocking call would leave a handful.
  ((BASH_REMATCH[1] >= 40)) || fail "it drew ${BASH_REMATCH[1]} frames"
}

coroutine() {
  against_sandbox --fault submit:status=402
  run 1
  says "It cost nothing"
  run 0
  is_mp4 clip.mp4
  stop_sandbox
  counted "1 charged"
}

own_tests() {
  run 0
  [[ $(grep -c '^kept: ' "$logs/out") == 4 ]] || fail "it does not test"
  holds_nothing_but ""
}

keep_promise
