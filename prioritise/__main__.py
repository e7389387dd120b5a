"""`python -m prioritise`: see `prioritise.cli`."""

import sys

from prioritise.cli import main

sys.exit(main())
