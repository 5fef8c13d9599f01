#!/usr/bin/env bash
# One promise of `segmind batch`:  batch.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
shopt -s extglob
subcommand=(batch)

# manifest <clip>...: clips of 2 s with these names.
manifest() {
  for clip in "$@"; do
    echo "{\"prompt\": \"Image1 makes $clip\", \"images\": [\"https://example.com/hero.jpg\"], \"duration\": 2, \"output\": \"$clip.mp4\"}"
  done >wanted.jsonl
}

# against <exit code> <argument>...: as run, with the sandbox's key and address.
against() {
  local expected=$1
  shift
  SEGMIND_API_KEY=${key:-SG_sandbox00000000} run "$expected" wanted.jsonl --base-url "$address" --expected 0 "$@"
}

# begin_against <argument>...: as against, in the background.
begin_against() { SEGMIND_API_KEY=SG_sandbox00000000 begin "$@" --base-url "$address" --expected 0; }

# end_with <signal> <exit code> <line> <argument>...: sends the signal when it has said such a line.
end_with() {
  local signal=$1 expected=$2 line=$3
  shift 3
  begin_against wanted.jsonl "$@"
  await "$line"
  kill "-$signal" "$pid"
  ended "$expected"
}

# in_journal <SQL>: what it prints, of the file beside the manifest.
in_journal() {
  python3 - "$1" <<'END'
import sqlite3, sys
with sqlite3.connect("wanted.jsonl.journal") as file:
    for row in file.execute(sys.argv[1]): print(*row)
END
}
# half_a_minute_later: nobody works on anything any more, as far as the journal knows.
half_a_minute_later() { in_journal "UPDATE entries SET lease_until = 0"; }

makes_every_clip_and_skips_what_is_there() {
  manifest one two three
  run 0 wanted.jsonl --in-flight 2
  says "3 of 3 clips to be sent, for about 0.75 play dollars"
  says "It costs nothing"
  says "3 of 3 clips are there. They cost 0.750 play dollars."
  grep -q $'[\r\033]' "$logs/err" && fail "plain lines hold control characters"
  holds_nothing_but "one.mp4 three.mp4 two.mp4 wanted.jsonl wanted.jsonl.journal "
  for clip in one two three; do is_mp4 "$clip.mp4"; done
  rm two.mp4
  run 0 wanted.jsonl
  says "1 of 3 clips to be sent"
  says "done before"
  is_mp4 two.mp4
}

