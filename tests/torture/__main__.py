"""`python -m tests.torture TRIAL …`: one long trial, or each with what it comes with where none is named.

A trial is a module beside this one that has `main(arguments)`, which returns 0 where nothing was found.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import torture


def trials() -> tuple[str, ...]:
    """The names of all trials."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(torture.__path__) if module.name[0] != "_"))


def run(name: str, arguments: list[str]) -> int:
    """Run one trial: what it returns."""
    result: int = importlib.import_module(f"{torture.__name__}.{name}").main(arguments)
    return result


def main(arguments: list[str]) -> int:
    """Run the trial that is named, or all."""
    if arguments:
        name, *rest = arguments
        if name not in trials():
            sys.stderr.write(f"No trial is called {name!r}; there are: {', '.join(trials())}.\n")
            return 2
        return run(name, rest)
    return max((run(name, []) for name in trials()), default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
