#!/usr/bin/env bash
# One promise of `segmind generate`:  generate.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(generate)

makes_a_clip() {
  run 0 --prompt "Image1 walks" --image https://example.com/hero.jpg --duration 2 --resolution 1080P --output new.mp4
  [[ "$(<"$logs/out")" == "$(pwd -P)/new.mp4" || "$(<"$logs/out")" == "$(pwd)/new.mp4" ]] || fail "the output is not the path"
  says "sandbox"
  says "It costs nothing"
  says "Cost: 0.375 play dollars"
  says "Seed: 42"
  grep -q $'[\r\033]' "$logs/err" && fail "plain lines hold control characters"
  [[ $(grep -c "The clip is being made" "$logs/err") == 1 ]] || fail "a phase is not told once"
  holds_nothing_but "new.mp4 "
  is_mp4 new.mp4
  if command -v ffprobe >/dev/null; then
    ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 new.mp4 >"$logs/frames" 2>"$logs/err" ||
      fail ffprobe
    [[ ! -s $logs/err && $(<"$logs/frames") -ge 30 ]] || fail "the clip is not whole"
  fi
}

names_every_problem() {
  run 2 --prompt " " --image ftp://example.com/a.png --video nowhere --duration 16 --resolution 4K --seed abc \
    --timeout 0 --colour red stray --output a.mp4 --output b.mp4 --voice
  for problem in '--prompt: ' '--image "ftp://example.com/a.png"' '--video "nowhere"' '--duration "16 s"' \
    '--resolution takes' '--seed takes' '--timeout takes' '--colour is not' '"stray" stands' \
    '--output is given twice' '--voice needs a value' 'Nothing was sent'; do
    says "$problem"
  done
  is_silent_about '"red"' # the value of a flag that is none is no second mistake
  run 2 --queue=yes --prompt --negative-prompt=x -x --output missing/clip.mp4 --image "$folder" --voice $'a\e[31mb'
  says "--queue takes no value"
  says "--prompt needs a value; write --prompt=VALUE where the value begins with -"
  says "-x is not a flag"
  says '--output "missing/clip.mp4": its folder does not exist'
  says "--image \"$folder\": is a folder or a device, not a file"
  says '--voice "a?[31mb": is neither a file that exists'
  SEGMIND_API_KEY=$'SG_0123456789\n' run 2 --prompt x --base-url http://example.com
  says "SEGMIND_API_KEY"
  says "--base-url"
  is_silent_about SG_0123456789
  holds_nothing_but ""
}

refuses_an_unusable_output() {
  run 2 --output nowhere/clip.mp4
  says "nowhere/clip.mp4"
  says "Nothing was sent"
  mkdir taken
  mkfifo pipe
  for output in taken pipe - ''; do run 2 --output "$output"; done
  [[ -p pipe ]] || fail "the clip took the place of a pipe"
  holds_nothing_but "pipe taken "
}

never_replaces_what_the_clip_is_made_from() {
  make_pictures
  ln -s hero.bmp link.bmp
  ln other.bmp twin.bmp
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  for flag in --image --video --voice; do
    run 2 --base-url "$address" --prompt x $flag hero.bmp --output ./hero.bmp
    says "--output \"./hero.bmp\": is the file of $flag \"hero.bmp\"; name another"
    says "Nothing was sent"
  done
  run 2 --base-url "$address" --prompt x --image hero.bmp --output link.bmp
  run 2 --base-url "$address" --prompt x --image other.bmp --output twin.bmp
  run 2 --base-url "$address" --prompt x --image link.bmp --output hero.bmp
  stop_sandbox
  counted "0 requests"
  holds_nothing_but "hero.bmp link.bmp other.bmp twin.bmp "
}

refuses_what_means_nothing_to_a_job_that_is_there() {
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 2 --base-url "$address" --resume 00000000000000000000000000000000 --duration 5 --prompt x --image y.png \
    --video https://example.com/a.mp4 --voice z.wav --negative-prompt n --resolution 720P --seed 1 --queue --strict
  says "--resume fetches a clip that was requested before, and takes no --prompt, --image, --video, --voice,\
 --negative-prompt, --resolution, --duration, --seed, --queue, --strict"
  says "Nothing was sent"
  run 2 --base-url "$address" --resume 00000000000000000000000000000000 --queue
  says "takes no --queue"
  is_silent_about "--prompt"
  stop_sandbox
  counted "0 requests"
}

