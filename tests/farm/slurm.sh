#!/usr/bin/env bash
# A farm of one node: runs examples/farm/batch.slurm, eight tasks on one manifest, under a Slurm and with a PostgreSQL of
# this script's own, against a sandbox. Meanwhile tasks are killed and put back into the queue. Counts clips and payments.
# As root, on Debian.
#
#   tests/farm/slurm.sh [--lines 24] [--kills 6]
#
# Builds in build/release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
lines=24 kills=6
while (($# > 0)); do
  case $1 in
    --lines) lines=$2; shift 2 ;;
    --kills) kills=$2; shift 2 ;;
    --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/farm/slurm.sh; exit 0 ;;
    *) echo "slurm.sh does not know $1. See --help." >&2; exit 2 ;;
  esac
done
[[ $(id -u) == 0 ]] || { echo "slurm.sh starts Slurm's daemons: run it as root." >&2; exit 2; }

segmind_install_missing "example tests postgres farm"
segmind_step "Configuring build/release" cmake --preset release -DSEGMIND_BUILD_TESTS=OFF -DSEGMIND_BUILD_CLI=ON
segmind_step "Building build/release" cmake --build build/release --target segmind_cli segmind_sandbox_program

source_folder=$PWD
work=$(mktemp -d)
mkdir "$work"/{state,spool,log,shots}
end() {
  as_postgres "$programs/pg_ctl" -D "$work/database" -m immediate stop >/dev/null 2>&1 || true
  for name in slurmd slurmctld munged sandbox; do
    [[ ! -s $work/$name.pid ]] || kill "$(cat "$work/$name.pid")" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap end EXIT

# wait_until <what is waited for> <command>...: 300 s at most.
wait_until() {
  local what=$1 tries=0
  shift
  until "$@" >/dev/null 2>&1; do
    ((++tries < 1500)) || { echo "In five minutes there was not: $what" >&2; tail -n 20 "$work"/log/* >&2; exit 1; }
    sleep 0.2
  done
}

start_slurm() {
  local node
  node=$(hostname -s)
  export SLURM_CONF=$work/slurm.conf
  dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 status=none
  chmod 400 "$work/munge.key"
  munged --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
    --log-file="$work/log/munged" --seed-file="$work/munge.seed" --force
  cat >"$SLURM_CONF" <<CONF
ClusterName=one
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthInfo=socket=$work/munge.socket
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldLogFile=$work/log/slurmctld
SlurmdLogFile=$work/log/slurmd
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=500 State=UNKNOWN
PartitionName=farm Nodes=ALL Default=YES State=UP OverSubscribe=FORCE:4
CONF
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  wait_until "an idle node" bash -c "sinfo --noheader --states=idle --format=%D | grep -q ."
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

programs=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); }

start_postgres() {
  chmod 711 "$work"
  install -d -o postgres "$work/database"
  as_postgres "$programs/initdb" -D "$work/database" -U segmind --auth=trust >"$work/log/initdb"
  as_postgres "$programs/pg_ctl" -w -D "$work/database" -l "$work/database/log" \
    -o "-c listen_addresses='' -c unix_socket_directories=$work/database" start >/dev/null
  export SEGMIND_JOURNAL="postgresql://segmind@/postgres?host=$work/database"
}

start_sandbox() {
  "$source_folder/build/release/src/sandbox/segmind-sandbox" --no-render --generation-time 2s >"$work/requests" 2>&1 &
  echo $! >"$work/sandbox.pid"
  wait_until "the sandbox's address" grep -q 'http://127.0.0.1' "$work/requests"
  address=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/requests" | head -n 1)
}

start_slurm
start_postgres
start_sandbox
for number in $(seq "$lines"); do
  printf '{"prompt": "Shot %s of the film", "duration": 2, "output": "shot-%s.mp4"}\n' "$number" "$number"
done >"$work/shots/film.jsonl"

cd "$work/shots"
export PATH=$source_folder/build/release/src/cli:$PATH SEGMIND_API_KEY=SG_sandbox00000000 SEGMIND_BASE_URL=$address
job=$(sbatch --parsable --requeue --output="$work/log/task-%a" --open-mode=append \
  "$source_folder/examples/farm/batch.slurm" film.jsonl)
echo "Slurm took the array as job $job."
for ((i = 0; i < kills; ++i)); do
  wait_until "a task that runs" bash -c "squeue --noheader --job $job --states=running | grep -q ."
  sleep "0.$((RANDOM % 9 + 1))"
  task=$(squeue --noheader --job "$job" --states=running --format=%i | shuf -n 1)
  [[ -n $task ]] || break
  scontrol requeue "$task" && echo "Killed $task, and put it back."
done
wait_until "the end of the array" bash -c "! squeue --noheader --job $job | grep -q ."

clips=$(find . -name 'shot-*.mp4' | wc -l)
paid=$(grep -cE 'POST .*(/v1/|/v2/)' "$work/requests" || true)
echo "$lines lines, $clips clips, $paid paid requests"
cat "$work/log/task-1"
[[ $clips == "$lines" && $paid == "$lines" ]] || { echo "RED"; tail -n 20 "$work"/log/task-*; exit 1; }
echo "green"
