"""Opening what someone hands over, within limits: a zip (a workbook is one too) is looked over before it is opened."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from prioritise.errors import DataFault

MEGABYTE = 1_000_000
"""Bytes."""
MAX_FILE_BYTES = 100 * MEGABYTE
"""Largest workbook or zip that is read."""
MAX_UNPACKED_BYTES = 300 * MEGABYTE
"""Largest total of a zip's members, unpacked; also the largest single file of a case folder."""
MAX_MEMBERS = 200
"""Most files in a zip."""
MAX_RATIO = 200
"""Most times a member may swell when unpacked."""
SMALL_MEMBER_BYTES = MEGABYTE
"""Members no larger than this, unpacked, may swell as they like."""

NESTED = {".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz"}
"""Endings of archives, refused inside a zip of a case."""

UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What the standard library raises on a damaged, encrypted or foreign archive."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def check_size(name: str, size: int) -> None:
    """Refuse a file that is too large, by its size in bytes.

    Raises:
        DataFault: it is above `MAX_FILE_BYTES`.
    """
    if size > MAX_FILE_BYTES:
        raise DataFault(
            f"{name} is {size / MEGABYTE:,.0f} MB; the largest file that is read is {MAX_FILE_BYTES // MEGABYTE} MB. "
            "Leave out what the case does not need, or load the case folder from the command line"
        )


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """The archive, when it is sound and within the limits.

    Raises:
        DataFault: it is too large, no zip, encrypted, damaged, or swells beyond the limits.
    """
    check_size(name, len(content))
    if not content:
        raise DataFault(f"{name} is empty")
    if content.startswith(_OLD_OFFICE):
        raise DataFault(
            f"{name} is an old Excel file (.xls) or has a password: save it as an Excel workbook (.xlsx) without one"
        )
    if not content.startswith(b"PK"):
        raise DataFault(f"{name} is neither an Excel workbook nor a zip, whatever its name says")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE_ZIP as fault:
        raise DataFault(f"{name} cannot be opened: it is damaged or cut short ({fault})") from fault
    _check_members(name, archive.infolist())
    return archive


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise DataFault(f"{name} holds {len(members):,} files; the most that is read is {MAX_MEMBERS}")
    total = sum(m.file_size for m in members)
    if total > MAX_UNPACKED_BYTES:
        raise DataFault(
            f"{name} would unpack to {total / MEGABYTE:,.0f} MB; the most that is read is "
            f"{MAX_UNPACKED_BYTES // MEGABYTE} MB"
        )
    names = [m.filename for m in members]
    if len(set(names)) != len(names):
        raise DataFault(f"{name} holds two files of the same name")
    for member in members:
        _check_member(name, member)


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename:
        raise DataFault(f"{name} holds {member.filename!r}, whose name points outside the zip: it is refused")
    if member.flag_bits & 0x1:
        raise DataFault(f"{name} has a password: save it without one")
    swells = member.file_size > max(member.compress_size, 1) * MAX_RATIO
    if swells and member.file_size > SMALL_MEMBER_BYTES:
        raise DataFault(
            f"{name} holds {member.filename!r}, which would swell more than {MAX_RATIO} times when unpacked: "
            "it is refused"
        )


def read_member(name: str, archive: zipfile.ZipFile, member: str) -> bytes:
    """One member, unpacked (never more than the size it states).

    Raises:
        DataFault: the member is damaged or packed in a way that cannot be read.
    """
    try:
        return archive.read(member)
    except UNREADABLE_ZIP as fault:
        raise DataFault(f"{name}: {member} cannot be unpacked ({fault})") from fault


def case_files(name: str, archive: zipfile.ZipFile, wanted: frozenset[str]) -> dict[str, bytes]:
    """Files of a zipped case folder by name: those of the one folder in it that holds any of the wanted names.

    Raises:
        DataFault: an archive in the archive, or more than one folder holds a case.
    """
    paths = [PurePosixPath(m.filename) for m in archive.infolist() if not m.is_dir()]
    paths = [p for p in paths if "__MACOSX" not in p.parts and not p.name.startswith(".")]
    nested = [str(p) for p in paths if p.suffix.lower() in NESTED]
    if nested:
        raise DataFault(f"{name} holds {nested[0]!r}, an archive or workbook inside it: put the tables in as CSV files")
    folders = sorted({p.parent for p in paths if p.name.casefold() in wanted}, key=lambda f: (len(f.parts), str(f)))
    if len(folders) > 1:
        listed = ", ".join(str(f) for f in folders[:5])
        raise DataFault(f"{name} holds more than one case (in {listed}): zip one folder")
    inside = [p for p in paths if p.parent == folders[0]] if folders else []
    return {p.name: read_member(name, archive, str(p)) for p in inside if p.suffix.lower() in SUFFIXES}


SUFFIXES = {".csv", ".toml", ".geojson"}
"""Endings of the files of a case folder."""