says_where_the_clip_is_when_it_cannot_print_it() {
  [[ -w /dev/full ]] || exit 77
  local status=0
  "$tried" generate --output kept.mp4 >/dev/full 2>"$logs/err" </dev/null || status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
  says "could not be printed"
  says "/kept.mp4"
  [[ -s kept.mp4 ]] || fail "the clip is not there"
  status=0
  "$tried" generate --help >/dev/full 2>"$logs/err" </dev/null || status=$?
  [[ $status == 1 ]] || fail "exit code $status and not 1 where there is no help"
}

takes_its_timeout_for_everything_together() {
  local began
  make_pictures
  export SEGMIND_API_KEY=SG_sandbox00000000
  start_sandbox --generation-time 2s --fault upload:delay=1500ms
  run 1 --base-url "$address" --prompt Image1 --image hero.bmp --timeout 3
  says "Uploaded 1 file"
  says "The files are sent, and their addresses awaited"
  is_silent_about "The answer is arriving"
  stop_sandbox
  start_sandbox --generation-time 1m --fault submit:delay=3s
  began=$(date +%s%N)
  run 1 --base-url "$address" --prompt x --queue --timeout 4
  says "is in the queue"
  # Each with a limit of its own, the request and the wait would take 7 s.
  (($(date +%s%N) - began < 6900000000)) || fail "it waited for longer"
  stop_sandbox
}

names_its_limit_as_people_say_it() {
  export SEGMIND_API_KEY=SG_sandbox00000000
  make_pictures
  start_sandbox --generation-time 1m --fault generate:delay=4s --fault upload:delay=100ms
  run 1 --base-url "$address" --prompt x --timeout 1
  says "The call's limit of 1 s ran out"
  run 1 --base-url "$address" --prompt Image1 --image hero.bmp --timeout 2
  grep -qE "The call's limit of 1(\.[0-9])? s ran out" "$logs/err" || fail "that is no time as people say it"
  stop_sandbox
}

saves_a_paid_clip_elsewhere_when_its_disk_is_full() {
  fill_a_disk
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  echo mine >temporary/clip.rescued.mp4
  run 1 --base-url "$address" --prompt x --output full/clip.mp4
  says "It was charged"
  says "The clip is in $folder/temporary/clip.rescued-2.mp4"
  is_mp4 temporary/clip.rescued-2.mp4
  [[ ! -s $logs/out ]] || fail "it printed a path where scripts expect the clip"
  run 1 --base-url "$address" --prompt x --output full/clip.mp4 --queue
  says "The clip is in $folder/temporary/clip.rescued-3.mp4"
  is_mp4 temporary/clip.rescued-3.mp4
  [[ $(<temporary/clip.rescued.mp4) == mine ]] || fail "it replaced a file"
  [[ "$(ls full)" == filler ]] || fail "left behind: $(ls full)"
  stop_sandbox
  counted "2 charged"
}

saves_a_paid_clip_beside_what_took_its_place() {
  begin --output clip.mp4
  await "being made"
  mkdir clip.mp4
  ended 1
  says "The whole clip is kept in"
  is_mp4 clip.mp4.*.part
}

pays_for_no_clip_that_could_not_take_its_name() {
  echo old >clip.mp4
  mount --bind clip.mp4 clip.mp4 2>/dev/null || exit 77
  full=$folder/clip.mp4
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  for way in "" --queue; do
    run 2 --base-url "$address" --prompt x --output clip.mp4 $way
    says "is a mount point"
  done
  stop_sandbox
  counted " 0 generate,"
  counted " 0 submit,"
  [[ $(<clip.mp4) == old ]] || fail "the file was changed"
}

waits_for_room_where_no_disk_has_any() {
  fill_a_disk
  export TMPDIR=$folder/full
  begin --output full/clip.mp4
  await "No place has room for it"
  mount -o remount,size=8m full
  ended 1
  says "The clip is in $folder/full/clip.rescued.mp4"
  is_mp4 full/clip.rescued.mp4
}

