"""Time `rank` from the shell to the files, beside the baseline; print seconds, memory and value."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

DEMO = Path("data/demo")
# Peak memory is counted in KiB on Linux and in bytes on macOS.
PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Measured:
    """One whole process: seconds on the wall, peak memory in MiB, what it printed, seconds of the processor."""

    seconds: float
    peak_mib: float
    printed: str
    cpu_seconds: float = 0.0


def measure(*command: str) -> Measured:
    """Run one command in a new process, to its end.

    Raises:
        SystemExit: it did not end well; its own words are shown.
    """
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}\n{printed}")
    return Measured(seconds, usage.ru_maxrss / PER_MIB, printed, usage.ru_utime + usage.ru_stime)


def line(name: str, runs: list[Measured], value: float, funded: int, note: str) -> str:
    """One row of the table: median seconds, the range, the highest peak, value, bids funded."""
    seconds = [r.seconds for r in runs]
    spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
    peak = max(r.peak_mib for r in runs)
    return f"{name:<16}{statistics.median(seconds):>8.2f}{spread:>12}{peak:>10.0f}{value:>10.2f}{funded:>8}  {note}"


def main() -> None:
    """Run both in turn, so that a slow minute of the machine falls on both, and print the table and the ratios."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("case", nargs="?", default=str(DEMO), help="case folder (data/demo)")
    options.add_argument("--times", type=int, default=3, help="how often each is run (3)")
    options.add_argument("--gap", default="0.001", help="gap asked of rank (0.001)")
    chosen = options.parse_args()
    ranks: list[Measured] = []
    baselines: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(chosen.times):
            ranks.append(measure("prioritise", "rank", chosen.case, "--out", folder, "--gap", chosen.gap))
            baselines.append(measure("benchmarks.greedy", chosen.case))
        summary = json.loads((Path(folder) / "summary.json").read_text(encoding="utf-8"))
    value, funded, broken = baselines[-1].printed.split()
    print(f"{chosen.case}, {chosen.times} runs of each, whole process from the shell, {os.cpu_count()} cores\n")
    print(f"{'':<16}{'seconds':>8}{'range':>12}{'peak MiB':>10}{'value':>10}{'funded':>8}")
    print(line("rank", ranks, summary["value"], len(summary["funded"]), summary["in_words"]))
    print(line("score, then cut", baselines, float(value), int(funded), f"{broken} rules broken"))
    times = statistics.median(r.seconds for r in ranks) / statistics.median(b.seconds for b in baselines)
    more = f", {summary['value'] / float(value) - 1:+.1%} of value" if float(value) else ""
    print(f"\nrank against the baseline: {times:.2f} x the time{more}; the choice itself took {summary['seconds']} s")


if __name__ == "__main__":
    main()
