#!/usr/bin/env bash
# Breaks every exchange between client and sandbox at every byte, answers it in every way, and counts the charges at the
# sandbox. Prints a table, and draws build/fault_matrix.svg. Exits with 1 when a promise was broken.
#
#   tests/matrix/run.sh [--driver poll] [--full] [arguments for segmind_matrix, see --help]
#
# --driver poll: the clients wait for sockets by poll(), as they do where there is no epoll.
# Without --full: at most 40 cells per row. The whole matrix takes minutes. Builds in build/release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/matrix/build.sh

if [[ ${1:-} == --driver ]]; then
  [[ ${2:-} == poll ]] || { echo "--driver takes poll" >&2; exit 2; }
  export SEGMIND_TEST_DRIVER=poll  # tests/driver_choice.cpp
  shift 2
fi
case ${1:-} in
  --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/matrix/run.sh
    exit 0
    ;;
  --full)
    shift
    sample=()
    ;;
  *) sample=(--sample 40) ;;
esac
matrix_build . build/release segmind_matrix
build/release/tests/matrix/segmind_matrix "${sample[@]}" --picture build/fault_matrix.svg "$@"
