"""What a case is: its tables (the data dictionary), how it is loaded, checked and written, and its issues."""

from prioritise.case.case import Case
from prioritise.case.issues import Issue, issues_frame, sort_issues
from prioritise.case.load import load_case, read_upload
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.case.tables import TABLES, column_meta, empty_table, key_of, label
from prioritise.case.write import case_workbook, case_zip, template_workbook, write_case

__all__ = [
    "TABLES",
    "Case",
    "Issue",
    "PriorityListSettings",
    "Settings",
    "case_workbook",
    "case_zip",
    "column_meta",
    "empty_table",
    "issues_frame",
    "key_of",
    "label",
    "load_case",
    "read_upload",
    "sort_issues",
    "template_workbook",
    "write_case",
]
