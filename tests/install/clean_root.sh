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

# README's first program, with a client of the sandbox.
cat >"$root/program/client.hpp" <<'CODE'
#include <segmind/sandbox/client_options.hpp>
#include <segmind/sandbox/server.hpp>
inline segmind::ClientOptions of_the_sandbox() {
  static const segmind::sandbox::Server server;
  return segmind::sandbox::client_options(server);
}
CODE
awk '/^```cpp$/ { inside = 1; next } /^```$/ && inside { exit } inside' README.md |
  sed -e '1i #include "client.hpp"' -e 's/segmind::Client client;/segmind::Client client(of_the_sandbox());/' \
  >"$root/program/first.cpp"
inside sh -c 'cd /program && c++ -std=c++17 first.cpp -o first $(pkg-config --cflags --libs segmind) -lsegmind_sandbox && ./first'
inside sh -c 'segmind generate "A paper boat" --sandbox --output /program/by_the_tool.mp4'
inside segmind --version
ls -l "$root"/program/*.mp4
inside apt-get purge -y 'libsegmind*' 'segmind*' >/dev/null
! inside sh -c 'command -v segmind || ls /usr/include/segmind' 2>/dev/null || { echo "Something is left."; exit 1; }
echo "Installed, used and removed."
