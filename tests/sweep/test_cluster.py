"""A Dask cluster on this machine: the same sweep, the same answers."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prioritise.case.write import write_case
from prioritise.cli import Exit, main
from tests.sweep.cases import open_case

TABLES = ("sweep_bids.csv", "sweep_draws.csv", "sweep_ranks.csv", "sweep_agreement.csv", "sweep_weights.csv")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex(("127.0.0.1", port)) == 0


def begin(root: Path, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    log = (folder / f"{arguments[0]}.log").open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"], cwd=root, stdout=log, stderr=log
    )


@pytest.fixture(scope="module")
def scheduler(root: Path, tmp_path_factory) -> Iterator[str]:
    """`dask scheduler` and two `dask worker` on loopback, each stopped by its own id."""
    folder, port = tmp_path_factory.mktemp("dask"), free_port()
    address = f"tcp://127.0.0.1:{port}"
    begun = [begin(root, folder, "scheduler", "--host", "127.0.0.1", "--port", str(port))]
    try:
        until = time.monotonic() + 60
        while not listening(port):
            assert begun[0].poll() is None and time.monotonic() < until
            time.sleep(0.1)
        for name in ("one", "two"):
            options = ["--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--name", name, "--memory-limit", "0"]
            begun.append(begin(root, folder, "worker", address, *options, "--local-directory", str(folder)))
        yield address
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:  # it was asked to end; on a busy machine its own farewell takes longer
                process.kill()
                process.wait()


def test_a_cluster_gives_the_answers_of_one_machine(scheduler: str, tmp_path: Path) -> None:
    write_case(open_case(), tmp_path / "case")
    asked = ["sweep", str(tmp_path / "case"), "--draws", "40", "--seed", "3", "--gap", "0", "--batch", "4"]
    assert main([*asked, "--out", str(tmp_path / "far"), "--scheduler", scheduler]) == Exit.ANSWER
    assert main([*asked, "--out", str(tmp_path / "near"), "--workers", "1"]) == Exit.ANSWER
    for name in TABLES:
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()
    far, near = (json.loads((tmp_path / w / "summary.json").read_text()) for w in ("far", "near"))
    assert far["digest"] == near["digest"] and far["draws"] == 40


def test_a_sweep_begun_on_one_machine_goes_on_on_a_cluster(scheduler: str, tmp_path: Path) -> None:
    write_case(open_case(), tmp_path / "case")
    asked = ["sweep", str(tmp_path / "case"), "--out", str(tmp_path / "out"), "--gap", "0"]
    assert main([*asked, "--draws", "5", "--workers", "1"]) == Exit.ANSWER
    assert main([*asked, "--draws", "12", "--scheduler", scheduler]) == Exit.ANSWER
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["made_now"] == 7
