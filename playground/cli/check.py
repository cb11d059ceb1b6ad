"""`playground check`: what an experiment comes to, and what is wrong with it."""

from __future__ import annotations

import argparse

from playground.catalog.analysis import analyse, title_of
from playground.catalog.costs import sheet
from playground.catalog.tensor import shape_in_words
from playground.cli.names import open_named
from playground.cli.output import console, note, table
from playground.spec.groups import expanded
from playground.spec.limits import LIMITS
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, several, tr


def run(parsed: argparse.Namespace) -> int:
    """Print the analysis, or its sheet; 1 where it has errors or warnings, 0 where it has none (hints only teach).

    With ``--limits`` print those of the readers of files.

    Raises:
        PlaygroundError: the experiment cannot be opened, or none is named.

    """
    if parsed.limits:
        return _limits()
    if not parsed.experiment:
        raise PlaygroundError(tr("check needs a file or the name of a template; --limits needs none"))
    opened = open_named(parsed.experiment)
    for notice in opened.notices:
        note(notice)
    network = expanded(opened.experiment).network
    analysis = analyse(opened.experiment)
    if parsed.csv:
        print(sheet(opened.experiment, analysis).as_csv(), end="")
        return 1 if any(problem.severity in ("error", "warning") for problem in analysis.problems) else 0
    out = console()
    right = (tr("parameters"), tr("multiply-adds"))
    rows = table(tr("node"), tr("kind"), tr("output shape"), *right, right=right)
    order = [*analysis.order, *(node.id for node in network.nodes if node.id not in analysis.order)]
    for id in order:
        node = network.node(id)
        signature = analysis.signatures.get(id)
        if signature is None:
            rows.add_row(id, node.kind, "–", "–", "–")
        else:
            shape = shape_in_words(signature.output, " × ")
            rows.add_row(id, node.kind, shape, f"{signature.count:,}", f"{signature.multiply_adds:,}")
    rows.add_row(tr("in all"), "", "", f"{analysis.parameters:,}", f"{analysis.multiply_adds:,}")
    out.print(rows)
    for problem in analysis.problems:
        where = f" ({title_of(network.node(problem.node))})" if problem.node else ""
        out.print(f"\n{tr(problem.severity)}{where}: {problem.sentence}", soft_wrap=True)
        for fix in problem.fixes:
            out.print(tr("  fix: {fix}", fix=fix.label), soft_wrap=True)
    counts = {
        name: sum(p.severity == name for p in analysis.problems)
        for name in (mark("error"), mark("warning"), mark("hint"))
    }
    words = (
        several(counts["error"], "{count} error", "{count} errors"),
        several(counts["warning"], "{count} warning", "{count} warnings"),
        several(counts["hint"], "{count} hint", "{count} hints"),
    )
    out.print(f"\n{', '.join(words)}")
    return 1 if counts["error"] or counts["warning"] else 0


def _limits() -> int:
    out = console()
    for heading, limits in LIMITS:
        rows = table(tr(heading), tr("at most"), right=(tr("at most"),))
        for name, most in limits:
            rows.add_row(tr(name), f"{most:,}" if isinstance(most, int) else f"{most:g}")
        out.print(rows)
        out.print()
    return 0
