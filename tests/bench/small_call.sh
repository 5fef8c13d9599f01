# The cost of one small call, in instructions of the program (without the kernel's). Sourced by run.sh.

few=100 many=300
[[ -z $quick ]] || many=200

# counted <program> [argument...]: the instructions of a whole run.
counted() {
  timeout 200 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
    awk '/I +refs:/ { gsub(",", ""); print $NF }'
}

# instructions <program> [argument...]: per call to $address, from the difference between $many and $few calls.
instructions() {
  local first all
  first=$(counted "$@" "$address" "$few" ${authorities:+"$authorities"})
  all=$(counted "$@" "$address" "$many" ${authorities:+"$authorities"})
  calculate "($all - $first) / ($many - $few)"
}

# The same over TLS, as the service requires. The sandbox answers with its shipped clip.
with_tls() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
  "$build/src/sandbox/segmind-sandbox" --quiet --no-render --key SG_0123456789abcdef --credits 1000000 \
    --certificate "$work/certificate.pem" --private-key "$work/key.pem" >"$work/sandbox" &
  sandbox_pid=$!
  local address authorities=$work/certificate.pem few=10 many=50
  for ((i = 0; i < 100; i++)); do
    address=$(awk '$1 == "API" { print $2 }' "$work/sandbox")
    [[ -z $address ]] || break
    sleep 0.1
  done
  ours=$(instructions "$programs/small_call")
  floor=$(instructions "$programs/small_call_floor" tuned)
  kill "$sandbox_pid"
  ratio=$(calculate "$ours / $floor")
  row "one small call over TLS, a new connection each: instructions" "$(with_commas "$ours")" \
    "$(with_commas "$floor")" "$ratio" 1.05 "≤ 1.05 of the floor: $(shown "$ratio")"
}

address=http://127.0.0.1:$port/small authorities=''
if command -v valgrind >/dev/null; then
  ours=$(instructions "$programs/small_call")
  floor=$(instructions "$programs/small_call_floor" tuned)
  plain=$(instructions "$programs/small_call_floor" plain)
  in_a_loop=$(instructions "$programs/small_call_floor" in_a_loop)
  named_in_a_loop=$(instructions "$programs/small_call_floor" named_in_a_loop)
  ratio=$(calculate "$ours / $floor")
  row "one small call, a new connection each: instructions" "$(with_commas "$ours")" "$(with_commas "$floor")" \
    "$ratio" 1.60 "≤ 1.60 of the floor: $(shown "$ratio")"
  peer "bare libcurl on a thread that could run other calls meanwhile" \
    "$(with_commas "$in_a_loop") ($(shown "$(calculate "$in_a_loop / $floor")") of the floor)"
  peer "&nbsp;&nbsp;likewise, with a User-Agent" \
    "$(with_commas "$named_in_a_loop") ($(shown "$(calculate "$named_in_a_loop / $floor")") of the floor)"
  peer "bare libcurl that parses the address in each call" "$(with_commas "$plain") (ours $(shown "$(calculate "$ours / $plain")") of it)"
  if /usr/bin/python3 -c 'import httpx' 2>/dev/null; then
    few=10 many=30
    other=$(instructions /usr/bin/python3 $bench/small_call_httpx.py)
    peer "Python httpx" "$(with_commas "$other") ($(shown "$(calculate "$other / $floor")") of the floor)"
  else
    note "Python's httpx is not installed here (Debian: python3-httpx)."
  fi
  if command -v curl >/dev/null; then
    few=1 many=3
    one_curl() { # curl cannot repeat one address, so give it one address per call
      local calls=${*: -1} addresses=()
      for ((i = 0; i < calls; i++)); do addresses+=("$address/v1/wan2.7-r2v"); done
      valgrind --tool=callgrind --callgrind-out-file=/dev/null curl -s -H 'Connection: close' -d '{}' "${addresses[@]}" \
        -o /dev/null -o /dev/null -o /dev/null
    }
    counts=()
    for calls in $few $many; do
      counts+=("$(one_curl "$calls" 2>&1 >/dev/null | awk '/I +refs:/ { gsub(",", ""); print $NF }')")
    done
    other=$(calculate "(${counts[1]} - ${counts[0]}) / 2")
    peer "the curl program, one process for all its calls" \
      "$(with_commas "$other") ($(shown "$(calculate "$other / $floor")") of the floor)"
  fi
  ours_whole=$(counted "$programs/small_call" "$address" 1)
  floor_whole=$(counted "$programs/small_call_floor" tuned "$address" 1)
  ratio=$(calculate "$ours_whole / $floor_whole")
  row "a whole program that makes one small call: instructions" "$(with_commas "$ours_whole")" \
    "$(with_commas "$floor_whole")" "$ratio" 1.10 "≤ 1.10 of the floor: $(shown "$ratio")"
  if command -v openssl >/dev/null; then
    with_tls
  else
    note "A call over TLS was not counted: the openssl program is not installed here."
  fi
else
  note "Instructions were not counted: valgrind is not installed here."
fi
