#!/usr/bin/env bash
# One promise of `segmind upload`:  upload.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(upload)
export SEGMIND_API_KEY=SG_sandbox00000000

prints_an_address_for_each_file() {
  make_pictures
  make_voice voice.wav
  start_sandbox
  run 0 hero.bmp voice.wav other.bmp --base-url "$address"
  [[ $(grep -cE '^https?://.+\.(bmp|wav)$' "$logs/out") == 3 && $(wc -l <"$logs/out") == 3 ]] || fail "not three addresses"
  [[ $(sed -n 2p "$logs/out") == *.wav ]] || fail "they are not in the order of the files"
  local status=0
  "$tried" upload hero.bmp --base-url "$address" >/dev/full 2>"$logs/err" || status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
  says "could not be printed"
  stop_sandbox
  counted " 2 upload,"
}

names_every_unusable_file() {
  make_pictures
  echo text >note.txt
  start_sandbox
  run 2 hero.bmp none.png note.txt --base-url "$address" --timeout 0
  says '"none.png": '
  says '"note.txt": '
  says "--timeout takes whole seconds from 1 to 86400"
  is_silent_about '"hero.bmp"'
  run 2 --base-url "$address"
  says "Give the files"
  unset SEGMIND_API_KEY
  run 2 hero.bmp
  says "set SEGMIND_API_KEY"
  stop_sandbox
  counted "0 requests"
}

uploads_nothing_once_it_is_interrupted() {
  make_pictures
  start_sandbox --fault upload:delay=40s
  begin hero.bmp --base-url "$address"
  await "their addresses awaited"
  kill -INT "$pid"
  ended 2
  says "Nothing is uploaded."
  [[ ! -s $logs/out ]] || fail "it printed an address"
}

keep_promise
