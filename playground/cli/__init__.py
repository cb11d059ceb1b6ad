"""The command line: `playground` opens the window, every other command works without a screen.

Exit codes: 0 done; 1 something is wrong that can be mended (one sentence on standard error); 2 a name or an option
is not known (with the nearest names); 70 a fault of the program's own, written to its log (`--debug` before the
command, or PLAYGROUND_DEBUG=1, shows it); 130 interrupted; 141 whoever read the output has gone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from playground.cli.unknown import UnknownNameError
from playground.cli.window import parse_quickly
from playground.spec.problems import PlaygroundError
from playground.spec.streams import provide_streams
from playground.spec.words import speak, tr
from playground.workbench.disk import reason
from playground.workbench.languages import load_language
from playground.workbench.settings import first_look

__all__ = ["main"]

DEBUG = "PLAYGROUND_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; ``arguments`` are those of the process by default."""
    provide_streams()
    given = sys.argv[1:] if arguments is None else list(arguments)
    debug = bool(os.environ.get(DEBUG)) or given[:1] == ["--debug"]
    if given[:1] == ["--debug"]:
        del given[0]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no σ shows \u03c3 instead of failing
    try:
        words = _begin_to_speak()
        parsed = parse_quickly(given)
        if parsed is None:
            from playground.cli.arguments import parse  # the window does not wait for the catalogue

            parsed = parse(given)
        if words and parsed.command != "window":
            from playground.catalog.spoken import speak_all  # the window does this after its first paint

            # Programs read JSON, the schema and the list of English texts; the window sees to its language itself.
            english = getattr(parsed, "json", False) or parsed.command in ("schema", "words")
            speak_all({} if english else words)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except UnknownNameError as error:
        return _complain(str(error), 2)
    except PlaygroundError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return _complain(tr("interrupted"), 130)
    except BrokenPipeError:
        _forget_output()
        return 141
    except OSError as error:  # a full disk behind `playground catalog > FILE`, a terminal that is gone
        _forget_output()
        return _complain(tr("the output could not be written: {why}", why=reason(error)), 1)
    except Exception as error:
        if debug:
            raise
        return _own_fault(error)
    return code


def _own_fault(error: Exception) -> int:
    """Write a fault of the program's own to the log, and say where that is; memory that is not there is nobody's."""
    if "torch" in sys.modules:
        from playground.engine.faults import explained, is_memory

        if is_memory(error):
            return _complain(explained(error, None, "").sentence, 1)
    from playground.workbench import logs

    log = logs.begin("terminal")
    logs.room("terminal").critical("a fault that nobody caught", exc_info=error)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    sentence = tr("something went wrong inside the program: {what}", what=what)
    where = tr("the details are in {log}, and `playground --debug …` shows them", log=log) if log is not None else ""
    return _complain(f"{sentence}; {where}" if where else sentence, 70)


def _begin_to_speak() -> dict[str, str]:
    """Speak the language that was chosen in the window, and English where that cannot be read."""
    code = first_look().language
    try:
        words = load_language(code)
    except PlaygroundError as error:
        _complain(tr("the language {code} could not be read, so English is spoken: {error}", code=code, error=error), 0)
        return {}
    if words:
        speak(words)
    return words


def _complain(sentence: str, code: int) -> int:
    print(f"playground: {' '.join(sentence.split())}", file=sys.stderr)
    return code


def _forget_output() -> None:
    """Nobody can read what is still to be written; Python would complain when it flushes that at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