needs_a_prompt_where_it_costs_money() {
  start_sandbox
  SEGMIND_API_KEY=SG_sandbox00000000 run 2 --base-url "$address"
  says "--prompt"
  run 2 --base-url "$address" --prompt x
  says "SEGMIND_API_KEY"
  holds_nothing_but ""
}

spends_nothing_where_its_sandbox_cannot_start() {
  is_under_a_sanitizer && return
  for limit in 7 8 9 10; do
    (
      for inherited in {3..63}; do eval "exec $inherited>&-"; done
      exec >"$logs/out" 2>"$logs/err"
      ulimit -n $limit && exec "$tried" generate --prompt x --duration 2
    )
    local status=$?
    [[ $status == 2 ]] || fail "exit code $status and not 2 with $limit descriptors"
    says "The sandbox cannot start: "
    says "Nothing was sent."
  done
  holds_nothing_but ""
}

tells_what_a_failure_cost() {
  start_sandbox --fault generate:status=504 --fault generate:cut-body=4000 \
    --fault records:status=401,times=forever
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 1 --base-url "$address" --prompt x
  says "HTTP 504"
  says "It may have been charged"
  holds_nothing_but ""
  run 1 --base-url "$address" --prompt x
  says "It was charged"
  [[ ! -e clip.mp4 ]] || fail "half a clip has the clip's name"
  SEGMIND_API_KEY=SG_wrong run 2 --base-url "$address" --prompt x
  says "does not accept the key (HTTP 401)"
  says "It cost nothing"
  is_silent_about SG_wrong
  stop_sandbox
  run 2 --base-url "$address" --prompt x --timeout 1
  says "It cost nothing"
}

makes_a_clip_from_local_files() {
  command -v ffmpeg >/dev/null || exit 77
  ffmpeg -v error -f lavfi -i color=red:size=320x240:rate=1 -frames:v 1 red.png -f lavfi -i color=blue:size=320x240:rate=1 \
    -map 1 -frames:v 1 blue.jpg -f lavfi -i sine=duration=2 -map 2 voice.wav </dev/null || fail ffmpeg
  run 0 --prompt "Image1 meets Image2" --image red.png --image blue.jpg --voice voice.wav --duration 2 --output local.mp4
  says "Uploaded 3 files"
  says "Estimated cost: 0.250 play dollars"
  is_silent_about "Advice"
  # The pictures are in the clip: some frame has much red in it, and much blue.
  for channel in 1,0,0 0,0,1; do
    IFS=, read -r r g b <<<"$channel"
    ffmpeg -v error -i local.mp4 -frames:v 1 -vf "scale=64:36,format=rgb24" -f rawvideo -y frame </dev/null
    od -An -v -tu1 -w3 frame | awk -v r="$r" -v b="$b" '
      r && $1 > 180 && $2 < 70 && $3 < 70 || b && $3 > 180 && $1 < 70 && $2 < 70 {n++} END {exit n < 20}' ||
      fail "a picture is not to be seen in the clip"
  done
}

takes_no_file_for_another_kind_of_reference() {
  make_pictures
  echo "no picture" >note.png
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 2 --base-url "$address" --prompt "Video1 Image1" --video hero.bmp --image hero.bmp --voice other.bmp
  says '--video "hero.bmp": It is a BMP picture, and a film (MP4 or MOV) is wanted here; give one.'
  says '--voice "other.bmp": It is a BMP picture, and a voice (WAV or MP3) is wanted here; give one.'
  is_silent_about '--image "hero.bmp"'
  make_voice hero # nothing in its name says what it is
  run 2 --base-url "$address" --prompt "Image1 Image2 Video1" --image hero --image hero.bmp --video hero --duration 16
  says '--image "hero": It is a WAV sound, and a picture (JPEG, PNG, BMP or WEBP) is wanted here; give one.'
  says '--video "hero": It is a WAV sound, and a film (MP4 or MOV) is wanted here; give one.'
  says '--duration "16 s"'
  is_silent_about '"hero.bmp"'
  run 2 --base-url "$address" --prompt "Image1 Image2" --image hero.bmp --image note.png
  says '--image "note.png": '
  is_silent_about "paths["
  stop_sandbox
  counted "0 requests"
}

