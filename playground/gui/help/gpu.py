"""Using a GPU: how it stands on this machine, the two steps that lead there, and a trial of what is here."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QProcess
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.gui.help.sheet import HelpSheet, plain_text, words
from playground.gui.theme.style import give_role
from playground.spec.words import tr
from playground.workbench import gpu, itself

DEVICES = {"cpu": "CPU", "cuda": "GPU (CUDA)", "mps": "GPU (Apple Metal)"}

COLUMNS = 80
"""Letters of a command that have room in one line."""


class Gpu(HelpSheet):
    """The steps, each with its command to copy; a button lets `playground doctor` try every device."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Using a GPU"), (760, 400), parent)
        self.column.addWidget(
            words(tr("Small networks train fastest on the CPU; a GPU pays off for networks that see pictures."))
        )
        self.column.addWidget(words(gpu.situation()))
        for number, step in enumerate(gpu.steps(), 1):
            self.column.addLayout(self._step(number, step))
        self.verdict = words("")
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.waiting.hide()
        self.column.addWidget(self.waiting)
        self.column.addWidget(self.verdict)
        self.column.addStretch(1)
        self.check = QPushButton(tr("Try this machine"))
        self.check.setToolTip(tr("Train a small network for a moment on every device that torch finds."))
        give_role(self.check, "primary")
        self.check.clicked.connect(self._toggle)
        self.buttons.addButton(self.check, QDialogButtonBox.ButtonRole.ActionRole)
        self._doctor = QProcess(self)
        self._doctor.finished.connect(self._take)
        self._doctor.errorOccurred.connect(self._stumble)
        self._given_up = False

    def _step(self, number: int, step: gpu.Step) -> QVBoxLayout:
        """The words, and below them the command with a button that copies it."""
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(words(f"{number}. {step.words}", "heading"))
        command = plain_text(tr("Command of step {number}", number=number), mono=True)
        command.setPlainText(step.command)
        lines = sum(1 + len(line) // COLUMNS for line in step.command.splitlines())
        command.setFixedHeight(lines * QFontMetrics(command.font()).lineSpacing() + 18)
        copy = QPushButton(tr("Copy"))
        copy.setToolTip(tr("Copy the command of step {number}.", number=number))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(step.command))
        line = QHBoxLayout()
        line.addWidget(command, 1)
        line.addWidget(copy)
        block.addLayout(line)
        return block

    def end(self) -> None:
        """End the trial."""
        if self._doctor.state() != QProcess.ProcessState.NotRunning:
            self._given_up = True
            self._doctor.kill()
            self._doctor.waitForFinished(2000)

    def _toggle(self) -> None:
        if self._doctor.state() != QProcess.ProcessState.NotRunning:
            self.end()
            return
        self._given_up = False
        program, *arguments = itself.command("doctor", "--json")
        self._wait(tr("Trying… this takes some seconds."), on=True)
        self._doctor.start(program, arguments)

    def _take(self, code: int, _status: QProcess.ExitStatus) -> None:
        if self._given_up:
            self._wait("", on=False)
            return
        answer = bytes(self._doctor.readAllStandardOutput().data())
        try:
            devices = json.loads(answer)["devices"]
            lines = [_in_words(device) for device in devices]
        except (ValueError, KeyError, TypeError):
            errors = bytes(self._doctor.readAllStandardError().data()).decode(errors="replace").strip()
            last = (errors.splitlines() or [tr("exit code {code}", code=code)])[-1]
            self._wait(tr("It cannot be tried: {why}", why=last), on=False)
            return
        if not lines:
            lines = [tr("torch does not load; `playground doctor` says why.")]
        elif len(lines) == 1:
            lines.append(tr("torch finds no GPU on this machine."))
        self._wait("\n".join(lines), on=False)

    def _stumble(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._wait(tr("It cannot be tried: {why}", why=self._doctor.errorString()), on=False)

    def _wait(self, verdict: str, *, on: bool) -> None:
        self.verdict.setText(verdict)
        self.waiting.setVisible(on)
        self.check.setText(tr("Stop") if on else tr("Try this machine"))


def _in_words(device: dict[str, Any]) -> str:
    name = DEVICES.get(str(device["device"]), str(device["device"]))
    if device["why_not"]:
        return tr("{device}: does not train ({why})", device=tr(name), why=device["why_not"])
    return tr(
        "{device}: {speed} steps a second on a small network",
        device=tr(name),
        speed=f"{float(device['steps_per_second']):,.0f}",
    )
