#!/bin/sh
# Installs Playground @VERSION@ for one user, without root: sh @NAME@ [--target FOLDER]
# What follows the line that ends this script is a tar archive, compressed by xz.
set -eu
umask 022

version='@VERSION@'
glibc='@GLIBC@'
machine='@MACHINE@'
lines='@LINES@'
digest='@DIGEST@'
megabytes='@MEGABYTES@'

usage() {
    cat <<'USAGE'
Installs Playground @VERSION@ for you alone; nobody has to be root.

  sh @NAME@ [OPTION …]

  --target FOLDER   where to (default: ~/.local/opt/playground); without it you are asked, on a terminal
  --yes             ask nothing
  --no-menu         no entry in the menu, no file type, no command `playground`
  --check           only see whether this file is whole
  --help            this

To remove it again: sh FOLDER/uninstall.sh
USAGE
}

say() { printf '%s\n' "$*"; }
fail() { printf 'playground: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

target='' menu=yes ask=yes only_check=
while [ $# -gt 0 ]; do
    case $1 in
        --target) [ $# -ge 2 ] || fail "--target needs a folder"; target=$2; shift ;;
        --target=*) target=${1#--target=} ;;
        --yes) ask= ;;
        --no-menu) menu= ;;
        --check) only_check=yes ;;
        --help|-h) usage; exit 0 ;;
        *) fail "'$1' is no option; there are --target FOLDER, --yes, --no-menu, --check and --help" ;;
    esac
    shift
done

payload() { tail -n "+$lines" "$0"; }

whole() {
    has sha256sum || return 0
    [ "$(payload | sha256sum | cut -d ' ' -f 1)" = "$digest" ]
}

if [ -n "$only_check" ]; then
    has sha256sum || fail "sha256sum is missing, so this file cannot be checked"
    whole || fail "this file is damaged: fetch it again"
    say "This file is whole."
    exit 0
fi

# ------------------------------------------------------------ what has to be there

[ "$(uname -s)" = Linux ] || fail "this is the program for Linux, and here is $(uname -s)"
[ "$(uname -m)" = "$machine" ] || fail "this is the program for $machine machines, and here is $(uname -m)"
found=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2) || found=''
older=$(printf '%s\n%s\n' "${found:-0}" "$glibc" | sort -V | head -n 1)
[ "$older" = "$glibc" ] || fail "the program needs glibc $glibc or later (Debian 12, Ubuntu 22.04, Fedora 36 and later), and here is ${found:-none}"
if has xz; then
    unpack() { xz -dc; }
elif has python3 && python3 -c 'import lzma' 2>/dev/null; then
    unpack() { python3 -c 'import lzma, shutil, sys; shutil.copyfileobj(lzma.open(sys.stdin.buffer), sys.stdout.buffer, 2**20)'; }
else
    fail "xz is needed to unpack it: install xz-utils (Debian, Ubuntu) or xz (Fedora, openSUSE, Arch)"
fi
has tar || fail "tar is needed to unpack it, and is missing here"

# ------------------------------------------------------------ where to

