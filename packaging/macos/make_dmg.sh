#!/bin/bash
# Makes the disk image from dist/Playground.app: sign from the inside out, pack, have it notarized, staple.
#
#     bash packaging/macos/make_dmg.sh VERSION
#
# SIGN_IDENTITY             "Developer ID Application: …", in a keychain that is open; without it nothing is signed
# NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER   of App Store Connect, the first a .p8 file; without them nothing is notarized
set -eu
cd "$(dirname "$0")/../.."
version=${1:?give the version: bash packaging/macos/make_dmg.sh 0.1.0}
app=dist/Playground.app
image=dist/playground-$version-macos-$(uname -m).dmg
entitlements=packaging/macos/entitlements.plist

say() { printf '%s\n' "$*" >&2; }

sign() { codesign --force --timestamp --options runtime --sign "$SIGN_IDENTITY" "$@"; }

[ -d "$app" ] || { say "There is no $app: run pyinstaller packaging/playground.spec first."; exit 1; }

if [ -n "${SIGN_IDENTITY:-}" ]; then
    # Every library before what holds it. `codesign --deep` would give all the same entitlements, and skips
    # what does not lie where it looks; strip and every other change come before, for they break a signature.
    find "$app/Contents" -type f ! -path '*/MacOS/*' -print0 | while IFS= read -r -d '' file; do
        case $(file -b "$file") in *Mach-O*) sign "$file" ;; esac
    done
    find "$app/Contents" -depth -type d -name '*.framework' -print0 | while IFS= read -r -d '' folder; do
        sign "$folder"
    done
    # The engine has the same needs as the window.
    for program in "$app"/Contents/MacOS/*; do
        sign --entitlements "$entitlements" "$program"
    done
    sign --entitlements "$entitlements" "$app"
    codesign --verify --strict --verbose=2 "$app"
else
    say "SIGN_IDENTITY is not set: the program keeps PyInstaller's ad-hoc signature, and macOS warns of it."
fi

rm -f "$image"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
if command -v create-dmg >/dev/null 2>&1; then
    create-dmg --volname Playground --window-size 560 360 --icon-size 112 --icon Playground.app 150 170 \
        --hide-extension Playground.app --app-drop-link 410 170 --no-internet-enable "$image" "$stage"
else
    say "create-dmg is missing (brew install create-dmg): the image gets no arrangement of its own."
    ln -s /Applications "$stage/Applications"
    hdiutil create -volname Playground -srcfolder "$stage" -format ULMO "$image"
fi

if [ -n "${SIGN_IDENTITY:-}" ]; then
    codesign --force --timestamp --sign "$SIGN_IDENTITY" "$image"
fi
if [ -n "${SIGN_IDENTITY:-}" ] && [ -n "${NOTARY_KEY:-}" ] && [ -n "${NOTARY_KEY_ID:-}" ] && [ -n "${NOTARY_ISSUER:-}" ]; then
    xcrun notarytool submit "$image" --key "$NOTARY_KEY" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
else
    say "SIGN_IDENTITY, NOTARY_KEY, NOTARY_KEY_ID or NOTARY_ISSUER is not set: the image is not notarized."
fi
say "Made $image"
