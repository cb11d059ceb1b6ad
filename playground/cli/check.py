"""`playground check`: what an experiment comes to, and what is wrong with it."""

from __future__ import annotations

import argparse

from playground.catalog.analysis import analyse, title_of
from playground.cli.names import open_named
from playground.cli.output import console, note, table
from playground.spec.groups import expanded


def run(parsed: argparse.Namespace) -> int:
    """Print the analysis; 1 where it has errors or warnings, 0 where it has none (hints teach, they do not count)."""
    opened = open_named(parsed.experiment)
    for notice in opened.notices:
        note(notice)
    network = expanded(opened.experiment).network
    analysis = analyse(opened.experiment)
    out = console()
    rows = table("node", "kind", "output shape", "parameters", "multiply-adds", right=("parameters", "multiply-adds"))
    order = [*analysis.order, *(node.id for node in network.nodes if node.id not in analysis.order)]
    for id in order:
        node = network.node(id)
        signature = analysis.signatures.get(id)
        if signature is None:
            rows.add_row(id, node.kind, "–", "–", "–")
        else:
            shape = " × ".join(str(side) for side in signature.output)
            rows.add_row(id, node.kind, shape, f"{signature.count:,}", f"{signature.multiply_adds:,}")
    rows.add_row("in all", "", "", f"{analysis.parameters:,}", f"{analysis.multiply_adds:,}")
    out.print(rows)
    for problem in analysis.problems:
        where = f" ({title_of(network.node(problem.node))})" if problem.node else ""
        out.print(f"\n{problem.severity}{where}: {problem.sentence}", soft_wrap=True)
        for fix in problem.fixes:
            out.print(f"  fix: {fix.label}", soft_wrap=True)
    counts = {name: sum(p.severity == name for p in analysis.problems) for name in ("error", "warning", "hint")}
    words = ", ".join(f"{count} {name}{'s' if count != 1 else ''}" for name, count in counts.items())
    out.print(f"\n{words}")
    return 1 if counts["error"] or counts["warning"] else 0
