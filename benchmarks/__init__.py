"""How long an answer takes, measured beside a plain baseline: `python -m benchmarks`."""
