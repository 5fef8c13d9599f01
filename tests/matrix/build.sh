# For the scripts beside it: builds programs of the matrix.
# matrix_build <source folder> <build folder> <target>...
matrix_build() {
  local source=$1 build=$2 log
  shift 2
  log=$(mktemp)
  if ! { cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSEGMIND_BUILD_TESTS=ON &&
    cmake --build "$build" --target "$@"; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 2
  fi
  rm -f "$log"
}
