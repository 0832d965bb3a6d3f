"""Every check explains itself, gives reasons that can be rendered, and is tested in all it can say."""

import inspect
import re
import sys

import pytest

from portalaudit.data.tables import table
from portalaudit.model.check import HEADINGS, Check
from portalaudit.model.reasons import parameters, render
from tests.builders import a_dataset, a_snapshot
from tests.checks import test_access, test_freshness, test_metadata
from tests.checks.table import CHECKS, NOT_APPLICABLE, PASS, UNSEEN, Case, said_of, verdict

CASES: list[Case] = [*test_metadata.CASES, *test_freshness.CASES, *test_access.CASES]
OF_DATASETS = [check for check in CHECKS.values() if check.scope == "dataset"]
REASONS = table("reasons/en")


def id_of(check: Check) -> str:
    return check.id


def reasons_of(check: str) -> set[str]:
    section = REASONS[check]
    assert isinstance(section, dict)
    return set(section)


@pytest.mark.parametrize("check", CHECKS.values(), ids=id_of)
def test_a_check_has_a_complete_manual_and_its_module_s_name(check: Check) -> None:
    manual = check.manual

    assert check.id == check.module.rpartition(".")[2]
    assert check.family == check.module.split(".")[-2]
    assert manual.title
    assert [name for name in HEADINGS if len(manual.sections[name]) < 10] == []


@pytest.mark.parametrize("check", CHECKS.values(), ids=id_of)
def test_a_check_s_file_is_short(check: Check) -> None:
    """A check is about 60 lines with its manual (design); what is more belongs beside it."""
    assert len(inspect.getsource(sys.modules[check.module]).splitlines()) <= 100


@pytest.mark.parametrize("check", CHECKS.values(), ids=id_of)
def test_every_reason_in_the_code_has_a_text_and_every_text_a_reason(check: Check) -> None:
    source = inspect.getsource(sys.modules[check.module]).partition("@")[2] + inspect.getsource(sys.modules[check.module])
    shared = {"absent", "null", "empty", "says_nothing"} if "missing(parts" in source else set()
    named = set(re.findall(r"_REASONS = \(([^)]*)\)", source))
    written = {word for names in named for word in re.findall(r'"(\w+)"', names)} | shared
    written |= set(re.findall(r'answers\([^()]*(?:\([^()]*\))?[^()]*\), "(\w+)"', source)) | set(
        re.findall(r'"portal", "(\w+)"', source)
    )
    missing_words = {"says_nothing"} if "words=False" in source else set()

    assert written - missing_words <= reasons_of(check.id)


@pytest.mark.parametrize("check", OF_DATASETS, ids=id_of)
def test_a_check_is_tested_in_all_that_it_can_say(check: Check) -> None:
    """A case that passes, one that is not observed, and one for each reason that has a text."""
    tested = {one.said for one in CASES if one.check == check.id}

    assert tested >= {PASS, *reasons_of(check.id)}
    # A licence or a format that is not recognised, and columns that were not seen, are tested where the check can meet them.
    assert UNSEEN in tested


@pytest.mark.parametrize(
    "one", [one for one in CASES if one.said not in (PASS, UNSEEN, NOT_APPLICABLE)], ids=lambda one: f"{one.check}-{one.said}"
)
def test_a_failure_s_text_has_all_its_parameters(one: Case) -> None:
    beside = [a_dataset(**{"key": f"b{n}", **each}) for n, each in enumerate(one.beside)]
    found = verdict(one.check, a_snapshot(a_dataset(**{"key": "a0", **one.changes}), *beside, **one.snapshot))
    given = {name: array[0].as_py() for name, array in found.params.items()}
    wanted = parameters(one.check, one.said)

    assert said_of(one) == one.said
    assert wanted is not None
    assert {name for name in wanted if given.get(name) is None} == set()
    assert "{" not in render(one.check, one.said, {}).replace("{{", "")
