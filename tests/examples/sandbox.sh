#!/usr/bin/env bash
# One promise of the program `segmind-sandbox`:  sandbox.sh <segmind-sandbox> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/program.sh"

refuses_what_makes_no_sense() {
  for amount in inf nan -1 -0.5 lots ""; do
    run 2 --no-render --credits "$amount"
    says "--credits wants an amount in dollars"
  done
  run 2 --no-render --key $'SG_secret\n0'
  says "the key"
  is_silent_about SG_secret
  run 2 --no-render --key ""
  says "the key"
  run 2 --no-render --host "no host"
  says "the host"
  run 2 --no-render --generation-time nan
}

keep_promise
