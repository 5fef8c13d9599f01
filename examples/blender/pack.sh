#!/usr/bin/env bash
# Installs what is missing, builds the library, and packs it with the Blender add-on into one file. Blender installs that
# in Edit, Preferences, Add-ons, Install.
#
#   examples/blender/pack.sh [segmind_clips.zip]
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
case ${1:-} in
  -*) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' examples/blender/pack.sh; exit 0 ;;
esac
zip=$(cd "$caller" && realpath -m "${1:-segmind_clips.zip}")

segmind_install_missing addon
build=build/addon # whose libraries look for each other beside them
segmind_step "Configuring $build" cmake --preset release -B $build -DBUILD_SHARED_LIBS=ON \
  -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON -DCMAKE_INSTALL_RPATH="\$ORIGIN" -DSEGMIND_BUILD_C=ON -DSEGMIND_BUILD_TESTS=OFF \
  -DSEGMIND_BUILD_EXAMPLES=OFF -DSEGMIND_BUILD_CLI=OFF -DSEGMIND_BUILD_SANDBOX=OFF
segmind_step "Building the library" cmake --build $build --target segmind_c segmind_c_journal_sqlite

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r examples/blender/segmind_clips examples/python/segmind.py "$work"
mv "$work/segmind.py" "$work/segmind_clips"
rm -rf "$work/segmind_clips/__pycache__"
mkdir "$work/segmind_clips/lib"
# What Python loads, by its plain name; what that is made of, by the name that the loader asks for.
cp -L $build/src/c/libsegmind_c{,_journal_sqlite}.so "$work/segmind_clips/lib"
for made_of in $build/src/libsegmind.so $build/src/journal/sqlite/libsegmind_journal_sqlite.so; do
  cp -L "$made_of" "$work/segmind_clips/lib/$(readlink "$made_of")"
done
(cd "$work" && python3 -m zipfile -c clips.zip segmind_clips)
mv "$work/clips.zip" "$zip"
echo "$zip"
