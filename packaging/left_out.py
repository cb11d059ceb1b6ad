"""What the installers leave out, and why; the spec and the finishing of the folder read it.

Whatever is left out is proved to be needless by the build itself: the finished program has to pass its own self-test,
which tries every entry of the catalogue, every way of doing a step, and a picture of the window.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

MODULES: dict[str, str] = {
    # torch's Python, of which `import torch` and the engine need 770 modules
    "torch._dynamo": "traces Python for torch.compile; the engine captures its steps by itself",
    "torch._inductor": "compiles for torch.compile, and wants a C++ compiler on the user's machine",
    "torch.onnx": "torch's own way to ONNX needs torch.export and the onnx packages",
    "torch.testing._internal.common_utils": "torch's own tests",
    "torch.testing._internal.common_methods_invocations": "torch's own tests",
    "torch.testing._internal.opinfo": "torch's own tests",
    "torch.testing._internal.distributed": "torch's own tests",
    "torch.distributed._composable": "training on many machines",
    "torch.distributed._shard": "training on many machines",
    "torch.distributed._symmetric_memory": "training on many machines",
    "torch.distributed.checkpoint": "training on many machines",
    "torch.distributed.elastic": "training on many machines",
    "torch.distributed.fsdp": "training on many machines",
    "torch.distributed.launcher": "training on many machines",
    "torch.distributed.optim": "training on many machines",
    "torch.distributed.pipelining": "training on many machines",
    "torch.distributed.run": "training on many machines",
    "torch.distributed.tensor": "training on many machines",
    "torch.contrib": "writes for TensorBoard",
    "torch.utils.benchmark": "measures, and wants a C++ compiler",
    "torch.utils.bottleneck": "measures",
    "torch.utils.cpp_extension": "compiles C++ on the user's machine",
    "torch.utils.hipify": "translates CUDA sources",
    "torch.utils.model_dump": "pictures of TorchScript files",
    "torch.utils.tensorboard": "writes for TensorBoard",
    "torch.utils.viz": "pictures of torch's memory",
    "torch.fx.experimental.symbolic_shapes": "shapes as symbols, for torch.compile and torch.export",
    "torch.fx.experimental.validator": "shapes as symbols, for torch.compile and torch.export",
    "torch._functorch.partitioners": "for torch.compile",
    "torch._functorch.aot_autograd": "for torch.compile",
    "torch._functorch.compilers": "for torch.compile",
    "torch.ao.ns": "compares quantized networks",
    "torch.ao.pruning": "prunes networks; nothing here uses it",
    "torch.ao.quantization.pt2e": "quantizes what torch.export gives",
    "torch.ao.quantization.fx": "quantizes graphs of torch.fx",
    "torch.utils._sympy": "shapes as symbols, for torch.compile and torch.export",
    "torch._vendor.quack": "attention on the newest NVIDIA GPUs; this torch is for the CPU",
    "torch._export.serde": "torch.export's files",
    "torch.sparse._triton_ops": "sparse matrices on GPUs; this torch is for the CPU",
    "torch.sparse._triton_ops_meta": "sparse matrices on GPUs; this torch is for the CPU",
    "torch.distributed._tools": "training on many machines",
    "torch.distributed._local_tensor": "training on many machines",
    # what others would bring
    "sympy": "shapes as symbols, for torch.compile and torch.export",
    "mpmath": "sympy's numbers",
    "networkx": "the partitioner of torch.compile",
    "jinja2": "templates of torch.compile",
    "fsspec": "files elsewhere, for checkpoints of many machines",
    "filelock": "caches of torch.compile",
    "yaml": "nothing here reads YAML",
    "expecttest": "torch's own tests",
    "hypothesis": "tests",
    "pytest": "tests",
    "_pytest": "tests",
    "mypy": "types",
    "sklearn": "the reference of tests",
    "scipy": "the reference of tests; pyqtgraph does without",
    "matplotlib": "pyqtgraph's export to it, which the program does not offer",
    "pandas": "nothing here needs it",
    "h5py": "pyqtgraph's export to it, which the program does not offer",
    "IPython": "rich shows itself in notebooks",
    "ipywidgets": "rich shows itself in notebooks",
    "tkinter": "another window system",
    "setuptools": "installs packages",
    "pkg_resources": "installs packages",
    "distutils": "installs packages",
    "_distutils_hack": "installs packages",
    "pip": "installs packages",
    "wheel": "installs packages",
    "ensurepip": "installs packages",
    "lib2to3": "translates Python 2",
    "idlelib": "an editor",
    "turtledemo": "examples",
    "test": "Python's own tests",
    "sqlite3": "a database; nothing here needs one",
    "_sqlite3": "a database; nothing here needs one",
    "curses": "draws in terminals; rich does without",
    "_curses": "draws in terminals; rich does without",
    "numpy.f2py": "compiles Fortran",
    "numpy.distutils": "compiles C",
    "pyqtgraph.examples": "examples",
    "pyqtgraph.opengl": "needs PyOpenGL, which the program does without",
    "pyqtgraph.flowchart": "wires calculations together; nothing here uses it",
    "pyqtgraph.jupyter": "notebooks",
    "pyqtgraph.console": "an interpreter in a window",
    "pygments": "colours of programs in a terminal; rich needs it for nothing that is shown here",
    "markdown_it": "rich shows Markdown with it; nothing here does",
    "readline": "edits the lines of an interpreter",
    "PIL.ImageTk": "another window system",
    "PIL.ImageQt": "pictures go to Qt as arrays",
    "PySide6.QtNetwork": "superqt's QtPy names it; Python speaks to servers, not Qt",
    "pydoc_data": "the help of an interpreter",
    "numpy._core._multiarray_tests": "numpy's own tests",
    "numpy._core.tests": "numpy's own tests",
    "PySide6.scripts": "Qt's own tools",
}
"""Modules, each with all that is in it."""

FILES: dict[str, str] = {
    "torch/lib/libtorchbind_test*": "torch's own tests",
    "torch/lib/libjitbackend_test*": "torch's own tests",
    "torch/lib/libbackend_with_compiler*": "torch's own tests",
    "torch/lib/libaoti_custom_ops*": "torch's own tests",
    "PySide6/*translations/*": "the program brings its own words",
    "PySide6/*plugins/egldeviceintegrations/*": "screens without a window system",
    "PySide6/*plugins/generic/*": "screens without a window system",
    "PySide6/*plugins/networkinformation/*": "nothing here asks whether there is a network",
    "PySide6/*plugins/tls/*": "Python speaks to servers, not Qt",
    "PySide6/*plugins/platforms/*qeglfs*": "screens without a window system",
    "PySide6/*plugins/platforms/*qlinuxfb*": "screens without a window system",
    "PySide6/*plugins/platforms/*qminimal*": "Qt's own tests",
    "PySide6/*plugins/platforms/*qvkkhrdisplay*": "screens without a window system",
    "PySide6/*plugins/platforms/*qvnc*": "a screen through the network",
    "PySide6/*plugins/platforminputcontexts/*qtvirtualkeyboard*": "a keyboard on the screen, which needs QML",
    "PySide6/*plugins/platformthemes/*qgtk3*": "would need the system's GTK; the program draws its own look",
    "PySide6/*plugins/imageformats/*qpdf*": "nothing here reads PDF",
    "PySide6/*plugins/imageformats/*qicns*": "pictures are read by Pillow",
    "PySide6/*plugins/imageformats/*qtga*": "pictures are read by Pillow",
    "PySide6/*plugins/imageformats/*qtiff*": "pictures are read by Pillow",
    "PySide6/*plugins/imageformats/*qwbmp*": "pictures are read by Pillow",
    "PySide6/*plugins/imageformats/*qwebp*": "pictures are read by Pillow",
    "PySide6/*Qt6Egl*": "screens without a window system",
    "PySide6/*Qt6Pdf*": "nothing here reads PDF",
    "PySide6/*Qt6Qml*": "another way to make windows",
    "PySide6/*Qt6Quick*": "another way to make windows",
    "PySide6/*Qt6VirtualKeyboard*": "a keyboard on the screen, which needs QML",
    "pyqtgraph/icons/peegee/*": "pyqtgraph's own mark",
    "*.dist-info/direct_url.json": "where the packages lay when the installer was made",
    "*.dist-info/RECORD": "what pip would remove; there is no pip here",
    "*.dist-info/REQUESTED": "for pip",
    "*.dist-info/INSTALLER": "for pip",
    "*.dist-info/WHEEL": "for pip",
    "*.dist-info/licenses/*": "the texts are in assets/licences/licences.json, which the program shows",
    "*.dist-info/LICEN*": "the texts are in assets/licences/licences.json, which the program shows",
    "*.dist-info/NOTICE*": "the texts are in assets/licences/licences.json, which the program shows",
    "*.dist-info/sboms/*": "lists for auditors; the versions are in packaging/constraints.txt",
}
"""Files by their place in the program's folder, as `fnmatch` has it (a star goes over folders too)."""