gives_advice_before_paying_and_stops_when_strict() {
  run 0 --prompt "Image3 dances" --image https://example.com/a.jpg --duration 2 --resolution 720P --output a.mp4
  says "Advice (--prompt)"
  run 2 --prompt "Image3 dances" --image https://example.com/a.jpg --output b.mp4 --strict
  says "Stopped because of --strict"
  holds_nothing_but "a.mp4 "
  make_pictures
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 2 --base-url "$address" --prompt "Image1, Image2, Image4" --strict \
    --image hero.bmp --image other.bmp --image hero.bmp
  says "Advice (--prompt)"
  says "Image3 has the same address as Image1"
  is_silent_about "Image2 has the same address"
  says "Stopped because of --strict"
  stop_sandbox
  counted "0 requests"
  unset SEGMIND_API_KEY
  run 0 --prompt "Image1 meets Image2" --duration 2 --resolution 720P \
    --image hero.bmp --image other.bmp --output c.mp4 --strict
  is_silent_about "Advice"
  echo "no picture" >note.png
  run 2 --prompt "Image1 dances" --image note.png --output b.mp4
  says "note.png"
}

says_when_a_file_is_larger_than_resellers_take() {
  make_pictures
  make_voice voice.wav
  head -c 20000001 /dev/zero >>hero.bmp
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 2 --base-url "$address" --prompt "Image1 Image2" --image hero.bmp --image other.bmp --voice voice.wav --strict
  says 'Advice (--image "hero.bmp"): The file has 20.2 MB; resellers of the model take pictures of up to 20 MB'
  is_silent_about other.bmp
  says "Stopped because of --strict"
  run 0 --base-url "$address" --prompt "Image1 Image2" --image hero.bmp --image other.bmp --voice voice.wav
  says 'Advice (--image "hero.bmp"): The file has 20.2 MB'
  stop_sandbox
}

says_where_a_clip_is_though_nobody_says_what_is_left() {
  local began
  export SEGMIND_API_KEY=SG_sandbox00000000
  start_sandbox --no-render --fault generate:without=x-remaining-credits --fault credits:stall=0,times=forever
  began=$(date +%s%N)
  run 0 --base-url "$address" --prompt x
  (($(date +%s%N) - began < 10000000000)) || fail "it waited for what is left"
  says "Cost: 0.625 dollars"
  is_silent_about "Left:"
  holds_nothing_but "clip.mp4 "
}

says_where_a_cost_is_estimated() {
  start_sandbox --fault generate:without=x-cost,without=x-remaining-credits
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 0 --base-url "$address" --prompt x --duration 2
  says "Cost: about 0.250 dollars (estimated: the service did not say)"
}

fetches_a_clip_from_the_queue() {
  run 0 --queue --duration 2 --output queued.mp4
  says "is in the queue"
  says "Cost: 0.250 play dollars"
  holds_nothing_but "queued.mp4 "
}

picks_a_job_up_after_a_kill() {
  local id
  start_sandbox
  export SEGMIND_API_KEY=SG_sandbox00000000
  begin --queue --prompt x --base-url "$address" --output late.mp4
  await "is in the queue"
  [[ $said =~ ^Job\ ([^ ]+) ]] && id=${BASH_REMATCH[1]}
  [[ $said == *"fetch its clip with --resume $id --base-url $address" ]] || fail "it says: $said"
  kill -KILL "$pid"
  ended 137
  [[ ! -e late.mp4 ]] || fail "half a clip has the clip's name"
  run 0 --resume $'\xef\xbb\xbf '"$id"$' \r' --base-url "$address" --output late.mp4
  says "Request id: $id"
  is_mp4 late.mp4
  run 1 --resume 00000000000000000000000000000000 --base-url "$address"
  says "does not know this job"
  unset SEGMIND_API_KEY
  run 2 --resume "$id"
  says "--resume needs"
}

