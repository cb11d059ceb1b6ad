"""What PyInstaller takes of torch: the modules that are imported somewhere, and the libraries.

PyInstaller's own hook takes every module there is, and all sources. Those are for `torch.jit.script` and
`torch.compile`, which read Python; the program gives torch finished TorchScript as text. A few modules read sources
while they are imported, and fail without: which ones, importing torch tells.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PyInstaller import isolated
from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths


@isolated.decorate
def read_while_importing() -> list[str]:
    """The modules of which something asks for the source while torch is imported."""
    import inspect

    found: set[str] = set()
    find = inspect.findsource

    def note(thing: object) -> object:
        module = inspect.getmodule(thing)
        if module is not None:
            found.add(module.__name__)
        return find(thing)

    inspect.findsource = note
    import torch  # noqa: F401

    return sorted(found)


module_collection_mode = {"torch": "pyz"} | dict.fromkeys(read_while_importing(), "pyz+py")
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
if not sys.platform.startswith("win"):  # torch does not load where it is not, though nothing here calls it
    manager = Path(get_package_paths("torch")[1], "bin", "torch_shm_manager")
    binaries += [(str(manager), "torch/bin")]
bindepend_symlink_suppression = ["**/torch/lib/libtorch*", "**/torch/lib/libc10*", "**/torch/lib/libshm*"]
warn_on_missing_hiddenimports = False
