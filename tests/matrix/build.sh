# Builds programs of the matrix. Sourced by the scripts here, in the repository's top folder.
# matrix_build <source folder> <build folder> <target>...
source cmake/dependencies.sh

matrix_build() {
  local source=$1 build=$2 log
  shift 2
  segmind_install_missing tests
  log=$(mktemp)
  if ! { cmake --preset release -S "$source" -B "$build" -DSEGMIND_BUILD_TESTS=ON &&
    cmake --build "$build" --target "$@"; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 2
  fi
  rm -f "$log"
}
