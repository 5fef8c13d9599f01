#!/usr/bin/env bash
# Runs a program against the installed sandbox, on a port that the system chose:
#   with_sandbox.sh <segmind-sandbox> <program>
# The program gets the sandbox's address and key.
set -euo pipefail
sandbox=$1 program=$2

coproc SANDBOX { exec "$sandbox"; }
process=$! output=${SANDBOX[0]}
trap 'kill "$process" 2>/dev/null || true' EXIT
address=
while [[ -z $address ]] && read -r -t 20 line <&"$output"; do
  echo "segmind-sandbox: $line"
  [[ $line =~ (http://127\.0\.0\.1:[0-9]+) ]] && address=${BASH_REMATCH[1]}
done
[[ -n $address ]] || { echo "segmind-sandbox did not say where it listens"; exit 1; }
"$program" "$address" SG_sandbox00000000
