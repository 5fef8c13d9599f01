# What the tests of programs have in common; sourced by <name>.sh, which is given the program, the sandbox's and the
# promise to test.
set -uo pipefail
tried=$1 sandbox=$2 promise=$3
subcommand=() # what stands before the arguments, where the program has such
unset SEGMIND_API_KEY SEGMIND_BASE_URL NO_COLOR
folder=$(mktemp -d)
logs=$(mktemp -d)
: >"$logs/out" >"$logs/err"
sandbox_pid=
full=
trap '[[ -z $sandbox_pid ]] || kill "$sandbox_pid" 2>/dev/null; [[ -z $full ]] || umount "$full"; rm -rf "$folder" "$logs"' EXIT
cd "$folder" || exit 1

fail() {
  echo "FAILED: $*"
  cat "$logs"/* 2>/dev/null
  exit 1
}

# run <exit code> <argument>...: what it printed is in $logs/out and $logs/err.
run() {
  local expected=$1 status=0
  shift
  "$tried" "${subcommand[@]}" "$@" >"$logs/out" 2>"$logs/err" </dev/null || status=$?
  [[ $status == "$expected" ]] || fail "exit code $status and not $expected: $*"
}

# begin <argument>...: as run, in the background; sets pid, and what it says comes through the descriptor lines.
begin() {
  mkfifo "$logs/lines"
  set -m # else it would be started to ignore Ctrl-C
  "$tried" "${subcommand[@]}" "$@" >"$logs/out" 2>"$logs/lines" </dev/null &
  pid=$!
  set +m
  exec {lines}<"$logs/lines"
  : >"$logs/err"
}
# await <words>: reads until it has said them; sets said to that line.
await() {
  while read -r -t 20 said <&"$lines"; do
    echo "$said" >>"$logs/err"
    [[ $said != *"$1"* ]] || return 0
  done
  fail "it never said: $1"
}
# ended <exit code>: what it says until it ends.
ended() {
  local status=0
  cat <&"$lines" >>"$logs/err"
  wait "$pid" 2>/dev/null || status=$?
  exec {lines}<&-
  rm "$logs/lines"
  [[ $status == "$1" ]] || fail "exit code $status and not $1"
}

says() { grep -qF -- "$1" "$logs/out" "$logs/err" || fail "it does not say: $1"; }
is_silent_about() { ! grep -qF -- "$1" "$logs/out" "$logs/err" || fail "it says: $1"; }
# holds_nothing_but <files>: and a journal's parts, which SQLite keeps where a program ends in a hurry.
holds_nothing_but() { [[ "$(ls -A | grep -vE '[.]journal-(wal|shm)$' | tr '\n' ' ')" == "$1" ]] || fail "left behind: $(ls -A)"; }
is_mp4() { [[ $(head -c 8 "$1" | tail -c 4) == ftyp ]] || fail "$1 is no MP4"; }

# fill_a_disk: the folder "full" is a disk of its own, which takes names and no bytes. TMPDIR has room.
fill_a_disk() {
  mkdir full temporary
  mount -t tmpfs -o size=4k tmpfs full 2>/dev/null || exit 77
  full=$folder/full
  head -c 4096 /dev/zero >full/filler
  export TMPDIR=$folder/temporary
}

# The smallest picture that is taken, and another one.
make_pictures() {
  local head='BM\x36\xa3\x02\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xf0\0\0\0\xf0\0\0\0\x01\0\x18\0'
  { printf "$head" && head -c 172824 /dev/zero; } >hero.bmp
  { printf "$head" && head -c 24 /dev/zero && head -c 172800 /dev/zero | tr '\0' '\377'; } >other.bmp
}

# make_voice <file>: a WAV of two seconds.
make_voice() {
  printf 'RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x80\x3e\0\0' >"$1"
  head -c 16000 /dev/zero >>"$1"
}

# start_sandbox <flag>...: sets address.
start_sandbox() {
  local line
  coproc SANDBOX { exec "$sandbox" --no-render --quiet "$@" 2>&1; }
  sandbox_pid=$SANDBOX_PID
  exec {sandbox_says}<&"${SANDBOX[0]}"
  address=
  while [[ -z $address ]] && read -r -t 20 line <&"$sandbox_says"; do
    [[ $line =~ (http://127\.0\.0\.1:[0-9]+) ]] && address=${BASH_REMATCH[1]}
  done
  [[ -n $address ]] || fail "the sandbox did not say where it listens"
}

# stop_sandbox: what it counted is in $logs/sandbox.
stop_sandbox() {
  kill "$sandbox_pid"
  cat <&"$sandbox_says" >"$logs/sandbox"
  exec {sandbox_says}<&-
  sandbox_pid=
}
counted() { grep -qF -- "$1" "$logs/sandbox" || fail "the sandbox did not count: $1"; }

keep_promise() {
  declare -F "$promise" >/dev/null || fail "there is no promise $promise"
  "$promise"
  echo "kept: $promise"
}

# A sanitizer needs descriptors and address space of its own.
is_under_a_sanitizer() {
  grep -q '__[at]san_init' "$tried"
}
