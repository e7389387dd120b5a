"""How a command ends."""

import sys
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes. The first four are the contract's; usage and our own faults have codes of their own."""

    ANSWER = 0
    ERRORS = 1
    INFEASIBLE = 2
    NO_ANSWER = 3
    DIFFERS = 4
    USAGE = 64
    OURS = 70
    WRITING = 74


CODES = """exit codes:
  0   an answer (or: nothing wrong found)
  1   the case has errors; they are named
  2   infeasible: the rules that clash are named
  3   no answer within the time
  4   a replay came out otherwise than the frozen list; the differences are named
  64  the command was not understood
  70  a fault of ours: the answer did not pass its re-check
  74  a file or folder could not be read or written
"""


def fail(code: Exit, message: str) -> Exit:
    """Say why on stderr, and end so."""
    print(message, file=sys.stderr)
    return code