names_every_bad_line() {
  cat >wanted.jsonl <<'END'
{"prompt": " ", "output": "a.mp4", "duration": 16, "images": ["ftp://example.com/a.png"]}

{"prompt": "x", "output": "a.mp4"
["x"]
{"prompt": 5, "output": "nowhere/a.mp4", "seed": "many", "resolution": "4K", "colour": "red"}
{"prompt": "x"}
{"prompt": "x", "output": "good.mp4"}
{"prompt": "y", "output": "./good.mp4", "images": "https://example.com/a.png"}
{"prompt": "z", "output": "link/good.mp4"}
{"prompt": "x", "output": "a\u0000b.mp4"}
{"prompt": "x", "output": "other/x.mp4"}
{"prompt": "y", "output": "deep/../x.mp4"}
{"prompt": "x", "duration": 2, "output": "b.mp4", "d\u0075ration": 3, "output": "c.mp4"}
END
  ln -s . link
  mkdir -p other/deep
  ln -s other/deep deep
  long=$(printf 'x%.0s' {1..238}).mp4
  echo '{"output": "d.mp4"}' >>wanted.jsonl
  echo "{\"prompt\": \"x\", \"output\": \"$long\"}" >>wanted.jsonl
  echo mine >good.mp4.trial-00.part
  run 2 wanted.jsonl --in-flight 0 --colour red stray --journal sqlite:nowhere/journal --limit
  for problem in '1: prompt' '1: duration "16 s"' '1: images[0] "ftp://example.com/a.png"' '3: is not JSON from its character 34 on' \
    '4: must be an object' '5: prompt 5: must be' '5: output "nowhere/a.mp4": its folder' '5: seed "many": must be a whole number, without quotes' \
    '5: resolution "4K": must be' '5: "colour" is not a field of a request; there are prompt,' '6: output: is missing' '14: prompt: is missing' \
    '8: output "./good.mp4": is that of line 7, too' \
    '9: output "link/good.mp4": is that of line 7, too' '10: output: holds a control character' \
    '12: output "deep/../x.mp4": is that of line 11, too' '13: "duration" is given twice' \
    '13: "output" is given twice' 'File name too long' \
    '--journal sqlite:nowhere/journal: there is no such folder' '--limit needs a value' '--in-flight takes' '--colour is not' '"stray" is a second' \
    'Nothing was sent'; do
    says "$problem"
  done
  is_silent_about "--limit takes"
  run 2 none.jsonl
  says "none.jsonl: cannot be read: No such file or directory"
  run 2
  says "Give a manifest"
  holds_nothing_but "deep good.mp4.trial-00.part link other wanted.jsonl "
  [[ $(<good.mp4.trial-00.part) == mine ]] || fail "another's file was touched"
}

goes_on_after_a_kill() {
  manifest one two three four
  start_sandbox --generation-time 3s
  end_with KILL 137 "two.mp4: submitted" --in-flight 2
  half_a_minute_later
  against 0
  says "2 of 4 clips to be sent"
  says "4 of 4 clips are there"
  for clip in one two three four; do is_mp4 "$clip.mp4"; done
  stop_sandbox
  counted " 4 submit,"
  counted "4 charged"
}

# interrupt_twice: of what it has begun, the second ends the waiting.
interrupt_twice() {
  kill -INT "$pid"
  await "Interrupted."
  kill -INT "$pid"
}

lets_what_is_paid_for_come_in_at_an_interrupt() {
  manifest one two three
  start_sandbox --generation-time 2s
  end_with INT 1 "two.mp4: submitted" --in-flight 2
  says "Interrupted. Nothing more is sent"
  says "2 of 3 clips are there."
  says "1 were not sent"
  for clip in one two; do is_mp4 "$clip.mp4"; done
  against 0
  stop_sandbox
  counted " 3 submit,"
}

ends_at_a_second_interrupt_and_goes_on() {
  manifest one two three
  start_sandbox --generation-time 3s
  begin_against wanted.jsonl --in-flight 2
  await "two.mp4: submitted"
  interrupt_twice
  ended 1
  says "2 go on at the service"
  is_silent_about "resume it from its id"
  says "1 were not sent"
  against 0
  stop_sandbox
  counted " 3 submit,"
}

names_the_place_of_what_it_could_not_save() {
  fill_a_disk
  manifest full/one two
  start_sandbox --generation-time 1s
  begin_against wanted.jsonl --in-flight 1
  await "one.mp4: cannot be saved."
  kill -INT "$pid"
  ended 1
  says "It is kept in $folder/temporary/one.rescued.mp4"
  grep -qF "The clip is in $folder/temporary/one.rescued.mp4" "$logs/out" || fail "the summary does not name the place"
  is_mp4 temporary/one.rescued.mp4
  [[ $(ls temporary | wc -l) == 1 ]] || fail "it is kept more than once"
  mount -o remount,size=8m full
  mv temporary/one.rescued.mp4 full/one.mp4
  against 0
  says "2 of 2 clips are there"
  stop_sandbox
  counted " 2 submit,"
}

overwrites_nothing_that_it_did_not_make() {
  manifest one two
  sed -i '1s/one.mp4/wanted.jsonl/' wanted.jsonl
  echo somebody else >two.mp4
  start_sandbox
  against 2
  says 'output "wanted.jsonl": is this batch'"'"'s own file; name another'
  says 'output "two.mp4": is there already, and not from this batch'
  manifest two
  for file in wanted.jsonl.journal wanted.jsonl.journal-wal; do
    manifest two
    sed -i "s/two.mp4/$file/" wanted.jsonl
    against 2
    says "output \"$file\": is this batch's own file; name another"
  done
  stop_sandbox
  counted " 0 submit,"
}

gives_advice_before_anything_is_paid() {
  manifest one
  sed -i 's/Image1 makes/Image2 makes/' wanted.jsonl
  start_sandbox
  against 2 --strict
  says "Advice (one.mp4): "
  says "Nothing was sent, and nothing was spent."
  against 0
  says "Advice (one.mp4): "
  stop_sandbox
  counted " 1 submit,"
}

keeps_to_its_limit_and_makes_what_has_room() {
  manifest one two three four # 0.25 dollars each
  sed -i '2s/"duration": 2/"duration": 15/' wanted.jsonl
  start_sandbox
  against 1 --limit 0.6 --in-flight 1
  says "2 of 4 clips are there."
  says "No room under --limit: "
  says "1 had no room under --limit and were not sent: four.mp4. A higher limit sends them."
  says "1 cost more than --limit, each by itself, and were not sent: two.mp4. A higher limit sends them."
  against 1 --limit 0.6
  says "before it, \$0.50 are spent"
  is_silent_about "the same command sends them"
  against 1 --limit 0.2
  says "2 cost more than --limit, each by itself, and were not sent: two.mp4, four.mp4. A higher limit sends them."
  against 2 --limit plenty
  says '--limit takes an amount of dollars such as 12.50, not "plenty"'
  against 0 --limit 2.7
  stop_sandbox
  counted " 4 submit,"
}

refuses_what_is_no_journal() {
  manifest one
  start_sandbox
  echo mine >mine
  against 2 --journal sqlite:mine
  says "--journal sqlite:mine: "
  [[ $(<mine) == mine ]] || fail "another's file was touched"
  for secret in postgres:u:hunter2@h/d mysql://u:hunter2@h/d hunter2; do
    against 2 --journal "$secret"
    says "--journal takes sqlite:PATH or postgresql://USER@HOST/DATABASE"
    is_silent_about hunter2
  done
  against 2 --journal "postgresql://segmind:hunter2@127.0.0.1:1/farm?connect_timeout=2"
  run 2 wanted.jsonl --journal "postgresql://segmind:hunter2@127.0.0.1:1/farm?connect_timeout=2"
  says "Set SEGMIND_API_KEY: without it this machine makes drawings"
  is_silent_about hunter2
  against 2 --project $'two\nlines'
  says "--project"
  stop_sandbox
  counted "0 requests"
}

leaves_alone_what_may_have_been_paid() {
  manifest one two three
  start_sandbox --fault submit:no-answer --fault records:status=401,times=forever
  against 1 --in-flight 1
  says "one.mp4: may have been paid."
  says "1 may have been paid for. The same command looks in the service's records again"
  says "2 of 3 clips are there"
  against 1
  says "0 of 3 clips to be sent"
  says "1 may have been paid"
  stop_sandbox
  counted " 3 submit,"
}

leaves_alone_what_was_being_sent_at_the_end() {
  manifest one
  start_sandbox --fault records:status=401,times=forever
  against 0
  rm one.mp4
  in_journal "UPDATE entries SET state = 'leaving'"
  in_journal "UPDATE attempts SET charge = 'possible', record_id = ''"
  against 1
  says "The request had left when whoever sent it ended"
  stop_sandbox
  counted " 1 submit,"
}

sends_again_what_cost_nothing() {
  manifest one two
  start_sandbox --fault "submit:failed=The model did not like it"
  against 1 --in-flight 1
  says "one.mp4: failed."
  says "The model did not like it"
  says "1 failed and cost nothing"
  against 0
  stop_sandbox
  counted " 3 submit,"
  counted "2 charged"
}

stops_where_every_request_would_be_refused() {
  manifest one two three
  start_sandbox
  key=SG_wrong against 1 --in-flight 1
  says "HTTP 401"
  says "2 were not sent"
  is_silent_about SG_wrong
  stop_sandbox
  counted " 1 submit,"
}

guesses_nothing_from_its_journal() {
  manifest one
  start_sandbox
  against 0
  sed -i 's/"Image1 makes one"/"Image1 makes another"/' wanted.jsonl
  against 2
  says "its request has changed"
  manifest one
  run 2 wanted.jsonl
  says 'output "one.mp4": is there already, and not from this batch'
  address=http://127.0.0.1:1 against 2
  says "The journal has the project \"wanted.jsonl\" for $address and not for http://127.0.0.1:1; its clips are paid for there"
  stop_sandbox
  counted " 1 submit,"
}

rewrites_one_line_on_a_terminal() {
  script --version 2>/dev/null | grep -q util-linux || exit 77
  manifest one größe
  TERM=xterm script -qec "$tried batch wanted.jsonl" "$logs/err" </dev/null >/dev/null || fail "exit code $?"
  says $'\r\033[?7l\033[K0:00  \033[1m0\033[0m of 2 done, 2 running (2 being made), 0.000 play dollars, 0 kB\033[?7h'
  is_silent_about "submitted, job"
  says "one.mp4    done"
  says "größe.mp4  done"
}

keeps_what_cannot_be_saved_and_pays_for_nothing_more_meanwhile() {
  mkdir clips
  manifest clips/one clips/two clips/three
  start_sandbox --generation-time 1s
  begin_against wanted.jsonl --in-flight 1
  await "one.mp4: submitted"
  mv clips moved
  await "one.mp4: cannot be saved."
  mv moved clips
  ended 0
  [[ $(grep -A1 "cannot be saved" "$logs/err" | tail -1) == *"one.mp4: done"* ]] || fail "it went on before"
  for clip in one two three; do is_mp4 "clips/$clip.mp4"; done
  against 0
  stop_sandbox
  counted " 3 submit,"
}

fetches_a_clip_whose_folder_is_away_before_its_job_expires() {
  mkdir clips
  export TMPDIR=$folder
  manifest clips/one
  start_sandbox --generation-time 1s --job-lifetime 4s --fault submit:delay=1500ms
  begin_against wanted.jsonl
  await "clips to be sent"
  sleep 0.5 # until it has been looked at
  mv clips moved
  await "It is kept in $folder/one.rescued.mp4 meanwhile."
  sleep 4
  mv moved clips
  ended 0
  is_mp4 clips/one.mp4
  [[ ! -e one.rescued.mp4 ]] || fail "the clip is there twice"
  stop_sandbox
  counted " 1 submit,"
}

goes_on_when_its_journal_can_be_written_again() {
  prlimit --version >/dev/null 2>&1 || exit 77
  manifest one two three four
  start_sandbox
  against 1 --limit 0
  local room=65536
  printf '#!/bin/bash\ntrap "" XFSZ\nulimit -S -f %d\nexec %q "$@"\n' $((room / 1024)) "$tried" >"$logs/narrow"
  chmod +x "$logs/narrow"
  tried=$logs/narrow begin_against wanted.jsonl --in-flight 1
  await "The journal cannot be used, and nothing is sent until it can be"
  prlimit --pid "$pid" --fsize=unlimited: 2>/dev/null || prlimit --pid "$pid" --fsize=1000000000
  ended 0
  says "The journal can be used again."
  against 0
  says "4 of 4 clips are there"
  stop_sandbox
  counted " 4 submit,"
}

takes_a_clip_for_its_own_that_was_never_noted() {
  manifest one two
  start_sandbox --job-lifetime 1ms --fault records:status=401,times=forever
  against 1 # each job is forgotten before its end
  for clip in one two; do printf '\0\0\0\x18ftypmp42' >"$clip.mp4"; done
  against 0
  says "2 of 2 clips are there."
  in_journal "UPDATE entries SET state = 'freed'"
  against 2
  says 'output "one.mp4": is there already'
  stop_sandbox
  counted " 2 submit,"
}

stops_when_answers_are_lost_one_after_the_other() {
  manifest one two three four five
  start_sandbox --fault submit:status=504,charge,times=forever --fault records:status=401,times=forever
  against 1 --in-flight 1
  says "Three requests in a row may have been paid for nothing"
  says "3 may have been paid"
  says "2 were not sent"
  stop_sandbox
  counted " 3 submit,"
}

promises_nothing_for_what_may_have_been_paid() {
  manifest one two three
  start_sandbox --fault submit:status=504,charge,times=3 --fault records:status=401,times=forever
  against 1
  says "Requests that may have been paid are sent again only with --resubmit-unrecorded"
  against 1
  says "3 may have been paid"
  stop_sandbox
  counted " 3 submit,"
}

blames_nobody_for_its_own_interrupt() {
  manifest one two three
  start_sandbox --fault submit:delay=40s,times=forever
  begin_against wanted.jsonl
  await "clips to be sent"
  sleep 1 # until all three are under way
  interrupt_twice
  ended 1
  says "3 may have been paid"
  is_silent_about "Three requests in a row"
  stop_sandbox
}

waits_while_the_service_takes_nothing() {
  manifest one two three
  start_sandbox --fault submit:status=429,header=Retry-After:0,skip=1,times=6
  against 0 --in-flight 1
  says "It is asked again until it can."
  says "The service answers again."
  says "3 of 3 clips are there"
  stop_sandbox
}

gives_up_where_the_service_was_never_reached() {
  manifest one two three
  address=http://127.0.0.1:1 against 1
  says "3 were not sent: the same command sends them."
}

pays_for_no_clip_again_under_another_name() {
  manifest one two
  start_sandbox --generation-time 2s
  end_with KILL 137 "two.mp4: submitted"
  half_a_minute_later
  sed -i 's/"two.mp4"/"zwei.mp4"/' wanted.jsonl
  against 2
  says 'output "zwei.mp4": the same request was sent for "two.mp4", and would be paid for again'
  manifest ./one
  sed -i 's/makes .\/one/makes one/' wanted.jsonl
  against 2
  says 'output "./one.mp4": the same request was sent for "one.mp4"'
  manifest one
  against 0
  says "two.mp4: was submitted as job "
  says "1 of 1 clips are there"
  stop_sandbox
  counted " 2 submit,"
}

sends_nothing_once_it_is_interrupted() {
  manifest one two
  mv wanted.jsonl lines.jsonl
  mkfifo wanted.jsonl
  start_sandbox
  begin_against wanted.jsonl --journal sqlite:journal --project mine
  exec {manifest}>wanted.jsonl # it has begun to read
  kill -INT "$pid"
  cat lines.jsonl >&"$manifest"
  exec {manifest}>&-
  ended 1
  says "Interrupted."
  says "2 were not sent"
  stop_sandbox
  counted " 0 submit,"
}

outlives_its_terminal_under_nohup() {
  manifest one two
  start_sandbox --generation-time 1s
  printf '#!/bin/bash\ntrap "" HUP\nexec %q "$@"\n' "$tried" >"$logs/nohup"
  chmod +x "$logs/nohup"
  tried=$logs/nohup begin_against wanted.jsonl
  await "two.mp4: submitted"
  kill -HUP "$pid"
  ended 0
  says "2 of 2 clips are there"
  stop_sandbox
}

counts_as_its_own_only_what_it_made() {
  manifest one two
  start_sandbox
  key=SG_wrong against 1 --in-flight 1
  echo my own film >one.mp4
  against 2
  says 'output "one.mp4": is there already, and not from this batch'
  rm one.mp4
  against 0
  : >two.mp4
  against 0
  says "two.mp4: has 0 bytes, and had "
  says "They cost 0.500 dollars."
  stop_sandbox
  counted " 3 submit,"
}

takes_one_address_without_a_list_and_a_small_p() {
  echo '{"prompt": "Image1", "images": "https://example.com/a.png", "resolution": "720p", "output": "a.mp4"}' >wanted.jsonl
  run 0 wanted.jsonl
  run 0 --help
  says "or one address in quotes"
  says "the p may be small"
}

keeps_its_journal_whole_where_its_outputs_are_closed() {
  manifest one two
  start_sandbox --generation-time 1s
  end_with KILL 137 "two.mp4: submitted"
  half_a_minute_later
  for closed in 1 2 "1 2"; do
    (
      for stream in $closed; do eval "exec $stream>&-"; done
      SEGMIND_API_KEY=SG_sandbox00000000 "$tried" batch wanted.jsonl --base-url "$address" --expected 0
    ) </dev/null
    [[ $(in_journal "PRAGMA integrity_check") == ok ]] || fail "something else was written into it, with $closed closed"
  done
  for clip in one two; do is_mp4 "$clip.mp4"; done
  against 0
  stop_sandbox
  counted " 2 submit,"
}

says_so_where_its_table_cannot_be_printed() {
  manifest one
  start_sandbox
  local status=0
  SEGMIND_API_KEY=SG_sandbox00000000 "$tried" batch wanted.jsonl --base-url "$address" --expected 0 2>"$logs/err" >/dev/full ||
    status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
  says "The table could not be printed"
  says "1 of 1 clips are there"
  stop_sandbox
}

takes_every_spelling_of_an_address_for_the_same_service() {
  manifest one two
  start_sandbox --generation-time 1s
  end_with KILL 137 "two.mp4: submitted"
  half_a_minute_later
  address=HTTP${address#http}/ against 0
  stop_sandbox
  counted " 2 submit,"
}

# Not the files that are made, and removed, to see whether an output can be written.
parts() { compgen -G "*.part" | grep -v '\.trial-'; }

makes_anew_what_ended_with_its_own_sandbox() {
  manifest one
  "$tried" batch wanted.jsonl >"$logs/out" 2>"$logs/err" </dev/null &
  pid=$!
  while [[ -z $(parts) ]] && kill -0 "$pid"; do :; done
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null
  [[ -n $(parts) ]] || fail "it was not killed in time"
  run 0 wanted.jsonl
  is_mp4 one.mp4
}

leaves_clips_alone_that_another_run_makes() {
  manifest one two
  start_sandbox --generation-time 3s
  end_with KILL 137 "two.mp4: submitted"
  for other in "--journal sqlite:other" "--project other"; do
    against 2 $other
    says 'wanted.jsonl:1: output "one.mp4": one.mp4.'
    says ".part lies beside it: another run makes that clip, or began to"
  done
  half_a_minute_later
  against 0
  for clip in one two; do is_mp4 "$clip.mp4"; done
  stop_sandbox
  counted " 2 submit,"
}

makes_clips_from_local_files() {
  make_pictures
  make_voice voice
  cat >wanted.jsonl <<'END'
{"prompt": "Image1", "images": "hero.bmp", "voice": "voice", "duration": 2, "output": "a.mp4"}
{"prompt": "Image1 Image2", "images": ["./hero.bmp", "other.bmp"], "duration": 2, "output": "b.mp4"}
END
  start_sandbox
  against 0
  says "Uploaded 3 files."
  is_silent_about "Advice"
  rm b.mp4
  against 0 # which fetches what is made already, and uploads nothing
  is_silent_about "Uploaded"
  cp other.bmp hero.bmp
  against 2
  says 'output "a.mp4": its request has changed since it was sent'
  stop_sandbox
  counted " 2 submit,"
}

takes_no_file_for_another_kind_of_reference() {
  make_pictures
  make_voice hero
  cat >wanted.jsonl <<'END'
{"prompt": "Image1", "images": "hero", "output": "a.mp4"}
{"prompt": "Image1 Video1", "images": ["hero.bmp", "none.png"], "videos": "hero.bmp", "voice": "hero", "output": "b.mp4"}
{"prompt": "Video1", "reference_videos": "hero.bmp", "output": "c.mp4"}
END
  start_sandbox
  against 2
  says '1: images[0] "hero": It is a WAV sound, and a picture'
  says '2: images[1] "none.png": is neither a file that exists nor an address'
  says '2: videos[0] "hero.bmp": It is a BMP picture, and a film'
  says '3: videos[0] "hero.bmp": It is a BMP picture, and a film'
  is_silent_about 'images[0] "hero.bmp"'
  is_silent_about 'voice'
  head -c 20000001 /dev/zero >>hero.bmp
  echo '{"prompt": "Image1", "images": "hero.bmp", "output": "a.mp4"}' >wanted.jsonl
  against 2 --strict
  says 'Advice (a.mp4): images[0] "hero.bmp": The file has 20.2 MB; resellers of the model take pictures of up to 20 MB'
  stop_sandbox
  counted "0 requests"
}

takes_the_services_own_field_names() {
  make_voice voice
  cat >wanted.jsonl <<'END'
{"prompt": "Image1", "reference_images": ["https://example.com/a.png"], "reference_videos": null, "reference_voice": "voice", "resolution": "720P", "duration": 2.0, "seed": null, "negative_prompt": null, "output": "a.mp4"}
END
  run 0 wanted.jsonl
  says "for about 0.25 play dollars"
  echo '{"prompt": "Image1", "reference_images": "https://example.com/a.png", "images": [], "duration": 2.5, "output": "b.mp4"}' >wanted.jsonl
  run 2 wanted.jsonl
  says '1: "reference_images" and "images" are one field'
  says '1: duration 2.5: must be a whole number'
}

# cell <line of the manifest> <column>: of report.csv, as a reader of RFC 4180 finds it.
cell() {
  python3 - "$1" "$2" <<'END'
import csv, sys
with open("report.csv", newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file, strict=True):
        if row["line"] == sys.argv[1]: print(row[sys.argv[2]])
END
}
reports() { [[ $(cell "$1" "$2") == $3 ]] || fail "line $1 has as its $2: $(cell "$1" "$2")"; }

reports_what_became_of_each_line() {
  python3 -c 'import csv' 2>/dev/null || exit 77
  manifest one two three "=four, \\\"4\\\""
  sed -i '1s/"duration": 2/"duration": 2, "seed": 7/; 3s/"duration": 2/"duration": 15/; 4s/"duration": 2/"duration": 2, "seed": null/' wanted.jsonl
  start_sandbox --fault "submit:failed=@The model%2C it said%2C did not like it" \
    --fault 'result:patch={"metrics":{"seed":null}},times=forever'
  against 1 --in-flight 1 --report report.csv --limit 0.75
  grep -q $'^line,output,state,cost,estimate,seed,id,submitted,seconds,bytes,kept_at,reason\r$' report.csv || fail "it has another header"
  [[ $(grep -c $'\r$' report.csv) == 5 ]] || fail "that are no five lines"
  reports 1 state failed
  reports 1 reason "*@The model, it said, did not like it*"
  reports 1 cost ""
  reports 1 seed 7
  reports 2 state "done"
  reports 2 output two.mp4
  reports 2 cost 0.25
  reports 2 estimate 0.25
  reports 2 id "????????????????*"
  reports 2 submitted "20??-??-??T??:??:??Z"
  reports 2 seconds "?*"
  reports 2 bytes "$(stat -c %s two.mp4)"
  reports 3 state "not sent"
  reports 3 reason "No room under --limit: *"
  reports 3 estimate 1.875
  reports 4 output "'=four, \"4\".mp4"
  reports 4 state "done"
  seed=$(cell 4 seed) # drawn here, so that a lost answer can be found again
  [[ $seed == +([0-9]) ]] || fail "it drew no seed: $seed"
  against 0 --report report.csv
  reports 1 state "done"
  reports 4 state "done before"
  reports 4 cost 0.25
  reports 4 seed "$seed"
  holds_nothing_but "=four, \"4\".mp4 one.mp4 report.csv three.mp4 two.mp4 wanted.jsonl wanted.jsonl.journal "
  stop_sandbox
}

leaves_a_whole_report_wherever_it_is_killed() {
  python3 -c 'import csv' 2>/dev/null || exit 77
  manifest one two three
  start_sandbox --generation-time 30s
  begin_against wanted.jsonl --in-flight 2 --report report.csv
  await "two.mp4: submitted"
  [[ $(cell 1 state) == ?* ]] || fail "there is none while it runs"
  while [[ $(cell 2 state) != "being made" ]] && kill -0 "$pid"; do :; done
  kill -KILL "$pid"
  ended 137
  reports 1 state "being made"
  reports 1 id "????????????????*"
  reports 2 state "being made"
  reports 3 state "not sent"
  stop_sandbox
}

replaces_nothing_but_a_report_with_a_report() {
  manifest one two
  start_sandbox
  echo mine >mine.csv
  for report in mine.csv one.mp4 wanted.jsonl wanted.jsonl.journal nowhere/report.csv /dev/null .; do
    against 2 --report $report
    says "--report \"$report\": "
  done
  [[ $(<mine.csv) == mine ]] || fail "another's file was replaced"
  manifest one
  sed -i 's/"duration": 2/"duration": 99/' wanted.jsonl
  against 2 --report nowhere/report.csv
  says '1: duration "99 s"'
  says '--report "nowhere/report.csv": its folder does not exist'
  stop_sandbox
  counted " 0 submit,"
}

says_so_where_its_report_cannot_be_written() {
  manifest one
  mkdir reports
  start_sandbox --generation-time 1s
  begin_against wanted.jsonl --report reports/report.csv
  await "one.mp4: submitted"
  rm -r reports
  ended 3
  says "The report reports/report.csv cannot be written: No such file or directory. The same command writes it anew."
  is_mp4 one.mp4
  mkdir reports
  against 0 --report reports/report.csv
  grep -q "^1,one.mp4,done before,0.25," reports/report.csv || fail "it was not written anew"
  stop_sandbox
  counted " 1 submit,"
}

names_a_manifest_for_what_it_is() {
  local line='{"prompt": "größe", "output": "a.mp4", "duration": 2}'
  for name in UTF-16LE UTF-16BE; do
    iconv -f UTF-8 -t $name <<<"$line" >wanted.jsonl
    run 2 wanted.jsonl
    says "wanted.jsonl: is UTF-16; save it as UTF-8"
    [[ $(wc -l <"$logs/err") == 2 ]] || fail "it says more"
    { [[ $name == UTF-16LE ]] && printf '\xff\xfe' || printf '\xfe\xff'; iconv -f UTF-8 -t $name <<<"$line"; } >wanted.jsonl
    run 2 wanted.jsonl
    says "wanted.jsonl: is UTF-16; save it as UTF-8"
  done
  iconv -f UTF-8 -t LATIN1 <<<"$line" >wanted.jsonl
  run 2 wanted.jsonl
  says "wanted.jsonl: is not UTF-8 from its line 1 on; it looks like Latin-1"
  says "iconv -f LATIN1 -t UTF-8"
  { printf '\xef\xbb\xbf'; echo "$line"; } >wanted.jsonl
  run 0 wanted.jsonl
  iconv -f UTF-8 -t UTF-16 <<<$'prompt,output\ngröße,a.mp4' >wanted.csv
  run 2 wanted.csv
  says "wanted.csv: is UTF-16; save it as UTF-8"
  iconv -f UTF-8 -t LATIN1 <<<$'prompt,output\ngröße,a.mp4' >wanted.csv
  run 2 wanted.csv
  says "wanted.csv: is not UTF-8 from its line 2 on; it looks like Latin-1"
}

refuses_a_manifest_that_is_no_file_or_has_no_end() {
  mkdir folder
  run 2 folder
  says "folder: is a folder; give a file with one request a line"
  run 2 folder/ --format csv
  says "folder/: is a folder"
  run 2 missing.jsonl
  says "missing.jsonl: cannot be read: No such file"
  is_under_a_sanitizer || ulimit -v 4000000
  run 2 /dev/zero --journal sqlite:journal
  says "/dev/zero: is larger than a manifest may be (64 MB)"
  truncate -s 64000001 large.jsonl
  run 2 large.jsonl --journal sqlite:journal
  says "large.jsonl: is larger than a manifest may be (64 MB)"
  [[ ! -e journal ]] || fail "it made a journal"
}

# A shell's <(...) is a pipe.
takes_a_manifest_from_a_pipe() {
  manifest one
  run 2 <(cat wanted.jsonl)
  says "has no name that stays the same; give --journal and --project"
  run 0 <(cat wanted.jsonl) --journal sqlite:journal --project mine
  is_mp4 one.mp4
}

names_lines_that_no_parser_survives() {
  local deep
  deep=$(printf '%80000s' '')
  {
    echo '{"prompt": "x", "seed": 1e999, "output": "a.mp4"}'
    echo "{\"prompt\": ${deep// /[}"
    echo "{\"prompt\": ${deep// /[}${deep// /]}, \"output\": \"a.mp4\"}"
    printf '{"prompt": "x", "output": "b.mp4"}\0{"prompt": "y", "output": "c.mp4"}\n'
    printf '{"prompt": "x", "output": "b.mp4"}\0\n'
    echo '{"prompt": "x", "output": "d.mp4"} {"prompt": "y", "output": "e.mp4"}'
    echo '{"prompt": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[[[[[[[[[[[[[[[[[", "duration": 99, "output": "f.mp4"}'
  } >wanted.jsonl
  run 2 wanted.jsonl
  says "wanted.jsonl:1: holds a number that is too large: 1e999"
  says "wanted.jsonl:2: is nested too deep"
  says "wanted.jsonl:3: is nested too deep"
  says "wanted.jsonl:4: holds a NUL as its character 35"
  says "wanted.jsonl:5: holds a NUL as its character 35"
  says "wanted.jsonl:6: is not JSON from its character 36 on; one object a line"
  says 'wanted.jsonl:7: duration "99 s"'
  is_silent_about "7: is nested"
}

makes_the_clips_of_a_table() {
  make_pictures
  printf '\xef\xbb\xbf%s\r\n' 'prompt,images_1,images_2,duration,seed,reference_voice,output' >wanted.csv
  printf '"Image1 says ""hi"", Image2\nlistens",hero.bmp,https://example.com/a.png,2,random,,"a, b.mp4"\r\n,,,,,,\r\n' >>wanted.csv
  printf 'Image1 waits,hero.bmp,,2,7,,größe.mp4' >>wanted.csv
  start_sandbox
  SEGMIND_API_KEY=SG_sandbox00000000 run 0 wanted.csv --base-url "$address" --expected 0
  says "2 of 2 clips to be sent, for about 0.50 dollars."
  is_silent_about Advice
  is_mp4 "a, b.mp4"
  is_mp4 größe.mp4
  # The same requests, as JSON: nothing has changed since they were sent.
  {
    echo '{"prompt": "Image1 says \"hi\", Image2\nlistens", "images": ["hero.bmp", "https://example.com/a.png"], "duration": 2, "seed": null, "output": "a, b.mp4"}'
    echo '{"prompt": "Image1 waits", "images": "hero.bmp", "duration": 2, "seed": 7, "output": "größe.mp4"}'
  } >wanted.jsonl
  against 0 --journal sqlite:wanted.csv.journal --project wanted.csv
  says "0 of 2 clips to be sent"
  stop_sandbox
  counted " 2 submit,"
}

takes_a_table_for_one_by_its_ending_or_its_flag() {
  printf 'output;prompt;duration\na.mp4;"Rain; wind";2\n' | tee wanted.txt >Wanted.CSV
  run 0 Wanted.CSV
  run 0 wanted.txt --format csv --journal sqlite:Wanted.CSV.journal --project Wanted.CSV
  says "done before"
  run 2 wanted.txt
  says "wanted.txt:1: is not JSON"
  run 2 Wanted.CSV --format jsonl
  says "Wanted.CSV:1: is not JSON"
  printf 'output\tprompt\tduration\nb.mp4\tRain, wind\t2\n' >wanted.csv
  run 0 wanted.csv
  run 2 wanted.csv --format table
  says '--format takes csv or jsonl, not "table"'
}

makes_several_takes_of_a_line() {
  cat >wanted.jsonl <<'END'
{"prompt": "Image1 walks", "images": "https://example.com/hero.jpg", "duration": 2, "takes": 2, "output": "walk.mp4"}
{"prompt": "Image1 runs", "images": "https://example.com/hero.jpg", "duration": 2, "takes": 3, "seed": 7, "output": "./run"}
END
  start_sandbox
  against 0
  says "5 of 5 clips to be sent, for about 1.25 dollars."
  for clip in walk-1.mp4 walk-2.mp4 run-1 run-2 run-3; do is_mp4 $clip; done
  [[ $(in_journal "SELECT key FROM entries ORDER BY key" | tr '\n' ';') == \
    "./run, take 1;./run, take 2;./run, take 3;walk.mp4, take 1;walk.mp4, take 2;" ]] || fail "its keys are others"
  [[ $(in_journal "SELECT count(DISTINCT seed) FROM entries WHERE key LIKE 'walk%'") == 2 ]] || fail "the seeds are one"
  sed -i 's/"takes": 2/"takes": 3/' wanted.jsonl # one more
  against 0
  says "1 of 6 clips to be sent"
  printf 'prompt,output,duration,takes\nrain,rain.mp4,2,2\nwind,wind.mp4,2,\nhail,hail.mp4,2,0\nsun,sun.mp4,2,many' >wanted.csv
  run 2 wanted.csv
  says "wanted.csv:4: takes 0: must be from 1 to 100"
  says 'wanted.csv:5: takes "many": must be a whole number'
  sed -i 4,5d wanted.csv
  SEGMIND_API_KEY=SG_sandbox00000000 run 0 wanted.csv --base-url "$address" --expected 0
  for clip in rain-1.mp4 rain-2.mp4 wind.mp4; do is_mp4 $clip; done
  echo '{"prompt": "x", "seed": 1, "takes": 2, "output": "a.mp4"}' >wanted.jsonl
  echo '{"prompt": "x", "output": "a-1.mp4"}' >>wanted.jsonl
  against 2
  says '2: output "a-1.mp4": is that of line 1, too'
  echo '{"prompt": "x", "seed": 9223372036854775806, "takes": 3, "output": "b.mp4"}' >wanted.jsonl
  against 2
  says '1: seed 9223372036854775806: leaves no seeds for 3 takes'
  stop_sandbox
  counted " 9 submit,"
}

shares_a_manifest_with_other_processes() {
  manifest one two three four five six
  start_sandbox --generation-time 2s
  for process in 1 2 3; do
    SEGMIND_API_KEY=SG_sandbox00000000 "$tried" batch wanted.jsonl --base-url "$address" --expected 0 --in-flight 2 \
      >"$logs/out$process" 2>"$logs/err$process" </dev/null &
  done
  for job in $(jobs -p | tail -3); do wait "$job" || fail "exit code $?"; done
  grep -q "done by another process" "$logs"/err[123] || fail "none took part"
  grep -L "6 of 6 clips are there. They cost 1.500 dollars." "$logs"/out[123] | grep . && fail "it does not know all"
  stop_sandbox
  counted " 6 submit,"
  counted "6 charged"
}

fetches_again_what_another_machine_has_on_its_disk() {
  manifest one two
  start_sandbox
  against 0
  mkdir elsewhere
  mv one.mp4 two.mp4 elsewhere
  against 0
  says "0 of 2 clips to be sent"
  for clip in one two; do cmp "$clip.mp4" "elsewhere/$clip.mp4" || fail "it is another clip"; done
  rm one.mp4
  in_journal "UPDATE attempts SET address = ''"
  against 0
  cmp one.mp4 elsewhere/one.mp4 || fail "its address is in the records"
  rm one.mp4
  stop_sandbox
  counted " 2 submit,"
  start_sandbox --port "${address##*:}" --fault records:status=404,times=99
  against 1
  says "The clip of this key is paid for and gone"
  says "1 were paid for and are gone: another output makes, and pays for, new clips."
  stop_sandbox
  counted " 0 submit,"
}

finds_in_the_records_what_was_lost_with_local_files() {
  make_pictures
  echo '{"prompt": "Image1", "images": "hero.bmp", "duration": 2, "output": "a.mp4"}' >wanted.jsonl
  start_sandbox --fault submit:no-answer,charge --fault records:status=401
  against 1
  says "a.mp4: may have been paid."
  against 0
  says "1 of 1 clips are there."
  stop_sandbox
  counted " 1 submit,"
}

finds_in_the_records_what_was_lost() {
  manifest one two
  start_sandbox --fault submit:no-answer,charge --fault records:status=401
  against 1 --in-flight 1
  says "one.mp4: may have been paid."
  against 0
  says "0 of 2 clips to be sent"
  says "2 of 2 clips are there."
  stop_sandbox
  counted " 2 submit,"
}

sends_again_only_with_permission_what_the_records_do_not_show() {
  manifest one two
  start_sandbox --fault submit:unread --fault records:status=401
  against 1 --in-flight 1
  says "1 may have been paid for. The same command looks in the service's records again"
  against 1 --records-settle 1
  says "1 may have been paid for"
  against 0 --records-settle 1 --resubmit-unrecorded
  says "1 of 2 clips to be sent"
  says "2 of 2 clips are there."
  stop_sandbox
  counted "2 charged"
}

looks_in_the_records_for_what_a_restored_journal_does_not_know() {
  manifest one two
  start_sandbox
  against 0
  rm wanted.jsonl.journal* one.mp4
  against 2
  says 'output "two.mp4": is there already, and not from this batch'
  manifest one two three
  against 0 --recover-since 1h
  says "3 of 3 clips are there."
  stop_sandbox
  counted " 3 submit,"
}

counts_under_its_limit_what_was_paid_before_a_kill() {
  manifest one two three four
  start_sandbox --generation-time 2s
  end_with KILL 137 "two.mp4: submitted" --in-flight 2 --limit 0.75
  half_a_minute_later
  against 1 --limit 0.75
  says "3 of 4 clips are there"
  stop_sandbox
  counted "3 charged"
}

says_what_to_do_about_a_line_that_another_run_has_in_another_form() {
  manifest one two
  mkdir other
  sed 's/makes/breaks/' wanted.jsonl >other/wanted.jsonl
  start_sandbox
  against 0
  rm one.mp4
  SEGMIND_API_KEY=SG_sandbox00000000 run 2 other/wanted.jsonl --base-url "$address" --journal sqlite:wanted.jsonl.journal
  says 'other/wanted.jsonl:1: output "one.mp4": its request has changed since it was sent, and may be paid; put the line back'
  stop_sandbox
  counted " 2 submit,"
}

sends_no_line_that_another_run_has_in_another_form() {
  manifest one two
  mkdir other
  sed -n 's/makes two/breaks two/p' wanted.jsonl >other/wanted.jsonl
  start_sandbox --generation-time 5s
  begin_against wanted.jsonl --in-flight 1
  await "one.mp4: submitted"
  SEGMIND_API_KEY=SG_sandbox00000000 "$tried" batch other/wanted.jsonl --base-url "$address" --expected 0 \
    --journal sqlite:wanted.jsonl.journal >"$logs/other" 2>&1 </dev/null &
  local other=$!
  ended 1
  says "two.mp4: failed. The journal has another request under this line's key"
  says "1 of 2 clips are there"
  wait "$other"
  stop_sandbox
  counted " 2 submit,"
}

makes_no_clip_where_its_files_cannot_be_uploaded() {
  make_pictures
  echo '{"prompt": "Image1", "negative_prompt": "rain", "images": "hero.bmp", "duration": 2, "output": "a.mp4"}' \
    >wanted.jsonl
  start_sandbox --fault upload:status=402
  against 2
  says "The files cannot be uploaded."
  says "No clip was asked for."
  against 0
  in_journal "SELECT state FROM entries" >"$logs/out"
  says "done"
  stop_sandbox
  counted " 1 submit,"
}

keeps_what_came_instead_of_a_clip() {
  manifest one
  start_sandbox --fault submit:large=5000,charge --fault records:status=401,times=forever \
    --fault download:type=image/png,body=$'\x89PNG\r\n\x1a\nno film',times=forever
  against 1
  says "What came is in $folder/one."
  [[ ! -e one.mp4 ]] || fail "that is no clip"
  manifest two
  against 1
  says "The clip can be fetched, without a key and for up to seven days, from http://127.0.0.1:"
  stop_sandbox
  counted " 2 submit,"
}

leaves_alone_a_file_that_came_while_it_ran() {
  manifest one two
  start_sandbox --generation-time 2s
  begin_against wanted.jsonl --in-flight 1
  await "one.mp4: submitted"
  echo somebody else >two.mp4
  ended 1
  says "Another program has put a file in its place. Move that away, or name another output."
  [[ $(<two.mp4) == "somebody else" ]] || fail "it is another file now"
  stop_sandbox
  counted " 1 submit,"
}

says_what_other_processes_still_make() {
  manifest one
  start_sandbox --generation-time 60s
  begin_against wanted.jsonl
  await "one.mp4: submitted"
  local first=$pid first_lines=$lines until=$((SECONDS + 30))
  rm "$logs/lines"
  begin_against wanted.jsonl --report report.csv
  until grep -q elsewhere report.csv 2>/dev/null; do ((SECONDS < until)) || fail "it does not wait"; done
  kill -INT "$pid"
  ended 1
  says "are made by other processes: the same command waits for them."
  grep -q elsewhere report.csv || fail "the report does not say so"
  kill -KILL "$first"
  wait "$first" 2>/dev/null
  exec {first_lines}<&-
  stop_sandbox
  counted " 1 submit,"
}

tells_of_what_may_be_paid_and_has_no_line_any_more() {
  manifest one two
  start_sandbox --fault submit:no-answer --fault records:status=401,times=forever
  against 1 --in-flight 1
  says "1 may have been paid for."
  manifest two
  against 0 --requests-per-minute 6000
  says "one.mp4: may have been sent, but no line asks for it any more."
  stop_sandbox
  counted " 2 submit,"
}

names_every_bad_row_of_a_table() {
  make_pictures
  cat >wanted.csv <<'END'
prompt,images,reference_images_2,images_2,colour,duration,seed,resolution,output,
x,,,,,many,1.5,4K,a.mp4,
"two
lines",,hero.bmp,,,16,often,,nowhere/a.mp4,
y,none.png,,,red,,,,,stray
z,ftp://example.com/a.png,,,,,,,b.mp4
x "quoted" y,,,,,,,,c.mp4,
"x" y,,,,,,,,c.mp4,
x,,,,,,,,good.mp4,
x,,,,,[[[[,,,./good.mp4,
"x,,,,,,,,
END
  printf 'a NUL: \0\n' | sed -i '3r /dev/stdin' wanted.csv
  run 2 wanted.csv
  for problem in '3: prompt: holds a NUL' '1: "images_2" and "reference_images_2" are one field; give one of them' '1: "colour" is not a field of a request; there are prompt,' \
    '2: duration "many": must be a whole number' '2: seed 1.5: must be a whole number' '2: resolution "4K": must be' \
    '3: images_2 is given, and images_1 is not' '3: duration "16 s"' '3: seed "often": must be a whole number, or the word random' \
    '3: output "nowhere/a.mp4": its folder' '6: images_1 "none.png": is neither a file that exists' '6: output: is missing' \
    '6: "stray" stands in a column without a name' '7: has 9 cells, and the header row has 10' '8: has a quote inside a cell without quotes' \
    '9: has more behind a closing quote' '11: duration "[[[[": must be' '12: begins a quote that nothing closes' 'Nothing was sent'; do
    says "$problem"
  done
  is_silent_about "wanted.csv:10:"
  echo 'image,output' >wanted.csv
  echo 'hero.bmp,a.mp4' >>wanted.csv
  run 2 wanted.csv
  says 'wanted.csv:1: the header row has no column prompt'
  says 'wanted.csv:1: "image" is not a field'
  [[ $(wc -l <"$logs/err") == 3 ]] || fail "it says more"
  echo 'prompt,output' >wanted.csv
  run 2 wanted.csv
  says 'wanted.csv: holds no request'
}

says_when_clips_would_be_equal() {
  manifest one two three four
  sed -i 's/makes [a-z]*/walks/' wanted.jsonl
  echo '{"prompt": "Image1 jumps", "images": "https://example.com/hero.jpg", "duration": 2, "seed": null, "output": "five.mp4"}' >>wanted.jsonl
  echo '{"prompt": "Image1 jumps", "images": "https://example.com/hero.jpg", "duration": 2, "seed": null, "output": "six.mp4"}' >>wanted.jsonl
  sed -i '2s/"output"/"seed": 42, "resolution": "720P", "negative_prompt": "blurry, low quality, distorted, watermark", "output"/' wanted.jsonl
  echo '{"prompt": "Image1 rests", "images": "https://example.com/hero.jpg", "output": "seven.mp4"}' >>wanted.jsonl
  echo '{"prompt": "Image1 rests", "images": "https://example.com/hero.jpg", "duration": 5, "output": "eight.mp4"}' >>wanted.jsonl
  echo '{"prompt": "Image1 rests", "images": "https://example.com/hero.jpg", "seed": 43, "output": "nine.mp4"}' >>wanted.jsonl
  start_sandbox
  against 2 --strict
  says "Advice (two.mp4, three.mp4, four.mp4): The request and its seed are those of one.mp4: the same clip would be paid for again"
  says "Advice (eight.mp4): The request and its seed are those of seven.mp4: the same clip would be paid for again"
  is_silent_about "five.mp4"
  is_silent_about "nine.mp4"
  stop_sandbox
  counted " 0 submit,"
}

says_where_a_cost_is_estimated() {
  manifest one two
  start_sandbox --fault 'result:patch={"metrics":{"cost":null}},times=forever' --fault records:status=401,times=forever
  against 0
  says "They cost about 0.500 dollars, of which 0.500 are estimated: the service did not say what 2 of them cost."
  stop_sandbox
}

explains_itself() {
  run 0 --help --nonsense
  for word in --in-flight --journal --project --records-settle --resubmit-unrecorded --recover-since --requests-per-minute --base-url --expected prompt \
    negative_prompt images videos voice resolution duration seed output; do
    says "$word"
  done
  [[ ! -s "$logs/err" ]] || fail "help is no error"
}

keep_promise