TAKEN: dict[str, str] = {
    "libpython3*": "Python, where it is the system's",
    "libbz2.so.*": "Python reads archives",
    "libcrypto.so.*": "Python speaks to servers",
    "libssl.so.*": "Python speaks to servers",
    "libffi.so.*": "Python calls the kernel",
    "liblzma.so.*": "Python reads archives",
    "libz.so.*": "Python reads archives",
    "libuuid.so.*": "Python's uuid",
    "libmpdec.so.*": "Python's decimals, where it is the system's",
    "libxcb-cursor.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-icccm.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-image.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-keysyms.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-render-util.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-util.so.*": "Qt's way to the screen; many desktops lack it",
    "libxcb-xkb.so.*": "Qt's way to the keyboard; some desktops lack it",
    "libxcb-shape.so.*": "Qt's way to the screen; some desktops lack it",
    "libxkbcommon.so.*": "Qt's way to the keyboard, which has to fit the next",
    "libxkbcommon-x11.so.*": "Qt's way to the keyboard; many desktops lack it",
}
"""Of the libraries of the Linux that builds, those that come along; all others have to be those of the user's system.

Nothing may come along that graphics drivers load too: libstdc++, libgcc_s, libX11, libxcb, libwayland, libdrm. An older
one than the system's breaks them.
"""


def left_out(place: str) -> str:
    """Why the file at this place in the program's folder (with ``/``) is left out; empty where it is not."""
    return next((reason for pattern, reason in FILES.items() if fnmatchcase(place, pattern)), "")


def of_the_system(place: str, source: str) -> bool:
    """Whether a library that comes from ``source`` on Linux has to be that of the user's system."""
    there = source.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"))
    return there and "/" not in place and not any(fnmatchcase(place, pattern) for pattern in TAKEN)