lets_a_paid_clip_come_in_at_an_interrupt() {
  begin --output late.mp4 --image https://example.com/a.png --prompt Image1 --strict
  await "being made"
  kill -INT "$pid"
  ended 0
  says "Interrupted. Nothing more is sent"
  is_mp4 late.mp4
  begin --output later.mp4 --queue
  await "is in the queue"
  kill -INT "$pid"
  ended 0
  says "Interrupted. Nothing more is sent"
  is_mp4 later.mp4
}

ends_at_a_second_interrupt() {
  local signal began
  for signal in INT TERM HUP; do
    begin --output late.mp4
    await "being made"
    began=$(date +%s%N)
    kill "-$signal" "$pid"
    await "Interrupted"
    kill "-$signal" "$pid"
    ended 1
    # Far from the 3 s that the clip takes, and far from what a loaded machine adds.
    (($(date +%s%N) - began < 2500000000)) || fail "it did not end at once"
    says "cancelled"
    says "It may have been charged"
    [[ ! -s $logs/out ]] || fail "it printed a path"
    holds_nothing_but ""
  done
}

keeps_a_clip_that_nobody_reads_about_any_more() {
  "$tried" generate --output kept.mp4 2>&1 </dev/null | head -n 1 >/dev/null
  [[ ${PIPESTATUS[0]} == 3 ]] || fail "the pipe that closed has ended it, or it does not say that its path was lost"
  is_mp4 kept.mp4
}

keeps_a_clip_though_what_it_says_finds_no_room() {
  start_sandbox --no-render
  export SEGMIND_API_KEY=SG_sandbox00000000
  head -c 65536 /dev/zero >log
  # It writes to the log as any shell's redirection does, and may make no file larger than 64 KB.
  (ulimit -f 64 && exec "$tried" generate --base-url "$address" --prompt x 2>>log >"$logs/out") || fail "exit code $?"
  says clip.mp4
  is_mp4 clip.mp4
}

rewrites_one_line_on_a_terminal() {
  script --version 2>/dev/null | grep -q util-linux || exit 77
  local status=0
  TERM=xterm script -qec "$tried generate --timeout 1" "$logs/err" </dev/null >/dev/null || status=$?
  [[ $status == 1 ]] || fail "exit code $status"
  says $'\r\033[?7l\033[K0:00  \033[1mThe clip is being made\033[0m (usually'
  says $'\r\033[K\033[31mNo clip.'
  [[ $(grep -c "The clip is being made" "$logs/err") == 1 ]] || fail "the line is not rewritten"
  NO_COLOR=1 TERM=xterm script -qec "$tried generate --timeout 1" "$logs/err" </dev/null >/dev/null
  says $'\r\033[?7l\033[K0:00  The clip is being made (usually'
  is_silent_about $'\033[1m'
  TERM=dumb script -qec "$tried generate --timeout 1" "$logs/err" </dev/null >/dev/null
  ! grep -q $'\033' "$logs/err" || fail "a dumb terminal is sent control sequences"
}

# with_key <exit code> <argument>...: against the sandbox, under a key in journal.
with_key() {
  local expected=$1
  shift
  SEGMIND_API_KEY=SG_sandbox00000000 run "$expected" --base-url "$address" --journal sqlite:journal --duration 2 "$@"
}

pays_once_for_a_key() {
  make_pictures
  start_sandbox
  with_key 0 --key shot --prompt "Image1 walks" --image hero.bmp --output one.mp4
  says "Cost: 0.250"
  with_key 0 --key shot --prompt "Image1 walks" --image hero.bmp --output two.mp4 --queue
  says "The journal has this key's clip already: nothing was paid now."
  is_silent_about "Uploaded"
  cmp one.mp4 two.mp4 || fail "it is another clip"
  with_key 0 --key shot --project other --prompt "Image1 walks" --image other.bmp --output three.mp4
  with_key 2 --key shot --prompt "Image1 runs" --image hero.bmp
  says "It stands for another request in the journal"
  with_key 2 --key shot --prompt "Image1 walks" --image other.bmp
  says "It stands for another request in the journal"
  stop_sandbox
  counted " 2 generate,"
  counted " 0 submit,"
}

finds_what_was_lost_under_a_key_with_local_files() {
  make_pictures
  start_sandbox --fault generate:no-answer,charge --fault records:status=401
  with_key 1 --key shot --prompt Image1 --image hero.bmp --timeout 3
  with_key 0 --key shot --prompt Image1 --image hero.bmp
  is_mp4 clip.mp4
  stop_sandbox
  counted " 1 generate,"
}

