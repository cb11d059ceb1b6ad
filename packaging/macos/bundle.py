"""What Playground.app says of itself; packaging/playground.spec puts it into the bundle's Info.plist."""

from __future__ import annotations

from typing import Any

IDENTIFIER = "org.playground.Playground"
EXPERIMENT = f"{IDENTIFIER}.experiment"
MIME = "application/x-playground-experiment"


def info(version: str) -> dict[str, Any]:
    """The entries beside those that PyInstaller writes itself."""
    return {
        "CFBundleName": "Playground",
        "CFBundleDisplayName": "Playground",
        "CFBundleExecutable": "playground",
        "LSBackgroundOnly": False,  # PyInstaller would take the command line's program for one without windows
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": "12.0",  # the oldest for which torch and Qt are made
        "LSApplicationCategoryType": "public.app-category.education",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,  # dark colours where the system has them
        "CFBundleLocalizations": ["en", "de"],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Playground experiment",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [EXPERIMENT],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": EXPERIMENT,
                "UTTypeDescription": "Playground experiment",
                "UTTypeConformsTo": ["public.data", "public.content"],
                "UTTypeTagSpecification": {"public.filename-extension": ["nnp"], "public.mime-type": [MIME]},
            }
        ],
    }
