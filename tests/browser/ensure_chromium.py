"""See that there is a Chromium for the browser tests: use one that is installed, else install one, else say how.

`python -m tests.browser.ensure_chromium` installs and always ends well; `find_chromium()` only looks.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
WHAT_TO_INSTALL = (
    "no Chromium was found and none could be installed: install Chromium or Google Chrome, "
    "or run `.venv/bin/python -m playwright install --with-deps chromium`"
)


def find_chromium() -> str | None:
    """Path of a browser that starts, or None: one on the PATH, in its usual place, or Playwright's own."""
    candidates = [shutil.which(name) for name in NAMES] + [p for p in USUAL_PLACES if Path(p).exists()]
    own = _playwrights_own()
    return next((c for c in [*candidates, own] if c and _starts(c)), None)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def _starts(path: str) -> bool:
    """Whether it answers to --version (a distribution's stub does not). On Windows Chrome opens a window: not asked."""
    if sys.platform == "win32":
        return True
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def is_debian() -> bool:
    """Whether this is Debian itself."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def call(*command: str) -> bool:
    """Run a command of the system, its output beside ours; whether it ended well."""
    print("  " + " ".join(command), file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0


def install_chromium() -> None:
    """Install Debian's own package as root, else Playwright's (with what it needs of the system, as root)."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if (
        as_root
        and is_debian()
        and call("apt-get", "update", "-qq")
        and call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    ):
        return
    with_system = ["--with-deps"] if as_root and sys.platform.startswith("linux") else []
    call(sys.executable, "-m", "playwright", "install", *with_system, "chromium")


def main() -> None:
    """Install one when there is none; without one, the browser tests are skipped and this says why."""
    if find_chromium() is None:
        print("Installing Chromium for the browser tests ...", file=sys.stderr)
        install_chromium()
        if find_chromium() is None:
            print(f"The browser tests will be skipped: {WHAT_TO_INSTALL}.", file=sys.stderr)


if __name__ == "__main__":
    main()
