"""What pyproject.toml cannot say of the build: a wheel carries the assets, and the compiled machine where it can.

`playground/engine/step/kernel/build.py` compiles it and needs nothing but Python. It is no extension module (Python
reaches it by ctypes), so one wheel serves every Python of a platform. Without a compiler the wheel is the pure one.
The assets lie beside the package in the source tree and within it where it is installed: there `pip install --user`
and `--target` find them too, which put files that belong to no package elsewhere.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
FOLDER = Path("playground", "engine", "step", "kernel")
ASSETS = ROOT / "assets"
NOT_INSTALLED = ("pictures",)
"""Folders of the assets that only README.md shows."""


def machine() -> ModuleType:
    """The module that compiles, without the package around it, whose dependencies are not here."""
    specification = importlib.util.spec_from_file_location("build_machine", ROOT / FOLDER / "build.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def installed_assets() -> list[Path]:
    """Every file that is installed, as a path below `ASSETS`; a new folder needs no line anywhere."""
    paths = sorted(path.relative_to(ASSETS) for path in ASSETS.rglob("*") if path.is_file())
    return [path for path in paths if path.parts[0] not in NOT_INSTALLED]


class WithMachine(build_py):
    """Puts the assets and the library beside the modules."""

    def run(self) -> None:
        """Copy the modules and the assets, then compile."""
        super().run()
        if self.editable_mode:  # there the assets are where they are, and packaging/setup.sh compiles in place
            return
        for path in installed_assets():
            target = Path(self.build_lib) / "playground" / "assets" / path
            self.mkpath(str(target.parent))
            self.copy_file(str(ASSETS / path), str(target))
        module = machine()
        try:
            module.build(Path(self.build_lib) / FOLDER)
        except module.BuildError as error:
            self.announce(str(error), level=3)


class ForPlatform(bdist_wheel):
    """Any Python 3, but this platform only."""

    def finalize_options(self) -> None:
        """Not pure where there is a compiler."""
        super().finalize_options()
        module = machine()
        try:
            module.compiler()
            self.root_is_pure = False
        except module.BuildError:
            pass

    def get_tag(self) -> tuple[str, str, str]:
        """As `py3-none-linux_x86_64`."""
        python, abi, platform = super().get_tag()
        return (python, abi, platform) if self.root_is_pure else ("py3", "none", platform)


if __name__ == "__main__":  # as which setuptools runs this file; its test imports it
    setup(cmdclass={"build_py": WithMachine, "bdist_wheel": ForPlatform})
