#!/usr/bin/env bash
# Debian's packages, made of a shared build, installed below a folder, used from there and removed again:
#   deb.sh <cpack> <build folder> <c++ compiler> <c compiler; empty: there is none> <work folder>
# dpkg installs as root alone; for others the test ends with 77, skipped.
set -euo pipefail
cpack=$1 build=$2 compiler=$3 c_compiler=$4 work=$5
here=$(cd "$(dirname "$0")" && pwd)
[[ $(id -u) == 0 ]] && command -v dpkg >/dev/null && command -v dpkg-shlibdeps >/dev/null || exit 77

rm -rf "$work"
mkdir -p "$work/packages" "$work/root/var/lib/dpkg"/{info,updates}
touch "$work/root/var/lib/dpkg/status"
(cd "$build" && "$cpack" -G DEB -B "$work/packages" >"$work/cpack.log") || { cat "$work/cpack.log"; exit 1; }
cd "$work"
for package in packages/*.deb; do
  dpkg-deb --show --showformat='${Package} ${Version}, needs ${Depends}\n' "$package"
done

# What Debian itself brings is the machine's own.
under_root() { dpkg --root="$work/root" --force-depends --force-script-chrootless --log=/dev/null "$@" >>"$work/dpkg.log" 2>&1; }
under_root --install packages/*.deb || { cat dpkg.log; exit 1; }
"root/usr/bin/segmind" --version
bash "$here/pkg_config.sh" "$work/root/usr" "$compiler" "$c_compiler" "$work/pkg_config"

mapfile -t names < <(for package in packages/*.deb; do dpkg-deb --field "$package" Package; done)
for name in "${names[@]}"; do
  grep -qF "\`$name\`" "$here/../../docs/install.md" || { echo "docs/install.md does not name $name"; exit 1; }
done
under_root --purge "${names[@]}" || { cat dpkg.log; exit 1; }
if left=$(find root -type f -not -path 'root/var/*' | grep .); then
  echo "These are left after removal: $left"
  exit 1
fi
