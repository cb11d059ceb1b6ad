"""What PyInstaller takes of torch: the modules that are imported somewhere, and the libraries.

PyInstaller's own hook takes every module there is, and all sources. Those are for `torch.jit.script` and
`torch.compile`, which read Python; the program gives torch finished TorchScript as text.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

module_collection_mode = "pyz"
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
if not sys.platform.startswith("win"):  # torch does not load where it is not, though nothing here calls it
    manager = Path(get_package_paths("torch")[1], "bin", "torch_shm_manager")
    binaries += [(str(manager), "torch/bin")]
bindepend_symlink_suppression = ["**/torch/lib/libtorch*", "**/torch/lib/libc10*", "**/torch/lib/libshm*"]
warn_on_missing_hiddenimports = False
