"""The section that lays criteria of today beside those of then."""

import re

import pytest

from portalaudit.export.report import render
from tests.export.beside import judged_again
from tests.export.report.markup import read
from tests.export.report.sample import HOSTILE, an_audit, manuals


def section(html: str) -> str:
    """The section as text without tags."""
    found = re.search(r'<section id="moved".*?</section>', html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("\u00a0", " ").split())


def test_each_criterion_that_moved_stands_beside_how_it_stood() -> None:
    text = section(render(judged_again(an_audit()), manuals=manuals()))

    for words in (
        "The audit of 1 November 2026 is judged again here",
        "What is new since then: software: 0.0.9 → 0.1.0 rubric: Licence 1.0 → 1.1",
        "Version 1.0 then, version 1.1 now",
        "Then 41.2 91 % 3 2 4 1", "Only the checks new 55 91 % 3 3 3 1", "Now 55 91 % 3 3 3 1",
        "5 of 6 criteria stand otherwise",
        "Licence PH7 Not met 20 % Licence: 60 of 300 datasets state a licence (20 %); met asks for 90 % Partly met 62 %",
        "the checks license_missing : 60 of 300 passed then, 186 of 300 passed now",
        "portal_insecure : Found wanting then, not run now",
        "the checks and the rubric together", "the city's record as well as the rubric",
        "Languages PH99 Not asked Undetermined looked for, not found",
        "PH1 stands as it did: the checks and the rubric cancel each other out.",
        "The audit was not graded by this rubric then", "Every criterion stands as it did.",
    ):  # fmt: skip
        assert words in text.replace("&#39;", "'")


def test_no_section_where_nothing_was_laid_beside() -> None:
    html = render(an_audit(), manuals=manuals())

    assert 'id="moved"' not in html and 'href="#moved"' not in html
    assert 'href="#moved"' in render(judged_again(an_audit()))


def test_a_difference_that_nothing_on_record_tells_of() -> None:
    assert "though nothing on record tells why" in section(render(judged_again(an_audit(), causes=())))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_stored_document_brings_is_escaped(text: str) -> None:
    """It may be anybody's: a bundle is rechecked too."""
    page = read(render(judged_again(an_audit({}), text)))

    assert page.errors == []
    assert len(page.all("script")) == len(read(render(an_audit({}))).all("script"))
    assert page.all("img") == []
