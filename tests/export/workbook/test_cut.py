"""What a sheet cannot hold is cut, and said to be."""

import pytest

from portalaudit.export.workbook.limits import Limits
from tests.builders import a_dataset
from tests.export.everything import (
    URL,
    an_audit,
)
from tests.export.workbook.opened import links, rows, sheets
from tests.export.workbook.test_workbook import written


def test_rows_that_a_sheet_cannot_hold_are_cut_and_said_to_be() -> None:
    """The last row that fits says how many are missing, and so does the first sheet."""
    audit = an_audit(*(a_dataset(title=f"Dataset {number}") for number in range(20)))
    body = written(audit, limits=Limits(rows=12))
    cells = sheets(body)["Datasets"]

    assert len(cells) == 12
    assert str(cells[-1][0]) == "11 more rows: the CSV file has them all"
    assert set(cells[-1][1:]) == {""}
    assert "Datasets: 10 of 21 rows; a sheet holds no more." in str(sheets(body)["About"])
    assert len(sheets(written(audit, limits=Limits(rows=22)))["Datasets"]) == 22
    assert "more rows" not in str(sheets(written(audit, limits=Limits(rows=22)))["Datasets"])


@pytest.mark.parametrize("mark", ["x", "é", "😀"])
def test_texts_that_a_cell_cannot_hold_are_cut_and_said_to_be(mark: str) -> None:
    """Counted in units of UTF-16, as Excel counts."""
    audit = an_audit(a_dataset(title=mark * 40_000))
    body = written(audit)
    title = next(str(row["Dataset"]) for row in rows(body, "Datasets") if str(row["Dataset"]).startswith(mark))

    assert 32_760 < len(title.encode("utf-16-le")) // 2 <= 32_767
    assert title.endswith("… [cut: 40,000 characters]") and title.startswith(mark * 1000)
    assert "Datasets: 1 texts were longer than a cell holds" in str(sheets(body)["About"])


def test_links_beyond_what_a_sheet_holds_are_text_and_said_to_be() -> None:
    audit = an_audit(*(a_dataset(landing_page=f"{URL}/d/{number}") for number in range(9)))
    body = written(audit, limits=Limits(links=4))

    assert len(links(body, "Datasets")) == 4
    assert [row["Page"] for row in rows(body, "Datasets")].count("") == 0
    assert "Datasets: 6 addresses are text, not links: a sheet holds 4 links." in str(sheets(body)["About"])
