# An upload of 100 MB compared with the simplest way, measured by upload.sh. Sourced by run.sh.

runs=5
[[ -z $quick ]] || runs=3
$bench/upload.sh "$build" $runs >"$work/upload"
cell() { awk -F'|' -v what="$1" -v column="$2" 'index($2, what) { gsub(/^ +| +$/, "", $column); print $column }' "$work/upload"; }
plain_row "100 MB uploaded: time" "$(cell segmind 3)" "$(cell base64 3)"
plain_row "100 MB uploaded: peak memory" "$(cell segmind 5)" "$(cell base64 5)"
note "Uploads are compared with a program that holds the file, its base64 and the JSON in memory at once."