finds_what_was_lost_under_a_key() {
  start_sandbox --fault generate:no-answer,charge --fault records:status=401
  with_key 1 --key shot --prompt walks --timeout 3
  says "The same command goes on from the journal, and does not pay again."
  with_key 0 --key shot --prompt walks
  is_mp4 clip.mp4
  stop_sandbox
  counted " 1 generate,"
}

# begin_with_key <argument>...: as with_key, in the background.
begin_with_key() {
  SEGMIND_API_KEY=SG_sandbox00000000 begin --base-url "$address" --journal sqlite:journal --duration 2 "$@"
}
# has_left: waits until the journal says so of some key.
has_left() {
  local until=$((SECONDS + 20))
  until "$tried" journal list --journal sqlite:journal --state leaving 2>/dev/null | grep -q "^1 entry"; do
    ((SECONDS < until)) || fail "nothing has left"
  done
}

waits_for_the_process_that_has_its_key() {
  start_sandbox --generation-time 4s
  begin_with_key --key shot --prompt walks --output one.mp4 --queue
  await "is in the queue"
  with_key 0 --key shot --prompt walks --output two.mp4
  says "Another process has this key under way"
  says "The journal has this key's clip already: nothing was paid now."
  ended 0
  cmp one.mp4 two.mp4 || fail "it is another clip"
  stop_sandbox
  counted " 1 submit,"
  counted " 0 generate,"
}

# Files are uploaded by the process that sends the request: another one that takes the key over has none to send.
sends_no_files_that_it_did_not_upload() {
  make_pictures
  start_sandbox --fault generate:status=400,delay=3s
  begin_with_key --key shot --prompt "Image1 walks" --image hero.bmp
  has_left
  with_key 2 --key shot --prompt "Image1 walks" --image hero.bmp
  says "its files are not uploaded. Run this again."
  says "It cost nothing."
  ended 2
  with_key 0 --key shot --prompt "Image1 walks" --image hero.bmp
  is_mp4 clip.mp4
  stop_sandbox
  counted " 2 generate,"
  counted "1 charged"
}

sends_again_only_with_permission_what_the_records_do_not_show() {
  start_sandbox --fault generate:unread --fault records:status=401
  with_key 1 --key shot --prompt walks --timeout 3
  with_key 1 --key shot --prompt walks --timeout 3 --records-settle 1
  says "may have been charged"
  with_key 0 --key shot --prompt walks --resubmit-unrecorded --records-settle 1
  is_mp4 clip.mp4
  stop_sandbox
  counted "1 charged"
}

makes_no_clip_where_its_files_cannot_be_uploaded() {
  make_pictures
  start_sandbox --fault upload:status=402
  with_key 2 --key shot --prompt "Image1 walks" --image hero.bmp
  says "It cost nothing."
  holds_nothing_but "hero.bmp journal other.bmp "
  stop_sandbox
  counted " 0 generate,"
}

needs_a_journal_for_a_key() {
  run 2 --prompt x --key shot
  says "--key needs a --journal"
  run 2 --prompt x --journal sqlite:journal --project p
  says "Without a --key there is nothing to remember: give one, or leave out --journal, --project"
  run 2 --prompt x --key shot --journal sqlite:journal
  says "--key is for a service that does not end with this program: set SEGMIND_API_KEY"
  run 2 --prompt x --key shot --journal mysql://u:hunter2@h/d
  is_silent_about hunter2
  holds_nothing_but ""
  echo mine >journal
  start_sandbox
  with_key 2 --key shot --prompt x
  says "--journal sqlite:journal: "
  [[ $(<journal) == mine ]] || fail "it is another file now"
  stop_sandbox
  counted "0 requests"
}

explains_itself() {
  run 0 --help --nonsense
  for flag in prompt image video voice negative-prompt resolution duration seed output base-url timeout help; do
    grep -q -- "--$flag" "$logs/out" || fail "--help does not name --$flag"
  done
  [[ ! -s $logs/err ]] || fail "help is no error"
}

keep_promise
