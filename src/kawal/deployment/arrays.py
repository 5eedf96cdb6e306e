"""What the planner's arrays are of, and how it writes "no maximum"."""

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

UNBOUNDED = 2**40
"""Stands for "no maximum" in counts of officers."""
