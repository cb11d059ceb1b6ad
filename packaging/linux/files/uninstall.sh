#!/bin/sh
# Removes this Playground, its entry in the menu and its file type. Your experiments and settings stay.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
list=$here/.playground-installed
say() { printf '%s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

ask=yes quiet=
for word in "$@"; do
    case $word in
        --yes) ask= ;;
        --quiet) quiet=yes ;;
        *) printf "playground: '%s' is no option; there are --yes and --quiet\n" "$word" >&2; exit 1 ;;
    esac
done
[ -f "$list" ] || { printf 'playground: %s is missing, so nobody knows what to remove\n' "$list" >&2; exit 1; }
if [ -n "$ask" ]; then
    printf 'Remove Playground from %s? [y/N] ' "$here"
    read -r answer || answer=''
    case $answer in [yYjJ]*) ;; *) say "Nothing is removed."; exit 1 ;; esac
fi

data=${XDG_DATA_HOME:-$HOME/.local/share}
work=$(mktemp)
trap 'rm -f "$work"' EXIT
cp "$list" "$work"
cd /

# Outside of the folder: what is still ours.
sed -n 's/^file //p' "$work" | while IFS= read -r file; do
    if [ -L "$file" ]; then
        case $(readlink "$file") in "$here"/*) rm -f "$file" ;; esac
    elif [ -f "$file" ]; then
        rm -f "$file"
    fi
done
[ ! -d "$data/applications" ] || ! has update-desktop-database || update-desktop-database -q "$data/applications" || :
[ ! -d "$data/mime/packages" ] || ! has update-mime-database || update-mime-database "$data/mime" || :
# What those programs wrote for us goes where nobody else has any need of it.
if grep -qxF "folder $data/mime" "$work" && [ -z "$(ls -A "$data/mime/packages" 2>/dev/null)" ]; then
    rm -rf "$data/mime"
fi
if grep -qxF "folder $data/applications" "$work" && [ "$(ls -A "$data/applications" 2>/dev/null)" = mimeinfo.cache ]; then
    rm -f "$data/applications/mimeinfo.cache"
fi

# Inside: only what was installed.
(cd "$here" && sed -n 's/^own //p' "$work" | tr '\n' '\0' | xargs -0 rm -f --)
rm -f "$here/uninstall.sh" "$list"
find "$here" -depth -type d -exec rmdir {} \; 2>/dev/null || :

# Folders that came with it, the innermost first.
sed -n 's/^folder //p' "$work" | LC_ALL=C sort -r | while IFS= read -r folder; do
    rmdir "$folder" 2>/dev/null || :
done
if [ -d "$here" ]; then
    say "$here stays, because there are files in it that did not come with Playground."
elif [ -z "$quiet" ]; then
    say "Playground is removed. Your experiments and settings are where they were."
fi