default=$HOME/.local/opt/playground
if [ -z "$target" ]; then
    target=$default
    if [ -n "$ask" ] && [ -t 0 ]; then
        printf 'Install Playground %s into which folder? [%s] ' "$version" "$default"
        read -r answer || answer=''
        # The shell gives a ~ its meaning only where it stands in a script.
        case $answer in '') ;; '~') target=$HOME ;; '~/'*) target=$HOME/${answer#'~/'} ;; *) target=$answer ;; esac
    fi
fi
case $target in /*) ;; *) target=$(pwd)/$target ;; esac
while [ "$target" != / ] && [ "${target%/}" != "$target" ]; do target=${target%/}; done
case $target in *'
'*) fail "a folder with a line break in its name is none that a menu could name" ;; esac
if [ -e "$target" ] && [ ! -f "$target/.playground-installed" ] && [ -n "$(ls -A "$target" 2>/dev/null || echo a file)" ]; then
    fail "$target is not empty, and no Playground either: name a folder that is new or empty with --target"
fi
parent=$target
made=''
while [ ! -d "$parent" ]; do
    [ "$parent" = "$target" ] || made="$parent
$made"
    parent=$(dirname "$parent")
done
[ -w "$parent" ] || fail "you may not write to $parent: name another folder with --target"
free=$(df -Pk "$parent" | awk 'NR == 2 { print int($4 / 1000) }')
if [ "${free:-$megabytes}" -lt "$megabytes" ]; then
    fail "$megabytes MB are needed, but only $free MB are free in $parent"
fi
whole || fail "this file is damaged: fetch it again"

# ------------------------------------------------------------ unpack beside, then put in place in one go

mkdir -p "$(dirname "$target")"
stage=$(mktemp -d "$(dirname "$target")/.playground-XXXXXX")
trap 'rm -rf "$stage"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
say "Installing Playground $version into $target"
# An old tar sees no reason to fail where what feeds it did.
{ payload | unpack || : > "$stage/broken"; } | tar -xf - -C "$stage" || fail "it could not be unpacked into $stage"
[ ! -e "$stage/broken" ] || fail "it could not be unpacked into $stage"
new=$stage/usr/lib/playground share=$stage/usr/share
if [ -f "$target/.playground-installed" ]; then
    made=$made$(sed -n 's/^folder //p' "$target/.playground-installed")'
'
    sh "$target/uninstall.sh" --yes --quiet
fi

for document in "$share"/doc/playground/*; do cp "$document" "$new/"; done
cat > "$new/uninstall.sh" <<'UNINSTALL'
@UNINSTALL@
UNINSTALL
chmod 755 "$new/uninstall.sh"
list=.playground-installed # what has to go again: folders, files elsewhere, and the program's own files
: > "$new/$list"
printf '%s' "$made" | sed -n 's/^./folder &/p' >> "$new/$list"
(cd "$new" && find . ! -type d) | sed -n 's|^\./|own |p' | LC_ALL=C sort >> "$new/$list"
rmdir "$target" 2>/dev/null || :
if [ -d "$target" ]; then # there are files of somebody's in it, which stay
    (cd "$new" && tar -cf - .) | tar -xf - -C "$target"
else
    mv "$new" "$target"
fi
list=$target/$list

# ------------------------------------------------------------ menu, file type, command

data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin

# Each notes first what it is about to make.
folder() {
    [ -d "$1" ] || { folder "$(dirname "$1")"; printf 'folder %s\n' "$1" >> "$list"; mkdir "$1"; }
}
put() {
    folder "$(dirname "$2")"
    printf 'file %s\n' "$2" >> "$list"
    cp "$1" "$2"
}

if [ -n "$menu" ]; then
    # As the desktop entry specification has it: quoted for the command line, then for the file.
    command=$(printf '%s' "$target/playground" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
    plain=$(printf '%s' "$target/playground" | sed -e 's/\\/\\\\/g')
    while IFS= read -r line; do
        case $line in
            Exec=*) printf 'Exec="%s" window %%f\nTryExec=%s\n' "$command" "$plain" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done < "$share/applications/playground.desktop" > "$stage/playground.desktop"
    put "$stage/playground.desktop" "$data/applications/playground.desktop"
    put "$share/mime/packages/playground.xml" "$data/mime/packages/playground.xml"
    for icon in "$share"/icons/hicolor/*/apps/playground.*; do
        put "$icon" "$data/icons/${icon#"$share"/icons/}"
    done
    put "$share/man/man1/playground.1.gz" "$data/man/man1/playground.1.gz"
    if [ ! -e "$bin/playground" ] || [ -L "$bin/playground" ]; then
        folder "$bin"
        printf 'file %s\n' "$bin/playground" >> "$list"
        ln -sf "$target/playground" "$bin/playground"
    else
        say "$bin/playground is there already and stays as it is."
    fi
    has update-desktop-database && update-desktop-database -q "$data/applications" || :
    if has update-mime-database; then
        update-mime-database "$data/mime" || :
    else
        say "update-mime-database is missing (package shared-mime-info), so files ending in .nnp will not open by a click."
    fi
fi
case ":$PATH:" in *":$bin:"*) word=playground ;; *) word=$target/playground ;; esac
say "Installed. Open it from the menu, or with: $word"
say "To remove it: sh \"$target/uninstall.sh\""
exit 0
