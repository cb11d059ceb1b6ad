#!/bin/sh
# Sets the project up in .venv: `sh packaging/setup.sh run` for using it, `… dev` for working on it as well,
# `… installer` for building the installers.
# Safe to repeat: what is there already stays.
set -eu
cd "$(dirname "$0")/.."
extra=${1:-run}

say() { printf '%s\n' "$*" >&2; }

# Debian and its children: install packages where that is allowed, else name them in one line.
debian_install() {
    command -v apt-get >/dev/null 2>&1 || { say "Please install with your system's package manager what provides: $*"; return 1; }
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "Please run: sudo apt-get install --no-install-recommends $*"
        return 1
    fi
    say "Installing system packages: $*"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    say "Playground needs Python 3.11, 3.12 or 3.13; none was found. Name one with: make PYTHON=/path/to/python3.11 run"
    return 1
}

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        debian_install "python$version-venv"
    fi
    say "Creating .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# What Qt loads at run time and its wheel does not bring.
if [ "$(uname -s)" = Linux ]; then
    missing=$(.venv/bin/python playground/cli/libraries.py)
    # shellcheck disable=SC2086  # a list of words is meant
    [ -z "$missing" ] || debian_install $missing
fi

# The tests want the compiled kernel; whoever only uses it does without, more slowly.
if [ "$extra" = dev ] && [ "$(uname -s)" = Linux ] &&
    ! printf '#include <math.h>\n' | "${CC:-cc}" -E -o /dev/null - 2>/dev/null; then
    debian_install gcc libc6-dev || say "Without a C compiler the tests of the kernel are skipped."
fi

# What finishes and packs the installers, and Python as a library, which Debian keeps in a package of its own.
if [ "$extra" = installer ] && [ "$(uname -s)" = Linux ]; then
    missing=
    for pair in strip:binutils xz:xz-utils git:git; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
    done
    printf '#include <math.h>\n' | "${CC:-cc}" -E -o /dev/null - 2>/dev/null || missing="$missing gcc libc6-dev"
    # Of Qt's own libraries these come along, and `doctor` above does not ask for them.
    .venv/bin/python -c 'import ctypes; [ctypes.CDLL(f"libxcb-{n}.so.{v}") for n, v in (("image", 0), ("render-util", 0), ("util", 1))]' 2>/dev/null ||
        missing="$missing libxcb-image0 libxcb-render-util0 libxcb-util1"
    library=$(.venv/bin/python -c 'import ctypes, sys
name = "python%d.%d" % sys.version_info[:2]
try:
    ctypes.CDLL(f"lib{name}.so.1.0")
except OSError:
    import sysconfig, pathlib
    own = pathlib.Path(sysconfig.get_config_var("LIBDIR") or "/", f"lib{name}.so.1.0")
    print("" if own.exists() else f"lib{name}")')
    missing="$missing${library:+ $library}"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || debian_install $missing
fi

stamp=.venv/ready-$extra
fresh=
if ! [ -f "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ packaging/constraints.txt -nt "$stamp" ]; then
    say "Installing what pyproject.toml asks for, as pinned in packaging/constraints.txt (a few minutes the first time)"
    case $extra in
        dev) what=".[dev]" ;;
        installer) what=".[installer]" ;;
        *) what="." ;;
    esac
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --constraint packaging/constraints.txt --editable "$what"
    touch "$stamp" .venv/ready-run # whoever works on it can use it as well
    fresh=yes
fi

# Once it says why it could not be compiled; everything works without it.
if [ -n "$fresh" ]; then
    .venv/bin/python -m playground.engine.step.kernel.build || true
else
    .venv/bin/python -m playground.engine.step.kernel.build 2>/dev/null || true
fi
