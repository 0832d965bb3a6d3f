"""LibreOffice opens the workbook as it is: what it saves again has the same sheets and the same cells."""

import shutil
import subprocess
from pathlib import Path

import pytest

from portalaudit.export.workbook import workbook
from portalaudit.model.audit import Audit
from tests.export.everything import an_audit, beside_it, hostile
from tests.export.workbook.opened import sheets

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("libreoffice")]


@pytest.fixture(scope="module")
def office() -> str:
    """The program."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def converted(office: str, body: bytes, folder: Path, form: str) -> bytes:
    """The workbook opened and saved again, with a profile of its own."""
    (folder / "in.xlsx").write_bytes(body)
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", form, "--outdir",
        str(folder / "out"), str(folder / "in.xlsx"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    made = list((folder / "out").glob("in.*")) if (folder / "out").is_dir() else []
    assert made, done.stdout + done.stderr
    return made[0].read_bytes()


@pytest.mark.parametrize("audit", [an_audit(), hostile()], ids=["everything", "hostile"])
def test_it_opens_with_every_cell_in_its_place(office: str, tmp_path: Path, audit: Audit) -> None:
    body = workbook(audit, beside_it(audit))
    again = converted(office, body, tmp_path, "xlsx:Calc MS Excel 2007 XML")
    mine, theirs = sheets(body), sheets(again)

    assert list(theirs) == list(mine)
    for name, cells in mine.items():
        assert [row[: len(cells[0])] for row in theirs[name]] == cells, name


def test_it_prints(office: str, tmp_path: Path) -> None:
    """As a PDF, which only a document that it could lay out becomes."""
    audit = an_audit()
    assert converted(office, workbook(audit, beside_it(audit)), tmp_path, "pdf").startswith(b"%PDF-")
