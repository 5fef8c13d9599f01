#!/usr/bin/env bash
# One promise of the program `segmind-sandbox`:  sandbox.sh <segmind-sandbox> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"

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

tells_of_a_request_whose_client_left() {
  local line port client
  coproc SANDBOX { exec "$sandbox" --no-render --generation-time 60s 2>&1; }
  sandbox_pid=$SANDBOX_PID
  while read -r -t 20 line <&"${SANDBOX[0]}"; do
    [[ $line =~ API\ +http://127\.0\.0\.1:([0-9]+) ]] && port=${BASH_REMATCH[1]}
    [[ $line != "Ctrl-C ends it." ]] || break
  done
  exec {client}<>"/dev/tcp/127.0.0.1/$port"
  printf 'POST /v1/wan2.7-r2v HTTP/1.1\r\nHost: x\r\nx-api-key: SG_sandbox00000000\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"prompt": "x"}' >&"$client"
  exec {client}>&-
  while read -r -t 20 line <&"${SANDBOX[0]}"; do
    [[ $line != *"---  generate"*"the client left"* ]] || return 0
  done
  fail "the log has no line for it"
}

takes_connections_again_after_its_limit_of_open_files() {
  local line port client clients=()
  coproc SANDBOX { ulimit -n 40; exec "$sandbox" --no-render 2>&1; }
  sandbox_pid=$SANDBOX_PID
  while read -r -t 20 line <&"${SANDBOX[0]}"; do
    [[ $line =~ API\ +http://127\.0\.0\.1:([0-9]+) ]] && port=${BASH_REMATCH[1]}
    [[ $line != "Ctrl-C ends it." ]] || break
  done
  for _ in {1..60}; do
    exec {client}<>"/dev/tcp/127.0.0.1/$port"
    clients+=("$client")
  done
  read -r -t 20 line <&"${SANDBOX[0]}"
  [[ $line == *"no connection can be taken now (Too many open files)"* ]] || fail "it said: $line"
  ! read -r -t 1 line <&"${SANDBOX[0]}" || fail "it said more: $line"
  for client in "${clients[@]}"; do exec {client}>&-; done
  exec {client}<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' >&"$client"
  read -r -t 20 line <&"$client" || fail "it answers no more"
}

keep_promise
