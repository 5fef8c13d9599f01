#!/usr/bin/env bash
# One promise of `segmind journal`:  journal.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(journal)

# make_entries: two that are paid and one that may be.
make_entries() {
  start_sandbox --fault submit:no-answer,skip=2,charge --fault records:status=401,times=forever
  for clip in one two three; do
    echo "{\"prompt\": \"a secret $clip\", \"duration\": 2, \"output\": \"$clip.mp4\"}"
  done >wanted.jsonl
  SEGMIND_API_KEY=SG_sandbox00000000 "$tried" batch wanted.jsonl --base-url "$address" --expected 0 --in-flight 1 \
    >/dev/null 2>&1
  stop_sandbox
}
about() { run 0 "$@" --journal sqlite:wanted.jsonl.journal; }

lists_what_a_journal_remembers() {
  make_entries
  about list
  says "changed (UTC)        state      dollars  id  "
  grep -qE "^20[0-9-]{8} [0-9:]{8}  done       0.250    [0-9a-f]{32}  one.mp4    $folder/one.mp4$" "$logs/out" || fail "no clip"
  grep -qE '  uncertain  0.250    - +three.mp4  -$' "$logs/out" || fail "no doubt"
  says "3 entries. 0.500 dollars are paid, 0.250 may be paid, and 0.000 are set aside or under way."
  about list --state uncertain
  says "1 entry. "
  about list --since 1h --project wanted.jsonl
  says "3 entries. "
  about list --project other
  [[ $(<"$logs/out") == "No entries." ]] || fail "there is more"
}

shows_all_about_a_key() {
  make_entries
  about show two.mp4
  for fact in "key            two.mp4" "project        wanted.jsonl" "state          done" "path           $folder/two.mp4" \
    "  charge   charged" "  address  http://127.0.0.1:"; do
    says "$fact"
  done
  is_silent_about secret
  run 2 show none --journal sqlite:wanted.jsonl.journal
  says "The journal has no such key"
}

adds_up_by_day_and_state() {
  make_entries
  about totals
  says "begun (UTC)  state      entries  dollars"
  grep -qE '^20[0-9-]{8}   done       2        0.500$' "$logs/out" || fail "not what is paid"
  grep -qE '^20[0-9-]{8}   uncertain  1        0.250$' "$logs/out" || fail "not what may be paid"
}

exports_for_programs() {
  make_entries
  about export
  [[ $(grep -c '^{"key":".*,"request":null}$' "$logs/out") == 3 ]] || fail "that are no three objects"
  says '"key":"one.mp4","project":"wanted.jsonl","service":"http://127.0.0.1:'
  about export --csv
  [[ $(grep -c $'\r$' "$logs/out") == 4 ]] || fail "that are no four rows"
  grep -q '^one.mp4,wanted.jsonl,http://127.0.0.1:.*,done,0.25,' "$logs/out" || fail "no clip"
  is_silent_about secret
  local status=0
  "$tried" journal export --journal sqlite:wanted.jsonl.journal >/dev/full 2>/dev/null || status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
}

names_everything_that_is_wrong() {
  run 2 draw --journal sqlite:none --csv
  for problem in '"draw" is nothing that a journal does' '--journal sqlite:none: there is no such file' \
    '--json and --csv are for export'; do
    says "$problem"
  done
  run 2 list
  says "Give --journal"
  run 2 show --journal postgresql://u:hunter2@127.0.0.1:1/d
  says "Give the key"
  run 2 list --journal "postgresql://u:hunter2@127.0.0.1:1/d?connect_timeout=2"
  says "--journal: "
  is_silent_about hunter2
  run 2 confirm --journal "postgresql://u:hunter2@127.0.0.1:1/d?connect_timeout=2"
  says "--journal: "
  is_silent_about hunter2
  echo mine >mine
  run 2 confirm --journal sqlite:mine
  says "confirm is for a PostgreSQL database"
  run 2 list --journal sqlite:mine
  says "--journal sqlite:mine: "
  run 2 list --journal sqlite:mine --since yesterday --state lost
  says '--since takes a time such as'
  says '--state takes begun'
  holds_nothing_but "mine "
}

keep_promise
