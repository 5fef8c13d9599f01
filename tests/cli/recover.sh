#!/usr/bin/env bash
# One promise of `segmind recover`:  recover.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(recover)
export SEGMIND_API_KEY=SG_sandbox00000000

# lose_a_clip <flag of segmind generate>...: it is paid, and its answer is lost.
lose_a_clip() {
  "$tried" generate --duration 2 --base-url "$address" --timeout 3 "$@" >/dev/null 2>&1
  [[ $? == 1 && ! -e clip.mp4 ]] || fail "it was not lost"
}

finds_a_clip_by_what_was_sent() {
  start_sandbox --fault generate:no-answer,charge --fault records:status=401
  lose_a_clip --prompt "Image1 walks" --image https://example.com/a.png --seed random
  run 0 --prompt "Image1 walks" --image https://example.com/a.png --seed random --duration 2 --sent-after 5m \
    --base-url "$address" --output found.mp4
  is_mp4 found.mp4
  [[ $(<"$logs/out") == "$folder/found.mp4" ]] || fail "it prints something else"
  run 1 --prompt "Image1 runs" --sent-after 1h --base-url "$address" --output none.mp4 --timeout 3
  says "No clip."
  [[ ! -e none.mp4 ]] || fail "that was another one"
  stop_sandbox
  counted " 1 generate,"
}

finds_a_clip_by_its_id() {
  start_sandbox --fault generate:no-answer,charge --fault records:status=401
  lose_a_clip --prompt walks
  local id
  id=$("$tried" records --base-url "$address" --json | grep -oE '[0-9a-f]{32}' | head -1)
  run 0 " $id" --base-url "$address"
  is_mp4 clip.mp4
  stop_sandbox
  counted " 1 generate,"
}

names_everything_that_is_missing() {
  make_pictures
  run 2 --base-url http://127.0.0.1:1
  says "Give the id of the request, or the flags with which it was sent"
  run 2 --prompt x --image hero.bmp --base-url http://127.0.0.1:1
  says "Give --sent-after"
  says "The records have the addresses under which files were uploaded: give those (segmind records --json shows them), or the id"
  run 2 abc --prompt x --output nowhere/a.mp4 --sent-after tomorrow --base-url http://127.0.0.1:1
  says "An id names one request"
  says "its folder does not exist"
  says "--sent-after takes a time such as"
  run 2 --prompt x --duration 99 --resolution 720P --sent-after 2h --base-url http://127.0.0.1:1
  says '--duration "99 s"'
}

keep_promise
