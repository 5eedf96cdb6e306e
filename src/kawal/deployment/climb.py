"""Maximise a smooth concave function over x >= 0: L-BFGS on the free coordinates, steps projected on the bounds.

Nocedal and Wright, Numerical Optimization, algorithm 7.4, with the active set of Bertsekas (1982): a coordinate at 0
whose gradient points outward is held. Here because importing scipy.optimize costs more than the climb itself.
"""

from collections.abc import Callable

import numpy as np

from kawal.deployment.arrays import F64

_MEMORY = 25
_SUFFICIENT = 1e-4
_BACKTRACKS = 12
_FLAT = 1e-9
"""Largest slope, in officers or teams, that counts as none."""


def climb(function: Callable[[F64], tuple[float, F64]], start: F64, steps: int) -> F64:
    """The best point met within `steps` steps from `start`; `function` gives a value and its gradient."""
    x = np.maximum(start, 0.0)
    value, gradient = function(x)
    moves: list[F64] = []
    changes: list[F64] = []
    for _ in range(steps):
        free = (x > 0.0) | (gradient > 0.0)
        if not free.any() or float(np.abs(gradient[free]).max()) <= _FLAT:
            break
        direction = _direction(np.where(free, gradient, 0.0), free, moves, changes)
        if float(direction @ gradient) <= 0.0:
            moves, changes = [], []
            direction = np.where(free, gradient, 0.0)
        step = 1.0 if moves else _first_step(x, direction)
        for _ in range(_BACKTRACKS):
            trial = np.maximum(x + step * direction, 0.0)
            trial_value, trial_gradient = function(trial)
            if trial_value >= value + _SUFFICIENT * float(gradient @ (trial - x)):
                break
            step *= 0.35
        else:
            if not moves:
                break
            moves, changes = [], []
            continue
        move, change = trial - x, gradient - trial_gradient
        if float(move @ change) > 1e-14 * float(np.sqrt((move @ move) * (change @ change))):
            moves, changes = [*moves, move][-_MEMORY:], [*changes, change][-_MEMORY:]
        x, value, gradient = trial, trial_value, trial_gradient
    return x


def _direction(gradient: F64, free: np.ndarray, moves: list[F64], changes: list[F64]) -> F64:
    """The two-loop recursion on the free coordinates."""
    q = gradient.copy()
    alphas = []
    for move, change in zip(reversed(moves), reversed(changes), strict=True):
        rho = 1.0 / float(move @ change)
        alpha = rho * float(move @ q)
        q -= alpha * change
        alphas.append((rho, alpha))
    if moves:
        q *= float(moves[-1] @ changes[-1]) / float(changes[-1] @ changes[-1])
    for (rho, alpha), move, change in zip(reversed(alphas), moves, changes, strict=True):
        q += (alpha - rho * float(change @ q)) * move
    return np.where(free, q, 0.0)


def _first_step(x: F64, direction: F64) -> float:
    """A step that changes the point by about a tenth of its size."""
    length = float(np.sqrt(direction @ direction))
    size = float(np.sqrt(x @ x))
    return 0.1 * (size if size > 0.0 else 1.0) / length
