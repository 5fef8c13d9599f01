#!/usr/bin/env bash
# Proves that the matrix and the crash test notice faults: breaks a copy of the client on purpose and expects what must
# not be. The rules of the journal are broken in its model, too, where spin is installed (tests/model/run.sh).
#
#   tests/matrix/mutate.sh [folder for the copy and its build; default: a temporary one, removed afterwards]
#   tests/matrix/mutate.sh --check    only checks that the mutations still apply to the source
#
# The mutations:
#   resend    libcurl may resend a paid request on another connection when a reused one dies
#   retry     a paid request is retried although it may have been charged
#   epoch     leaving() does not ask whose the entry is now
#   check     nothing is checked any more before the request and its body leave
#   two       two intentions may own one record
#   unasked   the records are not asked for what may have left
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/matrix/build.sh

if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/matrix/mutate.sh
  exit 0
fi
check=
if [[ ${1:-} == --check ]]; then
  check=1
  shift
fi
work=${1:-}
if [[ -z $work ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
copy=$work/source build=$work/build
mkdir -p "$copy"
for entry in CMakeLists.txt CMakePresets.json README.md LICENSE cmake docs include src tests examples; do
  rm -rf "${copy:?}/$entry"
  cp -rL "$entry" "$copy/$entry"
done

# change <file> <text> <replacement>: the text must occur exactly once.
change() {
  local file=$copy/$1 before=$2 after=$3 content
  content=$(cat "$file")
  local rest=${content#*"$before"}
  if [[ $rest == "$content" || ${rest#*"$before"} != "$rest" ]]; then
    echo "mutate.sh: the mutation no longer applies, because $1 does not have this text exactly once: $before" >&2
    exit 2
  fi
  printf '%s\n' "${content%%"$before"*}$after$rest" >"$file"
}

restore() { cp "$1" "$copy/$1"; }

failed=0
# expect_red <name> <argument of segmind_matrix>...
expect_red() {
  local name=$1 table=$work/$1.txt result=0 payments
  shift
  if [[ -n $check ]]; then
    echo "$name still applies"
    return
  fi
  echo "=== $name: building"
  matrix_build "$copy" "$build" segmind_matrix
  "$build/tests/matrix/segmind_matrix" "$@" >"$table" || result=$?
  cat "$table"
  # Column "double payments" of the total.
  payments=$(awk -F'|' '/\*\*all\*\*/ { gsub(/ /, "", $9); print $9 }' "$table")
  if [[ $result -eq 1 && ${payments:-0} -gt 0 ]]; then
    echo "=== $name: noticed, $payments double payments"
  else
    echo "=== $name: NOT NOTICED: exit $result, ${payments:-no} double payments"
    failed=1
  fi
}

# expect_broken <name> <column> <argument of segmind_crash>...: the crash test counts some in that column of its total.
expect_broken() {
  local name=$1 column=$2 table=$work/$1.txt result=0 found
  shift 2
  if [[ -n $check ]]; then
    echo "$name still applies"
    return
  fi
  echo "=== $name: building"
  matrix_build "$copy" "$build" segmind_crash segmind_crash_client
  "$build/tests/matrix/segmind_crash" "$build/tests/matrix/segmind_crash_client" "$@" >"$table" || result=$?
  sed '/^RED: /,$d' "$table"
  found=$(awk -F'|' -v column="$column" '
    /^[|] way/ { for (i = 1; i <= NF; i++) if ($i == " " column " ") place = i }
    /\*\*all\*\*/ { gsub(/ /, "", $place); print $place }' "$table")
  if [[ $result -eq 1 && ${found:-0} -gt 0 ]]; then
    echo "=== $name: noticed, $found $column"
  else
    echo "=== $name: NOT NOTICED: exit $result, ${found:-no} $column"
    failed=1
  fi
}

transfer=src/net/transfer.cpp
multis=src/net/multis.cpp
change $multis 'if (connection == Connection::own) return' 'if (false) return'
change $multis 'CURLOPT_FRESH_CONNECT, 1 - shares' 'CURLOPT_FRESH_CONNECT, 0L'
change $multis 'CURLOPT_FORBID_REUSE, 1 - shares' 'CURLOPT_FORBID_REUSE, 0L'
change $transfer 'if (transfer.reached_ != Reached::nothing) {' 'if (transfer.reached_ > Reached::answered) {'
change $transfer '  if (!transfer.request_.body) {' '  {'
change $transfer '  set(handle, CURLOPT_UPLOAD_BUFFERSIZE, send_buffer_for(body_left_));' \
  '  if (request_.body && request_.body->data != nullptr) set(handle, CURLOPT_COPYPOSTFIELDS, request_.body->data);'
expect_red resend --only reused --only "HTTP/1.1 |" --only "| bytes" --sample 200
restore $transfer
restore $multis

paid_request=src/call/paid/paid_request.cpp
change $paid_request 'return verdict == Verdict::may_pass || (!call_.has_to_end() && accepts_paying_twice(error));' \
  'return error.charge <= Charge::possible;'
expect_red retry --only "3 attempts" --only "HTTP/1.1 |" --sample 200
restore $paid_request

rules=src/journal/rules.cpp
change $rules '  if (!row || row->entry.epoch != epoch) return Write::no;
  JournalEntry& entry = row->entry;
  if (entry.state == JournalState::leaving &&' '  if (!row) return Write::no;
  JournalEntry& entry = row->entry;
  if (entry.state == JournalState::leaving &&'
change $rules '  if (entry.state != JournalState::begun) return Write::no;
  JournalAttempt* attempt = sent_by(entry, epoch);' \
  '  if (entry.state != JournalState::begun && entry.state != JournalState::leaving) return Write::no;
  JournalAttempt* attempt = sent_by(entry, epoch);'
expect_broken epoch 'double payments' --intentions 400
restore $rules

claim=src/call/journal/claim.cpp
change $claim 'if (state_ == State::leaving && is_fresh && engine_->journal()->leases().lasts(asked_, now)) return true;' \
  'if (is_fresh || now > Time(0)) return true;'
expect_broken check 'double payments' --intentions 400 --permission 1 --settle 2000
restore $claim

stored=src/journal/stored_journal.cpp
schema=src/journal/sqlite/schema.cpp
change $rules 'if (!row || transaction.is_of_another(row->entry.key, record_id)) return Write::no;' \
  'if (!row) return Write::no;'
change $schema 'CREATE UNIQUE INDEX attempts_of_record' 'CREATE INDEX attempts_of_record'
change $stored 'if (transaction.is_of_another(key, id)) told' 'if (transaction.is_of_another(key, id) && id.empty()) told'
expect_broken two 'records of two' --intentions 400
restore $rules
restore $schema
restore $stored

kept_call=src/call/paid/kept_call.cpp
change $kept_call '    default: return look();' '    default: nothing_.emplace(); return ask_how_it_stands();'
expect_broken unasked 'lost clips' --intentions 100
restore $kept_call

if [[ -z $check ]] && command -v spin >/dev/null; then tests/model/run.sh || failed=1; fi
exit $failed
