"""One process that reads what may be anything, within limits; it tells a line of JSON for every input.

``python -m tests.torture._fuzz.child READER FOLDER``: from then on every line on its standard input names a file to
read. What has no answer within `SECONDS` of the processor's time, takes more than `MEMORY`, raises anything else than
a `PlaygroundError` of one sentence, or warns, is a fault.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from types import FrameType

SECONDS = 2.0
FASTEST = 10_000_000
"""Bytes of an input for which there is a second more: what is sound takes its time, too."""
MEMORY = 2**30
LONGEST = 1000
"""Letters of a refusal; it is one sentence."""


class TooLong(BaseException):
    """Time is up."""


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


def judged(reader: str, content: bytes, folder: Path) -> tuple[str, str]:
    """What became of an input: ``read``, ``refused`` with the sentence, or ``fault`` with what went wrong."""
    from playground.spec.problems import PlaygroundError
    from tests.torture._fuzz.readers import READERS

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            READERS[reader].read(content, folder)
        except PlaygroundError as error:
            sentence = str(error)
            bad = not sentence.strip() or "\n" in sentence or len(sentence) > LONGEST
            return ("fault", f"no sentence: {sentence[:200]!r}") if bad else ("refused", sentence)
        except TooLong:
            return "fault", f"more than {SECONDS:g} s: {_last(sys.exc_info()[2])}"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            return "fault", f"{type(error).__name__}: {str(error)[:200]} at {_last(sys.exc_info()[2])}"
    return "read", ""


def _last(trace: object) -> str:
    """Where in our own code it was."""
    frames = [frame for frame in traceback.extract_tb(trace) if "/playground/" in frame.filename]  # type: ignore[arg-type]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[:-4:-1]) or "?"


STATUS = Path("/proc/self/status")


def _forget_peak() -> None:
    """From now on `_peak` tells of what comes; on systems that cannot, of all that was."""
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most memory so far, bytes."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(arguments: list[str]) -> int:
    """Answer until nothing more is asked."""
    reader, place = arguments
    resource.setrlimit(resource.RLIMIT_AS, (6 * MEMORY, 6 * MEMORY))  # the machine is not to suffer
    signal.signal(signal.SIGPROF, _ring)
    tempfile.tempdir = place
    before = 0
    for line in sys.stdin:
        content = Path(line.rstrip("\n")).read_bytes()
        folder = Path(tempfile.mkdtemp())
        _forget_peak()
        limit = SECONDS + len(content) / FASTEST + (0.0 if before else 4 * SECONDS)  # the first one imports
        signal.setitimer(signal.ITIMER_PROF, limit)
        began = os.times()
        try:
            kind, why = judged(reader, content, folder)
        except TooLong:
            kind, why = "fault", f"more than {SECONDS:g} s, and the answer came too late"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        ended = os.times()
        peak = _peak()
        if peak > MEMORY and kind != "fault":
            kind, why = "fault", f"{peak / 2**20:,.0f} MB of memory ({why[:200]})"
        shutil.rmtree(folder, ignore_errors=True)
        seconds = ended.user + ended.system - began.user - began.system
        sys.stdout.write(json.dumps({"kind": kind, "why": why, "seconds": seconds, "peak": peak}) + "\n")
        sys.stdout.flush()
        before = peak
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
