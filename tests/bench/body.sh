# A large answer: time compared with bare libcurl with its defaults, and memory. Sourced by run.sh.

size=$((200 * 1000 * 1000)) runs=9
[[ -z $quick ]] || runs=5
disk=$work/clip
fast=$([[ -w /dev/shm ]] && mktemp -u /dev/shm/segmind-bench.XXXXXX || echo "$disk")

for ((i = 0; i < runs; i++)); do
  measure body_memory "$programs/body" "$port" $size memory
  measure body_memory_default "$programs/body_floor" "$port" $size default memory
  measure body_memory_tuned "$programs/body_floor" "$port" $size tuned memory
  measure body_file "$programs/body" "$port" $size file "$fast"
  measure body_file_default "$programs/body_floor" "$port" $size default file "$fast"
  measure body_file_tuned "$programs/body_floor" "$port" $size tuned file "$fast"
  measure body_disk "$programs/body" "$port" $size file "$disk"
  measure body_disk_default "$programs/body_floor" "$port" $size default flushed "$disk"
  measure body_callback "$programs/body" "$port" $size callback
  if command -v curl >/dev/null; then
    start=$(date +%s%N)
    curl -s -d '{}' -o "$fast" "http://127.0.0.1:$port/bytes/$size/v1/wan2.7-r2v"
    echo "seconds $(calculate "($(date +%s%N) - $start) / 1e9")" >>"$work/body_file_curl"
  fi
  rm -f "$fast" "$disk"
done

# body_row <destination as the row says it> <destination as the files are named>
body_row() {
  local ratio figure
  ratio=$(median_ratio "body_$2" "body_$2_default" seconds)
  row "200 MB to $1: time" "$(shown "$(median "body_$2" seconds)") s" "$(shown "$(median "body_$2_default" seconds)") s" \
    "$ratio" 0.80 "≤ 0.80 of libcurl's defaults: $(shown "$ratio")"
  peer "bare libcurl, tuned by us" "$(shown "$(median "body_$2_tuned" seconds)") s"
  figure=$(median_ratio "body_$2" "body_$2_default" cpu_s)
  plain_row "200 MB to $1: processor time" "$(shown "$(median "body_$2" cpu_s)") s" \
    "$(shown "$(median "body_$2_default" cpu_s)") s (ours $(shown "$figure") of it)"
}
body_row memory memory
body_row "a file" file
[[ ! -e $work/body_file_curl ]] || peer "the curl program" "$(shown "$(median body_file_curl seconds)") s"
plain_row "200 MB to a file on the disk, flushed: time" "$(shown "$(median body_disk seconds)") s" \
  "$(shown "$(median body_disk_default seconds)") s"
note "\"A file\" is on tmpfs, where flushing is free. On a disk the disk decides; ours always flushes."

memory=$(calculate "$(median body_memory most_mb) - $size / 1024 / 1024")
row "200 MB to memory: peak memory in addition to the body" "$(shown "$memory") MB" \
  "$(shown "$(calculate "$(median body_memory_default most_mb) - $size / 1024 / 1024")") MB" "$memory" 12 "≤ 12 MB"

large=$((2 * 1000 * 1000 * 1000))
[[ -z $quick ]] || large=$size
measure large_file "$programs/body" "$port" $large file "$fast"
measure large_callback "$programs/body" "$port" $large callback
measure large_floor "$programs/body_floor" "$port" $large default file "$fast"
rm -f "$fast"
for where in file callback; do
  memory=$(median large_$where most_mb)
  row "$(calculate "$large / 1e9") GB to a $where: peak memory" "$(shown "$memory") MB" \
    "$(shown "$(median large_floor most_mb)") MB" "$memory" 13 "≤ 13 MB"
done
