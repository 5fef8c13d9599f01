#!/usr/bin/env bash
# Debian's packages in a Debian that has nothing else: builds them, makes a root folder with debootstrap, installs them and
# a compiler there, and makes a clip with README's first program, from the sandbox. As root; takes some minutes.
#
#   tests/install/clean_root.sh [folder; default: a temporary one, removed afterwards]
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/dependencies.sh
if [[ ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' tests/install/clean_root.sh
  exit 0
fi
[[ $(id -u) == 0 ]] || { echo "clean_root.sh makes a root folder: run it as root." >&2; exit 2; }
work=${1:-}
[[ -n $work ]] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
root=$work/root build=$PWD/build/packages

segmind_install_missing "tests packages"
segmind_step "Configuring $build" cmake --preset release -B "$build" -DBUILD_SHARED_LIBS=ON -DSEGMIND_BUILD_TESTS=OFF \
  -DSEGMIND_BUILD_EXAMPLES=OFF
segmind_step "Building $build" cmake --build "$build"
rm -rf "$work/packages"
(cd "$build" && segmind_step "Packing" cpack -G DEB -B "$work/packages")

# From wherever this machine has its packages, and as it asks for them.
release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
mirror=$(apt-get indextargets --format '$(SITE)' "Codename: $release" | head -n 1)
[[ -d $root/usr ]] || segmind_step "Making a clean Debian" debootstrap --variant=minbase "$release" "$root" "$mirror"
cp -rL /etc/apt/. "$root/etc/apt/"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/packages" "$root/program"
cp "$work"/packages/*.deb "$root/packages/"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
segmind_step "Updating its package index" inside apt-get update
segmind_step "Installing the packages" inside sh -c 'apt-get install -y --no-install-recommends g++ pkg-config /packages/*.deb'

# README's first program, and in place of its client the one that README has for the sandbox, whose address and key are
# given. The program has no sandbox within.
block() { awk -v wanted="$1" '/^```cpp$/ { inside = ++found == wanted; next } /^```$/ { inside = 0 } inside' README.md; }
block 2 | sed -e 's|"http://127.0.0.1:8080"|argv[1]|' -e 's|"SG_sandbox00000000"|argv[2]|' >"$root/program/client.inc"
block 1 | sed -e 's/int main()/int main(int, char** argv)/' -e "/segmind::Client client;/{r $root/program/client.inc
d}" >"$root/program/first.cpp"
cp tests/install/with_sandbox.sh tests/install/generate.c "$root/program/"
cat "$root/program/first.cpp"
inside sh -ec 'cd /program && c++ -std=c++17 first.cpp -o first $(pkg-config --cflags --libs segmind)
  bash with_sandbox.sh /usr/bin/segmind-sandbox ./first
  cc -std=c11 generate.c -o in_c $(pkg-config --cflags --libs segmind_c)
  bash with_sandbox.sh /usr/bin/segmind-sandbox ./in_c'
inside segmind --version
inside segmind generate --prompt "A paper boat" --output /program/by_the_tool.mp4  # no key: from a sandbox within
inside ls -l /program
for clip in clip by_the_tool; do
  [[ $(head -c 8 "$root/program/$clip.mp4" | tail -c 4) == ftyp ]] || { echo "$clip.mp4 is no clip."; exit 1; }
done

mapfile -t ours < <(for package in "$root"/packages/*.deb; do dpkg-deb --field "$package" Package; done)
segmind_step "Removing ${ours[*]}" inside apt-get purge -y "${ours[@]}"
if inside sh -c 'ls -d /usr/include/segmind /usr/lib/cmake/segmind /usr/lib/*segmind* /usr/bin/segmind*' 2>/dev/null; then
  echo "These are left after removal."
  exit 1
fi
echo "Installed, used and removed."
