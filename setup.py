"""What pyproject.toml cannot say of the build: a wheel carries the compiled machine, where there is a compiler.

`playground/engine/step/kernel/build.py` compiles it and needs nothing but Python. It is no extension module (Python
reaches it by ctypes), so one wheel serves every Python of a platform. Without a compiler the wheel is the pure one.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

FOLDER = Path("playground", "engine", "step", "kernel")


def machine() -> ModuleType:
    """The module that compiles, without the package around it, whose dependencies are not here."""
    specification = importlib.util.spec_from_file_location("build_machine", Path(__file__).parent / FOLDER / "build.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class WithMachine(build_py):
    """Puts the library beside the modules."""

    def run(self) -> None:
        """Copy the modules, then compile."""
        super().run()
        if not self.editable_mode:  # there packaging/setup.sh compiles it in place
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


setup(cmdclass={"build_py": WithMachine, "bdist_wheel": ForPlatform})
