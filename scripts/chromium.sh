#!/bin/sh
# Prints the path of the Chromium that the browser tests drive; exits with 1 when there is none.
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
  /snap/bin/chromium /Applications/Chromium.app/Contents/MacOS/Chromium \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
  "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
  "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium; do
  [ -n "$name" ] || continue
  # Ubuntu's chromium-browser is a stub that asks for a snap; only a browser that answers counts.
  if path=$(command -v "$name" 2>/dev/null) && "$path" --version >/dev/null 2>&1; then
    echo "$path"; exit 0
  fi
done
exit 1
