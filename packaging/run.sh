#!/bin/sh
# Opens the window; without a screen, trains the default experiment in the terminal and saves the window's picture.
set -eu
cd "$(dirname "$0")/.."
if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/python -m playground "$@"
fi
printf '%s\n' "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set): training the default experiment in the terminal."
mkdir -p pictures
.venv/bin/python -m playground train first --epochs 100 -o pictures/first.nnp
.venv/bin/python -m playground picture pictures/first.nnp -o pictures/window.png
printf '%s\n' "The trained experiment: $PWD/pictures/first.nnp" "A picture of the window after training: $PWD/pictures/window.png"
