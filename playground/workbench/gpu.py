"""How to get a torch that computes on a GPU, in two steps, and whether this machine asks for it. torch stays out."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from playground import __version__
from playground.spec.words import tr
from playground.workbench.itself import bundled

CUDA = "cu130"
"""The build of torch that is recommended: CUDA 13.0, for NVIDIA's driver 580 and later."""
INDEX = f"https://download.pytorch.org/whl/{CUDA}"
"""Where PyTorch keeps it; https://pytorch.org/get-started/locally/ lists all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what to do, and the command that does it, empty where there is none."""

    words: str
    command: str = ""


def driver() -> str:
    """What shows that this machine has NVIDIA's driver; empty where nothing does."""
    if sys.platform == "win32":
        library = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "nvcuda.dll")
        if library.is_file():
            return str(library)
    elif sys.platform.startswith("linux"):
        about = Path("/proc/driver/nvidia/version")
        if about.is_file():
            return str(about)
    return shutil.which("nvidia-smi") or ""


def torch_has_cuda() -> bool:
    """Whether the torch that is installed was built with CUDA: read from its file of versions, without loading it."""
    if bundled():
        return False  # the installers hold the build for the CPU alone
    found = importlib.util.find_spec("torch")
    about = Path(found.origin).with_name("version.py") if found is not None and found.origin else None
    if about is None or not about.is_file():
        return False
    text = about.read_text(encoding="utf-8", errors="replace")
    return re.search(r"^cuda[^=\n]*=\s*['\"]\d", text, re.MULTILINE) is not None


def worth_telling() -> bool:
    """Whether there is an NVIDIA GPU that the torch at hand cannot use."""
    return bool(driver()) and not torch_has_cuda()


def situation() -> str:
    """In a sentence or two, how it stands with GPUs here."""
    if sys.platform == "darwin":
        return tr("On a Mac with an Apple chip the GPU is used without further ado, through Metal.")
    seen = driver()
    if torch_has_cuda():
        if seen:
            return tr("torch is the build with CUDA, and NVIDIA's driver is here ({driver}).", driver=seen)
        return tr("torch is the build with CUDA, but NVIDIA's driver is not found on this machine.")
    if bundled():
        build = tr("The installed program brings torch for the CPU alone, to stay small.")
    else:
        build = tr("torch is the build for the CPU alone.")
    if seen:
        words = tr("NVIDIA's driver is here ({driver}): two steps make its GPU usable.", driver=seen)
    else:
        words = tr("NVIDIA's driver is not found on this machine; where it is, two steps make its GPU usable.")
    return f"{build} {words}"


def steps() -> tuple[Step, ...]:
    """The two steps that lead to training on a GPU; none where nothing has to be done."""
    if sys.platform == "darwin":
        return ()
    torch = f"torch --index-url {INDEX}"
    if not bundled():
        python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
        return (
            Step(
                words=tr("Put the build with CUDA in the place of torch (about 3 GB):"),
                command=f"{python} -m pip install --force-reinstall {torch}",
            ),
            Step(words=tr("Start the program anew, and let it check:"), command=f"{python} -m playground doctor"),
        )
    folder = "playground-gpu"
    inside = rf"{folder}\Scripts\python" if sys.platform == "win32" else f"{folder}/bin/python"
    make = "py -3.11 -m venv" if sys.platform == "win32" else "python3 -m venv"
    return (
        Step(
            words=tr(
                "Make a Python environment beside the installed program, with torch's build with CUDA (about 3 GB) and "
                "the wheel of this version from the download page:"
            ),
            command=f"{make} {folder}\n{inside} -m pip install {torch}\n"
            f"{inside} -m pip install playground-{__version__}-py3-none-{platform_tag()}.whl",
        ),
        Step(words=tr("Let it check, and start the program from there:"), command=f"{inside} -m playground doctor"),
    )


def platform_tag() -> str:
    """What wheels for this system have in their names, such as ``linux_x86_64``."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
