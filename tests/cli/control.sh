#!/usr/bin/env bash
# One promise of segmind-sandbox --control, kept from Python:  control.sh <segmind> <segmind-sandbox> <promise>
command -v python3 >/dev/null || exit 77
exec python3 "${BASH_SOURCE%/*}/control.py" "$@"
