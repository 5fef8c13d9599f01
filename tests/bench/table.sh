# Functions that the parts of run.sh share: running programs, medians, rows. Sourced by run.sh.

rows=() notes=()

# measure <name> <program> [argument...]: runs a program and records its output, lines of "<figure> <value>".
measure() {
  local name=$1
  shift
  timeout 300 "$@" >>"$work/$name"
}

# values <name> <figure>: one value per run.
values() { awk -v figure="$2" '$1 == figure { print $2 }' "$work/$1"; }
middle() {
  sort -g | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}
# median <name> <figure>
median() { values "$1" "$2" | middle; }
# median_ratio <name> <name> <figure>: the median of ratios, each of two runs that followed each other.
median_ratio() { paste <(values "$1" "$3") <(values "$2" "$3") | awk '{ print $1 / $2 }' | middle; }

calculate() { awk "BEGIN { printf \"%.6g\", $1 }"; }
# A number with three significant digits.
shown() { awk -v value="$1" 'BEGIN { format = value >= 100 ? "%.0f" : "%.3g"; printf(format, value) }'; }
with_commas() { awk -v value="$1" 'BEGIN { text = sprintf("%.0f", value); while (match(text, /[0-9][0-9][0-9][0-9]($|,)/))
  text = substr(text, 1, RSTART) "," substr(text, RSTART + 1); print text }'; }

# row <label> <ours> <floor> <figure> <most> <goal in words>: the goal is met when figure <= most.
row() {
  local verdict
  verdict=$(awk -v figure="$4" -v most="$5" 'BEGIN { print figure <= most ? "met" : "**missed**" }')
  rows+=("| $1 | $2 | $3 | $6 | $verdict |")
}

# plain_row <label> <ours> <floor or peer>: a row without a goal.
plain_row() { rows+=("| $1 | $2 | $3 | | |"); }
peer() { rows+=("| &nbsp;&nbsp;$1 | | $2 | | |"); }
note() { notes+=("- $1"); }

# put_into_docs <file>: replaces the table between the two marks.
put_into_docs() {
  awk -v table="$1" '
    /^<!-- end of the table -->/ { within = 0 }
    !within
    /^<!-- the table of tests.bench.run.sh -->/ { within = 1; print ""; while ((getline line < table) > 0) print line; print "" }
  ' docs/benchmarks.md >"$work/page" && cat "$work/page" >docs/benchmarks.md
}

print_table() {
  local memory
  memory=$(awk '/^MemTotal/ { printf "%.0f", $2 / 1024 / 1024 }' /proc/meminfo)
  printf '%s; %s cores, %s GB of memory, %s; libcurl %s; %s%s.\n\n' "$(date -u +%Y-%m-%d)" "$(nproc)" "$memory" \
    "$(uname -sm)" "$(curl-config --version 2>/dev/null | sed 's/libcurl //')" "$(${CXX:-c++} --version | head -n 1)" \
    "${quick:+; quick run, smaller numbers}"
  echo '| figure | ours | floor, peers | goal | |'
  echo '|---|---:|---:|---|---|'
  printf '%s\n' "${rows[@]}"
  echo
  printf '%s\n' "${notes[@]}"
}
