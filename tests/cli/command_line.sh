#!/usr/bin/env bash
# One promise of how `segmind` reads its command line:  command_line.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"

lists_its_commands() {
  run 0 --help
  for command in generate batch credits upload records recover journal completion; do says "segmind $command"; done
  [[ ! -s $logs/err ]] || fail "help is no error"
  run 0 -h
  run 0 --version
  [[ $(<"$logs/out") =~ ^segmind\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "that is no version"
  run 2
  says "segmind generate"
  [[ ! -s $logs/out ]] || fail "who asked for nothing is a mistake"
}

says_what_is_no_command() {
  run 2 genrate --prompt x
  says '"genrate" is not a command; the commands are generate, batch, credits, upload, records, recover, journal, completion'
  [[ $(wc -l <"$logs/err") == 2 ]] || fail "it complains about what follows"
  run 2 --colour generate
  says "--colour is not a flag of segmind itself"
  says "Nothing was sent. See segmind generate --help."
}

# The sandbox tells what it was asked for only in its clips: these stop before anything is sent.
takes_a_value_that_is_called_like_a_command() {
  for word in batch generate upload; do
    run 2 generate --prompt $word --duration 99
    says '--duration "99 s"'
    is_silent_about "--prompt"
    [[ $(wc -l <"$logs/err") == 2 ]] || fail "it takes $word for something else"
  done
}

takes_no_flag_for_a_value() {
  run 2 generate --prompt --queue
  says "--prompt needs a value"
  run 2 generate --output --prompt=x --seed -5 --duration 99 --prompt
  says "--output needs a value"
  says "--prompt is given twice"
  says "--prompt needs a value"
  is_silent_about "--seed"
}

takes_values_as_they_are() {
  start_sandbox --fault generate:status=400,times=forever
  export SEGMIND_API_KEY=SG_sandbox00000000
  for prompt in "[Image1, Image2]" "{}" "a=b" "%%" "- a dash first" "--prompt" "größe"$'\n'"two lines" "@file" "#x;"; do
    run 2 generate --base-url "$address" --prompt="$prompt"
    says "HTTP 400"
  done
  stop_sandbox
  counted " 9 generate,"
}

# Nothing of it may leave this machine: what has no key is refused first, wherever it would go.
heeds_the_address_in_its_environment() {
  export SEGMIND_BASE_URL=http://127.0.0.1:1
  for command in "generate --prompt x" "credits" "records"; do
    run 2 $command
    says "SEGMIND_API_KEY"
    is_silent_about "play dollars"
  done
  start_sandbox --credits 12.5
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 0 credits --base-url "$address"
  SEGMIND_BASE_URL=$address run 0 credits
  says "12.500"
  SEGMIND_BASE_URL=$address run 0 records
  make_pictures
  SEGMIND_BASE_URL=$address run 0 upload hero.bmp
  SEGMIND_BASE_URL=$address run 0 generate --prompt x --duration 2
  says "Calling $address, as SEGMIND_BASE_URL says."
  echo '{"prompt": "y", "duration": 2, "output": "y.mp4"}' >wanted.jsonl
  SEGMIND_BASE_URL=$address run 0 batch wanted.jsonl --expected 0
  SEGMIND_BASE_URL=ftp://nowhere run 2 generate --prompt x
  says 'SEGMIND_BASE_URL "ftp://nowhere"'
  stop_sandbox
  counted " 1 generate,"
  counted " 1 submit,"
}

takes_an_empty_address_in_its_environment_for_none() {
  SEGMIND_BASE_URL= run 0 generate --prompt x --duration 2
  says "It costs nothing."
  for command in generate batch credits upload records; do
    run 0 "$command" --help
    says "SEGMIND_BASE_URL"
  done
}

keep_promise
