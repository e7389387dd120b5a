from prioritise.case.issues import Issue
from prioritise.case.notes import read_notes, write_notes

NOTE = Issue("pots", 3, "amount_gbp", "doubted", "warning", "x, y", 'a "quoted"\nnote', "kept")


def test_notes_come_back_as_written_on_one_line(tmp_path):
    write_notes(tmp_path, [NOTE, NOTE])
    (back,) = read_notes(tmp_path)
    assert (back.row, back.severity, back.value, back.message) == (3, "warning", "x, y", 'a "quoted" note')


def test_no_file_and_strange_files_are_no_notes(tmp_path):
    assert read_notes(tmp_path) == ()
    (tmp_path / "import_notes.csv").write_bytes(b"code,severity,row\nx,fatal,seven\n,,\n\n")
    (only,) = read_notes(tmp_path)
    assert (only.code, only.severity, only.row, only.table) == ("x", "info", None, "")
