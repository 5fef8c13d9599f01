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
  for wrong in "--port x" "--records-in row" "--records-body bytes" "--records-page 0" "--records-twins -1" \
    "--rate-limit -1" "--answer film" "--fault nonsense" "--colour red" "stray"; do
    run 2 --no-render $wrong
    says "segmind-sandbox --help tells more."
  done
  run 2 --no-render --records-delay
}

explains_itself() {
  run 0 --help
  says "segmind-sandbox - a server on this machine that answers as Segmind's API does"
  says "--fault generate:status=504,charge --fault download:cut-body=5000,times=2"
  [[ ! -s $logs/err ]] || fail "help is no error"
}

# exchange <method> <path> <body> [<header>]: prints the answer.
exchange() {
  local client port=${address##*:}
  exec {client}<>"/dev/tcp/127.0.0.1/${port%%/*}"
  printf '%s %s HTTP/1.1\r\nHost: x\r\n%bContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${4:+$4\\r\\n}" "${#3}" "$3" >&"$client"
  timeout 20 cat <&"$client" | tr -d '\0'
  exec {client}>&-
}

takes_every_flag_that_it_explains() {
  local given=(--port 0 --files-port 0 --control 0 --host localhost --key SG_mine --credits 3 --generation-time 20ms
    --rate-limit 2 --job-lifetime 1h --answer json --clock-offset 1h --records-delay 0s --records-at-end
    --records-in nested --records-body none --records-page 2 --records-out-of-order --records-defaults
    --records-rewrite --records-seed --records-twins 1 --ffmpeg none --no-render --fault records:status=503 --quiet)
  run 0 --help
  for flag in $(grep -E '^ +--' "$logs/out" | grep -oE -- '--[a-z-]+' | sort -u); do
    case $flag in --help | --certificate | --private-key) continue ;; esac
    [[ " ${given[*]} " == *" $flag "* ]] || fail "$flag is not tried"
  done
  coproc SANDBOX { exec "$sandbox" "${given[@]}" 2>&1; }
  sandbox_pid=$SANDBOX_PID
  exec {sandbox_says}<&"${SANDBOX[0]}"
  while read -r -t 20 line <&"$sandbox_says"; do
    [[ $line =~ API\ +http://localhost:([0-9]+) ]] && address=localhost:${BASH_REMATCH[1]}
    [[ $line != "Ctrl-C ends it." ]] || break
  done
  exchange POST /v1/wan2.7-r2v '{"prompt": "x"}' "x-api-key: SG_mine" >"$logs/out"
  says '"http://localhost:' # JSON, with the clip's address
  exchange GET /inference-request/request-history "" "x-api-key: SG_mine" >"$logs/out"
  says "503"
  exchange GET /v1/get-user-credits "" "x-api-key: SG_mine" >"$logs/out"
  says "429"
  stop_sandbox
  counted "1 charged, 0.6250 dollars"
  counted "1 faults used, 1 rate limited"
}

says_why_it_cannot_start() {
  start_sandbox
  run 1 --no-render --port "${address##*:}"
  says "segmind-sandbox: "
  run 1 --no-render --certificate none.pem --private-key none.pem
  says "certificate"
  stop_sandbox
}

tells_which_downloads_carried_the_key() {
  start_sandbox --answer json
  local clip
  clip=$(exchange POST /v1/wan2.7-r2v '{"prompt": "x"}' "x-api-key: SG_sandbox00000000" |
    grep -oE 'http://127\.0\.0\.1:[0-9]+/[^"]+' | head -n 1)
  address=${clip%"${clip#http://*/}"}
  exchange GET "/${clip#http://*/}" "" "x-api-key: SG_sandbox00000000" >/dev/null
  stop_sandbox
  counted "1 downloads carried the key, which must go to the API's host alone"
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
