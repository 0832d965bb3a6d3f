"""Checks and rubrics on the command line."""

import pytest

from portalaudit.checks.run import discover
from portalaudit.rubrics.load import available, load
from tests.cli.commands import say

CHECKS = {check.id: check for check in discover()}


def words(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def test_the_list_of_checks() -> None:
    listed = say("checks", "list")

    assert listed.code == 0
    assert {line.split()[0] for line in listed.out.splitlines()[1:] if line and not line.startswith(" ")} == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_the_manual_of_a_check(name: str) -> None:
    """The whole manual, each section under its heading."""
    shown = say("checks", "show", name)
    manual = CHECKS[name].manual

    assert shown.code == 0
    assert manual.sections
    for text in (manual.title, *manual.sections, *manual.sections.values()):
        assert words(text) in words(shown.out)


def test_the_list_of_rubrics() -> None:
    listed = say("rubrics", "list")

    assert listed.code == 0
    assert all(any(line.startswith(name) for line in listed.out.splitlines()) for name in available())


@pytest.mark.parametrize("name", available())
def test_a_rubric(name: str) -> None:
    """Where it comes from and every criterion, with how well its text is known."""
    shown, rubric = say("rubrics", "show", name), load(name)

    assert shown.code == 0
    assert words(rubric.citation) in words(shown.out)
    for criterion in rubric.criteria:
        assert any(line.startswith(criterion.id) and criterion.known in line for line in shown.out.splitlines())
