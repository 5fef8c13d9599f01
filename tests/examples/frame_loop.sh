#!/usr/bin/env bash
# One promise of the example `frame_loop`:  frame_loop.sh <frame_loop> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/program.sh"

makes_ten_clips_between_frames() {
  run 0 .
  cat "$logs/out"
  says "10 clips saved"
  for ((i = 1; i <= 10; ++i)); do is_mp4 "frame-loop-$i.mp4"; done
  # Far from what it takes, and still within a frame: a machine that runs other tests at once is late now and then.
  [[ $(grep '^inside pump' "$logs/out") =~ percentile\ +([0-9]+)\. ]] || fail "it does not say how long pump() takes"
  ((BASH_REMATCH[1] < 16)) || fail "one pump() in a hundred takes a whole frame"
}

says_why_a_clip_could_not_be_saved() {
  mkdir full && mkdir full/frame-loop-1.mp4
  run 1 full
  says "full/frame-loop-1.mp4"
  says "9 clips saved"
  run 2 nowhere
  says "nowhere is no folder"
}

explains_itself_instead_of_playing() {
  for asked in --help -h; do
    run 0 $asked
    says "frame_loop [folder"
  done
  for wrong in --fodler "clips more" "''"; do
    eval run 2 "$wrong"
    says "frame_loop [folder"
  done
  holds_nothing_but ""
}

keep_promise
