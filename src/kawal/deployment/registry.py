"""The planner's question from the loaded registry."""

import argparse

from kawal.deployment.problem import Problem
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


def plan_registry(args: argparse.Namespace) -> tuple[Problem, int]:
    """The problem of the registry in the data folder, and its budget of officers."""
    raise Rejected("--stations", msg("berkas TPS"), msg("registri di %(folder)s", folder=str(args.data)))
