#!/usr/bin/env bash
# One promise of `segmind records`:  records.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
subcommand=(records)
export SEGMIND_API_KEY=SG_sandbox00000000

# make_clips <number> <flag of segmind generate>...: through v1, each with a prompt of its own.
make_clips() {
  local number=$1 each
  shift
  for ((each = 1; each <= number; ++each)); do
    "$tried" generate --prompt "größe $each" --duration 2 --base-url "$address" "$@" >/dev/null 2>&1
  done
}

# ids: of all records that were printed as JSON.
ids() { grep -oE '"request_id":"[0-9a-f]+"' "$logs/out" | grep -oE '[0-9a-f]{32}|"a"'; }

# rows_are <number>: so many records were printed as JSON, each another one.
rows_are() { [[ $(ids | sort -u | wc -l) == "$1" && $(ids | wc -l) == "$1" ]] || fail "that are not $1 records"; }

shows_what_the_service_has() {
  start_sandbox --fault "generate:failed=@bad luck"
  make_clips 2
  run 0 --base-url "$address"
  says "created (UTC)        model       state      cost   time  id"
  grep -qE '^20[0-9-]{8} [0-9:]{8}  wan2.7-r2v  completed  0.250  0:0[0-9]  [0-9a-f]{32}$' "$logs/out" || fail "no clip"
  [[ $(grep -A1 '  failed     ' "$logs/out" | tail -n 1) == "    @bad luck" ]] || fail "it does not say why it failed"
  says "2 records, 0.250 dollars."
  says "This is page 1; --page 2 shows older records, and --all shows all."
  run 0 --base-url "$address" --page 2
  [[ $(<"$logs/out") == "No records." ]] || fail "there is more"
  local status=0
  "$tried" records --base-url "$address" >/dev/full 2>/dev/null || status=$?
  [[ $status == 3 ]] || fail "exit code $status and not 3"
  stop_sandbox
  counted " 2 generate,"
}

shows_all_that_one_record_tells() {
  start_sandbox --records-in nested --records-body text
  make_clips 2
  local id
  id=$("$tried" records --base-url "$address" --json --per-page 1 | grep -oE '[0-9a-f]{32}')
  run 0 " $id" --base-url "$address"
  for fact in "id             $id" "model          wan2.7-r2v" "state          completed" "cost           0.250 dollars" \
    "address        http://127.0.0.1:" "model_created  20" '  "prompt": "größe 2"'; do
    says "$fact"
  done
  [[ ! -s $logs/err ]] || fail "it says more"
  run 0 --json "$id" --base-url "$address"
  rows_are 1
  run 2 none --base-url "$address"
  says "HTTP 404"
  says "It cost nothing."
  make_clips 1 --negative-prompt $'steers \xc2\x9b'
  id=$("$tried" records --base-url "$address" --json --per-page 1 | grep -oE '[0-9a-f]{32}')
  run 0 "$id" --base-url "$address"
  says 'steers \u009b'
  make_clips 1 --negative-prompt $'turns \xe2\x80\xae'
  id=$("$tried" records --base-url "$address" --json --per-page 1 | grep -oE '[0-9a-f]{32}')
  run 0 "$id" --base-url "$address"
  says 'turns \u202e'
  stop_sandbox
}

prints_records_for_programs() {
  python3 -c 'import csv, json' 2>/dev/null || exit 77
  start_sandbox --fault 'generate:failed==1+1%2C "bad" luck'
  make_clips 2
  run 0 --base-url "$address" --json
  python3 - "$logs/out" <<'END' || fail "that is not what was recorded"
import json, sys
clip, failure = [json.loads(line) for line in open(sys.argv[1], encoding="ascii")]
assert list(clip) == ["request_id", "model", "state", "word", "cost", "created", "latency_ms", "address", "error",
                      "request_body", "times"]
assert clip["state"] == "completed" and clip["word"] == "COMPLETED" and clip["cost"] == 0.25
assert clip["request_body"] == {"prompt": "größe 2", "duration": 2} and clip["error"] is None
assert clip["address"].startswith("http://127.0.0.1:") and clip["times"] == {"model_created": clip["created"]}
assert failure["error"] == '=1+1, "bad" luck' and failure["address"] is None
END
  [[ ! -s $logs/err ]] || fail "it says more"
  run 0 --base-url "$address" --csv
  python3 - "$logs/out" <<'END' || fail "that is no table of what was recorded"
import csv, json, sys
clip, failure = csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True)
assert json.loads(clip["request_body"])["prompt"] == "größe 2" and clip["cost"] == "0.25" and clip["error"] == ""
assert failure["error"] == '\'=1+1, "bad" luck' and failure["state"] == "failed" and failure["address"] == ""
END
  run 0 --base-url "$address" --csv --status pending
  [[ $(wc -l <"$logs/out") == 1 ]] || fail "an empty table has its header alone"
  stop_sandbox
}

