"""The sources room: one importer per official dataset, and the real West Kent case made from them."""

from prioritise.sources.importing import ImportReport, import_files, source_of
from prioritise.sources.model import Source, SourceTable
from prioritise.sources.registry import SOURCES
from prioritise.sources.west_kent import build_west_kent
from prioritise.sources.whole_folder import FolderReport, import_folder, read_folder

__all__ = [
    "SOURCES",
    "FolderReport",
    "ImportReport",
    "Source",
    "SourceTable",
    "build_west_kent",
    "import_files",
    "import_folder",
    "read_folder",
    "source_of",
]
