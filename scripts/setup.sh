#!/bin/sh
# Makes .venv and installs what the service (setup.sh run) or its tests (setup.sh test) need.
# Does nothing when it was done before and the pinned requirements are the same.
set -eu
cd "$(dirname "$0")/.."

part=${1:-run}
case $part in
  run) requirements=requirements.txt ;;
  test) requirements=requirements-dev.txt ;;
  *) echo "setup: say 'run' or 'test'" >&2; exit 2 ;;
esac

# An environment that was moved with its folder is made again: its scripts name the old place.
stamp=.venv/.ready-$part
wanted="$(pwd) $(cksum < "$requirements") $(cksum < pyproject.toml)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi

# The service and its reports need Pango; the browser tests need Chromium.
find_python() {
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 &&
       "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"; return 0
    fi
  done
  return 1
}
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
has_pango() {
  .venv/bin/python -c 'import ctypes.util, sys
names = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "gobject-2.0")
sys.exit(not all(map(ctypes.util.find_library, names)))' 2>/dev/null ||
  .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1
}
has_chromium() { sh scripts/chromium.sh >/dev/null; }

# Installs packages with the system's package manager when it may, and else prints the line.
install() {
  what=$1; debian=$2; brew=$3
  if command -v brew >/dev/null 2>&1; then
    echo "setup: installing $what with brew"
    # Two words or more are meant: they are separate packages or options.
    # shellcheck disable=SC2086
    brew install -q $brew && return 0
    line="brew install $brew"
  elif command -v apt-get >/dev/null 2>&1; then
    line="sudo apt-get update && sudo apt-get install -y $debian"
    if [ "$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo="sudo -n"; else sudo=no; fi
    if [ "$sudo" != no ]; then
      echo "setup: installing $what with apt-get"
      # shellcheck disable=SC2086
      if $sudo apt-get update -qq >/dev/null &&
         DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $debian >/dev/null
      then return 0; fi
    fi
  elif command -v dnf >/dev/null 2>&1; then
    line="sudo dnf install -y pango harfbuzz chromium python3.12"
  else
    line="brew install $brew"
  fi
  echo "setup: $what is missing. Please run this line, then try again:" >&2
  echo "  $line" >&2
  exit 1
}

if ! python=$(find_python); then
  install "Python 3.11 or newer" "python3 python3-venv" "python@3.12"
  python=$(find_python) || { echo "setup: Python 3.11 or newer is needed" >&2; exit 1; }
fi
has_venv || install "the venv part of Python" \
  "python3-venv python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" "python@3.12"

made_at=$(cat .venv/.made-at 2>/dev/null || echo none)
if [ ! -x .venv/bin/python ] || [ "$made_at" != "$(pwd)" ]; then
  echo "setup: making the virtual environment"
  "$python" -m venv --clear .venv
  pwd > .venv/.made-at
fi
echo "setup: installing the pinned packages (once)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
has_pango || install "Pango" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig" "pango"
if [ "$part" = test ]; then
  has_chromium || install "Chromium" "chromium" "--cask chromium"
  has_chromium || {
    echo "setup: no Chromium was found. Please run: .venv/bin/playwright install --with-deps chromium" >&2
    exit 1
  }
fi
echo "$wanted" > "$stamp"