reads_every_page_once_and_no_more() {
  start_sandbox --records-page 3 --records-in key
  make_clips 7
  run 0 --base-url "$address" --json
  rows_are 3
  run 0 --base-url "$address" --json --page 3
  rows_are 1
  run 0 --base-url "$address" --json --all
  rows_are 7
  run 0 --base-url "$address" --all
  says "7 records, 1.750 dollars."
  is_silent_about "This is page"
  stop_sandbox
  start_sandbox --fault 'records:body=[{"request_id":"a"}],times=forever' # which knows no pages
  run 0 --base-url "$address" --json --all
  rows_are 1
  stop_sandbox
}

narrows_the_records() {
  start_sandbox --fault "generate:failed=bad luck" --clock-offset 48h
  make_clips 3
  run 0 --base-url "$address" --json --status completed
  rows_are 2
  run 0 --base-url "$address" --json --status failed --model r2v
  rows_are 1
  run 0 --base-url "$address" --model p-image
  says "No records."
  says "Only the last 7 days were asked for; --from goes further back."
  local day before
  day=$(date -u -d '+48 hours' +%F)
  run 0 --base-url "$address" --json --from "$day" --to "$day"
  rows_are 3
  before=$(date -u -d '+20 hours' +%F)
  run 0 --base-url "$address" --from "$before" --to "$before"
  says "No records."
  is_silent_about "7 days"
  stop_sandbox
}

names_everything_that_does_not_go_together() {
  start_sandbox
  run 2 --base-url "$address" id "b c" --from 2026-02-29 --to today --status "done" --page 0 --per-page 101 --all --json \
    --csv --model
  for problem in '--from takes a day such as 2026-09-30, not "2026-02-29"' '--to takes a day' \
    '--status takes completed, failed or pending, not "done"' '--page takes a whole number from 1' '--per-page takes' \
    '--csv is a second form; give one of --json and --csv' '"b c" is a second id' '--model needs a value' \
    'An id names one record, and takes no --status, --from, --to, --page, --per-page, --all' \
    '--all reads every page, and takes neither --page nor --per-page' 'Nothing was sent. See segmind records --help.'; do
    says "$problem"
  done
  run 2 --base-url "$address" --from 2028-02-29 --to 2028-02-28
  says "--from is a day after --to"
  run 2 --base-url "$address" --from 2025-12-31 --to 2026-02-01
  says "must be at most 31 days apart"
  run 2 --base-url "$address" --from 2025-12-31
  says "must be at most 31 days apart"
  run 0 --base-url "$address" --from 2025-12-31 --to 2026-01-31
  run 2 --base-url "$address" --to 2026-02-01
  says "--to needs a --from"
  run 2 --base-url "$address" "b c"
  says 'ID "b c": An id has'
  stop_sandbox
  counted "1 request"
}

says_why_there_is_no_answer() {
  start_sandbox
  SEGMIND_API_KEY=SG_wrong run 2 --base-url "$address"
  says "HTTP 401"
  is_silent_about SG_wrong
  [[ ! -s $logs/out ]] || fail "it printed records"
  run 2 --base-url https://proxy.example.com
  says "--records-url"
  run 0 --base-url https://proxy.example.com --records-url "$address"
  says "No records."
  unset SEGMIND_API_KEY
  run 2
  says "Records are those of an account: set SEGMIND_API_KEY, or give --base-url"
  stop_sandbox
}

says_what_is_missing() {
  start_sandbox --fault 'records:body=[{"request_id":"a"}%2C{"request_id":7}%2C{}],times=forever'
  run 1 --base-url "$address" --json
  rows_are 1
  says "rows of the answer could not be read."
  stop_sandbox
  start_sandbox --records-page 1 --records-twins 100
  make_clips 1
  run 1 --base-url "$address" --json --all
  rows_are 100
  says "There may be more; narrow them with --from, --to, --model or --status."
  stop_sandbox
}

keep_promise
