#!/usr/bin/env bash
# What the program `segmind` promises on Windows alone:  tool.sh <segmind, as Wine runs it> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
export SEGMIND_API_KEY=SG_sandbox00000000 LC_ALL=C.UTF-8

generate() { # <exit code> <argument>...
  local expected=$1
  shift
  run "$expected" generate --prompt "a fox" --base-url "$address" "$@"
}
batch() { # <exit code> <argument>...: of wanted.jsonl
  local expected=$1
  shift
  run "$expected" batch wanted.jsonl --base-url "$address" --expected 0 "$@"
}
lines() { # <output>...
  for output in "$@"; do printf '{"prompt": "%s", "output": "%s", "duration": 2}\n' "$output" "$output"; done >wanted.jsonl
}

takes_and_prints_names_in_every_script() {
  start_sandbox
  generate 0 --output "été 漢字.mp4"
  says "été 漢字.mp4"
  is_mp4 "été 漢字.mp4"
  make_pictures
  mv hero.bmp "Жук.bmp"
  generate 0 --image "Жук.bmp" --output b.mp4
  lines "ночь.mp4" "Ω.mp4"
  batch 0 --report "отчёт.csv"
  is_mp4 "ночь.mp4"
  grep -q "ночь.mp4" "отчёт.csv" || fail "the report names no clip"
  stop_sandbox
  counted " 1 upload,"
}

refuses_names_that_make_no_file_before_paying() {
  start_sandbox
  for name in NUL nul.mp4 COM1 "COM1:" CON.mp4 a.mp4:b "a.mp4." "a.mp4 " "a?.mp4"; do
    generate 2 --output "$name"
  done
  lines NUL.mp4 b.mp4:c good.mp4 "d."
  batch 2
  says "is a device of Windows"
  says "names a stream"
  says "ends with a dot"
  stop_sandbox
  counted " 0 generate,"
  counted " 0 submit,"
  holds_nothing_but "wanted.jsonl "
}

pays_once_for_names_that_differ_in_case_alone() {
  start_sandbox
  lines Case.mp4 case.mp4
  batch 2
  says "is that of line 1, too"
  lines "Été.mp4" "été.mp4"
  batch 2
  says "is that of line 1, too"
  lines WANTED.jsonl
  batch 2
  says "is this batch's own file"
  stop_sandbox
  counted " 0 submit,"
}

keep_promise
