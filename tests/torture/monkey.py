"""A robot that does whatever hands can do at the real window, with the real engine, and finds what does not bear it.

`python -m tests.torture monkey --actions 100000 --seed 1`; the same seed draws the same actions. What was found is
written to ``build/torture/monkey-SEED.log``, with the command that repeats it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

LOGS = Path("build") / "torture"
NOWHERE = "http://127.0.0.1:9"
"""Where the internet is for the robot: nobody listens there."""


def main(arguments: Sequence[str]) -> int:
    """Let the robot work; 0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture monkey", description=__doc__)
    parser.add_argument("--actions", type=int, default=100_000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (%(default)s)")
    parser.add_argument("--language", default="", help="such as de; English else")
    parser.add_argument("--only", default="", help="the numbers of the actions to do, such as 0-99,205")
    parser.add_argument("--shrink", action="store_true", help="leave out what is not needed for what was found")
    parser.add_argument("--verbose", action="store_true", help="tell every action")
    parser.add_argument("--go-on", action="store_true", help="tell what is wrong, each once, and go on")
    given = parser.parse_args(arguments)
    indices = numbers(given.only) if given.only else list(range(given.actions))
    if given.shrink:
        return shrink(given.seed, given.language, indices)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PLAYGROUND_CONFIG_DIR"] = tempfile.mkdtemp(prefix="playground-monkey-")
    os.environ["PLAYGROUND_CACHE_DIR"] = str(Path(os.environ["PLAYGROUND_CONFIG_DIR"]) / "cache")
    for scheme in ("http", "https", "ftp", "all"):
        os.environ[f"{scheme}_proxy"] = NOWHERE
    return work(given.seed, given.language, indices, verbose=given.verbose, go_on=given.go_on)


def numbers(text: str) -> list[int]:
    """What ``0-3,7`` means: 0, 1, 2, 3 and 7."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def spans(indices: Sequence[int]) -> str:
    """The text that `numbers` reads."""
    parts: list[list[int]] = []
    for index in indices:
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def work(seed: int, language: str, indices: Sequence[int], *, verbose: bool = False, go_on: bool = False) -> int:
    """Do the actions, and write down how it went."""
    from playground.gui.application import application
    from playground.gui.speech import begin_to_speak
    from playground.gui.theme import style
    from playground.gui.theme.tokens import LIGHT
    from tests.torture._monkey.room import Room
    from tests.torture._monkey.trial import Ears, Monkey

    style.apply(application(), LIGHT)
    begin_to_speak(language)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"monkey-{seed}.log"
    with log.open("w", encoding="utf-8") as out:

        def write(words: str) -> None:
            out.write(words + "\n")
            out.flush()

        def tell(words: str) -> None:
            write(words)
            sys.stdout.write(words + "\n")
            sys.stdout.flush()

        ears = Ears()
        with ears.open():
            room = Room()
            monkey = Monkey(seed, room, ears, tell)
            monkey.each = lambda done: tell(str(done)) if verbose else write(str(done))
            outcome = monkey.run(indices, go_on=go_on)
            if not outcome.wrong:
                room.end()
                outcome.wrong = list(ears.heard)
        tell("")
        tell(f"seed {seed}: {outcome.actions} actions, {len(outcome.slow)} of them slow; memory {outcome.memory[-1:]}")
        tell(", ".join(f"{name} {count}" for name, count in sorted(outcome.counts.items())))
        for kind, times in monkey.known.items():
            tell(f"{times} times: {kind}")
        if outcome.wrong:
            tell("\n".join(["", "The last actions:", *map(str, outcome.last), "", "What is wrong:", *outcome.wrong]))
            told = spans(indices[: outcome.actions])
            tell(f"Again: python -m tests.torture monkey --seed {seed} --language={language} --only {told}")
    if outcome.wrong:
        os._exit(1)  # what is wrong may keep it from ending in good order
    return 1 if monkey.known else 0


def shrink(seed: int, language: str, indices: Sequence[int]) -> int:
    """Leave out actions, half of them first, as long as the rest finds something; tells what is left."""

    def status(chosen: Sequence[int]) -> int:
        command = [sys.executable, "-m", "tests.torture", "monkey", "--seed", str(seed), f"--language={language}"]
        return subprocess.run([*command, "--only", spans(chosen)], stdout=subprocess.DEVNULL, check=False).returncode

    wanted = status(indices)  # a crash of the whole process has another than what was found in good order
    if wanted == 0:
        sys.stdout.write("Nothing is wrong with all of them.\n")
        return 0
    left, size = list(indices), max(1, len(indices) // 2)
    while True:
        before = len(left)
        start = 0
        while start < len(left):
            chosen = left[:start] + left[start + size :]
            if chosen and status(chosen) == wanted:
                left = chosen
                sys.stdout.write(f"{len(left)} actions: {spans(left)}\n")
                sys.stdout.flush()
            else:
                start += size
        if size == 1 and len(left) == before:
            return 1
        size = max(1, size // 2)
