"""See that there is a LibreOffice to open the exports with: use one that is installed, else install one, else say how.

`python -m tests.record.ensure_libreoffice` installs and always ends well; `find_libreoffice()` only looks.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.browser.ensure_chromium import call, is_debian

NAMES = ("soffice", "libreoffice")
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")
WHAT_TO_INSTALL = (
    "no LibreOffice was found, so no export was opened with it: install LibreOffice, on Debian or Ubuntu "
    f"`apt-get install --no-install-recommends {' '.join(PACKAGES)}`"
)


def find_libreoffice() -> str | None:
    """Path of LibreOffice, or None."""
    found = [shutil.which(name) for name in NAMES] + [p for p in USUAL_PLACES if Path(p).exists()]
    return next((path for path in found if path), None)


def main() -> None:
    """Install one when there is none; without one, the test that opens the exports is skipped and this says why."""
    if find_libreoffice() is not None:
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and is_debian():
        print("Installing LibreOffice to open the exports with ...", file=sys.stderr)
        if call("apt-get", "update", "-qq"):
            call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES)
    if find_libreoffice() is None:
        print(f"A test will be skipped: {WHAT_TO_INSTALL}.", file=sys.stderr)


if __name__ == "__main__":
    main()
