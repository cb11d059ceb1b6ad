"""`playground schema`: the JSON schema of experiments."""

from __future__ import annotations

import argparse

from playground.catalog.schema import experiment_schema
from playground.cli.output import print_json


def run(parsed: argparse.Namespace) -> int:
    """Print the schema."""
    print_json(experiment_schema())
    return 0
