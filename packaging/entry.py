"""The program as an installer puts it on a machine; every one of its names is this file.

`playground` is the command line and the window, `playground-gui` the window alone, `playground-engine` the process
that has torch: the window starts it through `multiprocessing`, which ends in `freeze_support`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

SEARCHED = {"linux": "LD_LIBRARY_PATH"}
"""Where the system looks for libraries first. The program's loader puts the program's own folder there."""
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Debian, Fedora, openSUSE and others keep them; the bundled OpenSSL knows only the place of its own system."""


def main() -> int:
    """Run what this process was started for."""
    _leave_others_alone()
    multiprocessing.freeze_support()
    if sys.platform.startswith("linux"):
        _find_certificates()
    from playground.__main__ import window
    from playground.cli import main as command_line

    return window() if Path(sys.argv[0]).stem == "playground-gui" else command_line()


def _leave_others_alone() -> None:
    """Programs that are started from here, a browser for one, are to find the system's libraries, not the bundled ones.

    The libraries of this very process are searched in the folders that the variable named when it began.
    """
    name = SEARCHED.get(sys.platform, "")
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is not None:
        os.environ[name] = before
    else:
        os.environ.pop(name, None)
    # The program itself, started from here once more, is to be prepared anew: its loader goes by variables of its own,
    # takes itself for prepared already, and would leave its folder out.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def _find_certificates() -> None:
    """Where the bundled OpenSSL finds no certificates in its own places, name those of this system."""
    if "SSL_CERT_FILE" in os.environ or "SSL_CERT_DIR" in os.environ:
        return
    found = next((path for path in CERTIFICATES if os.path.isfile(path)), None)
    if found is not None:
        os.environ["SSL_CERT_FILE"] = found


if __name__ == "__main__":
    sys.exit(main())
