from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from playground.cli import main
from playground.workbench import gpu, itself

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks where Linux has it")


def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def test_there_are_two_steps_with_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform in ("linux", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        first, second = gpu.steps()
        assert f"-m pip install --force-reinstall torch --index-url {gpu.INDEX}" in first.command
        assert first.command.startswith(sys.executable)
        assert second.command.endswith("-m playground doctor")
    frozen(monkeypatch)
    first, second = gpu.steps()
    assert first.command.splitlines()[0] == "py -3.11 -m venv playground-gpu"
    assert r"playground-gpu\Scripts\python -m pip install torch --index-url" in first.command
    monkeypatch.setattr(sys, "platform", "linux")
    first, second = gpu.steps()
    assert first.command.splitlines()[0] == "python3 -m venv playground-gpu"
    assert second.command == "playground-gpu/bin/python -m playground doctor"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert gpu.steps() == ()


def test_a_path_with_spaces_stays_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Python\python.exe")
    monkeypatch.setattr(sys, "platform", "win32")
    for step in gpu.steps():
        assert step.command.startswith(r'"C:\Program Files\Python\python.exe" -m ')


@pytest.mark.parametrize(
    ("line", "cuda"),
    [("cuda: Optional[str] = None", False), ("cuda: Optional[str] = '13.0'", True), ("cuda = '12.8'", True)],
)
def test_whether_torch_has_cuda_is_read_not_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, cuda: bool
) -> None:
    package = tmp_path / "torch"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('loaded')\n", encoding="utf-8")
    (package / "version.py").write_text(f"debug = False\n{line}\nhip = None\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert gpu.torch_has_cuda() is cuda
    assert "torch" not in sys.modules
    frozen(monkeypatch)
    assert not gpu.torch_has_cuda()


@LINUX
def test_a_driver_without_cuda_is_told_with_both_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(gpu, "torch_has_cuda", lambda: False)
    assert gpu.worth_telling()
    main(["doctor"])
    out = capsys.readouterr().out
    assert f"1. {gpu.steps()[0].words}\n     {gpu.steps()[0].command}\n2. " in out
    assert "NVIDIA's driver is here" in out
    monkeypatch.setattr(gpu, "torch_has_cuda", lambda: True)
    assert not gpu.worth_telling()
    assert "the build with CUDA" in gpu.situation()


@LINUX
def test_without_a_driver_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "driver", lambda: "")
    assert not gpu.worth_telling()
    assert "not found on this machine" in gpu.situation()


def test_the_program_calls_itself_as_it_was_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert itself.command("doctor") == [sys.executable, "-m", "playground", "doctor"]
    frozen(monkeypatch)
    monkeypatch.setattr(sys, "executable", "/opt/playground/playground-engine")
    assert itself.command("doctor", "--json") == ["/opt/playground/playground", "doctor", "--json"]
