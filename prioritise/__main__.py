"""`python -m prioritise`: see `prioritise.cli`."""

import gc
import os
import sys

from prioritise.cli import main

ALLOCATIONS = 1_000_000
"""Objects made before the collector looks for cycles: one command makes many that live to its end, and few cycles."""

gc.set_threshold(ALLOCATIONS)
try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:
    # the reader (head, less) has had enough: nothing is wrong, and nothing more can be said to it
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 0
gc.freeze()  # what ends with the command need not be searched for cycles first: a twentieth of a ranking's time
sys.exit(code)
