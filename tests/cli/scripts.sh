#!/usr/bin/env bash
# One promise of the scripts that install and build:  scripts.sh <dependencies.sh> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
source "$tried"

# Counts as ninja does, and ends once that could be read in the typescript.
counting() {
  echo "[3/7] Building something"
  for ((i = 0; i < 300; ++i)); do
    grep -qE ' [0-9]+ s \[3/7\]' "$logs/out" && return
    sleep 0.1
  done
  return 1
}

tell_on_a_terminal_how_far_a_step_is() {
  script --version 2>/dev/null | grep -q util-linux || exit 77
  export logs tried
  # Not export -f: script starts the user's shell, and dash lets no function through.
  declare -f counting >"$logs/counting"
  TERM=xterm script -fqec "bash -c 'source $tried; source $logs/counting; segmind_step Making counting'" "$logs/out" \
    </dev/null >/dev/null || fail "exit code $?"
  grep -qE $'\r\033\\[KMaking \.\.\. [0-9]+ s \\[3/7\\]' "$logs/out" || fail "it does not tell how far it is"
  grep -qE $'\r\033\\[KMaking \.\.\. [0-9]+ s\r$' "$logs/out" || fail "the last line is not what it took"
  TERM=dumb script -fqec "bash -c 'source $tried; segmind_step Making true'" "$logs/out" </dev/null >/dev/null
  is_silent_about $'\033'
}

print_one_line_for_a_step_elsewhere() {
  TERM=xterm segmind_step Making true >"$logs/out"
  [[ $(<"$logs/out") =~ ^Making\ \.\.\.\ [0-9]+\ s$ ]] || fail "that is not one line"
  ! TERM=xterm segmind_step Making false >"$logs/out" || fail "a failure passes"
  says "failed (exit code 1): false"
}

keep_promise
