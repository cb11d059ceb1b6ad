"""Whom an encrypted connection trusts: whom the system trusts, wherever it keeps that."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, Red Hat
    "/etc/pki/tls/certs/ca-bundle.crt",  # older ones of these
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)
"""Where systems on Linux keep certificates. A program that brings its own OpenSSL knows its builder's place alone."""


def trusted() -> ssl.SSLContext:
    """What to check servers' certificates with."""
    usual = ssl.get_default_verify_paths()
    if sys.platform.startswith("linux") and not (usual.cafile or usual.capath):
        for path in BUNDLES:
            if Path(path).is_file():
                return ssl.create_default_context(cafile=path)
    return ssl.create_default_context()
