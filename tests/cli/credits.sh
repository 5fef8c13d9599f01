#!/usr/bin/env bash
# One promise of `segmind credits`:  credits.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(credits)

prints_what_is_left() {
  start_sandbox --credits 12.5
  export SEGMIND_API_KEY=SG_sandbox00000000
  run 0 --base-url "$address"
  [[ $(head -n 1 "$logs/out") == "12.500 dollars" ]] || fail "that is not what is left"
  [[ ! -s $logs/err ]] || fail "it says more"
  local status=0
  "$tried" credits --base-url "$address" >/dev/full 2>/dev/null || status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
  stop_sandbox
  counted " 0 generate,"
}

asks_no_sandbox_of_its_own() {
  run 2
  says "set SEGMIND_API_KEY, or give --base-url"
  run 2 --base-url http://127.0.0.1:1
  says "SEGMIND_API_KEY"
  run 2 stray --base-url
  says '"stray" stands where a flag should be'
  says "--base-url needs a value"
}

says_why_there_is_no_answer() {
  start_sandbox
  SEGMIND_API_KEY=SG_wrong run 2 --base-url "$address"
  says "HTTP 401"
  is_silent_about SG_wrong
  [[ ! -s $logs/out ]] || fail "it printed an amount"
}

keep_promise
