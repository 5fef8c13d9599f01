#!/usr/bin/env bash
# One promise of segmind-sandbox --control, kept from Python:  control.sh <segmind> <segmind-sandbox> <promise>
command -v python3 >/dev/null || exit 77
python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' || exit 77
exec python3 "${BASH_SOURCE%/*}/control.py" "$@"
