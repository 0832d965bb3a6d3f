"""Every check explains itself, gives reasons that can be rendered, and is tested in all it can say."""

import inspect
import sys

import pytest

from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES
from portalaudit.model.check import HEADINGS, Check
from portalaudit.model.reasons import parameters
from tests.checks import test_access, test_freshness, test_metadata, test_quality
from tests.checks.freshness import (
    test_clocks,
    test_dataset_abandoned,
    test_frequency_improbable,
    test_rows_in_future,
    test_rows_stale,
    test_stamp_without_change,
)
from tests.checks.table import CHECKS, NOT_APPLICABLE, PASS, UNSEEN, Case, catalogue, label, params, verdict

CASES: list[Case] = [
    *test_metadata.CASES, *test_freshness.CASES, *test_access.CASES, *test_clocks.CASES, *test_rows_stale.CASES,
    *test_stamp_without_change.CASES, *test_rows_in_future.CASES, *test_dataset_abandoned.CASES, *test_frequency_improbable.CASES,
    *test_quality.CASES,
]  # fmt: skip
FAILING = [one for one in CASES if one.said not in (PASS, UNSEEN, NOT_APPLICABLE)]
OF_DATASETS = [check for check in CHECKS.values() if check.scope == "dataset"]


def id_of(check: Check) -> str:
    return check.id


def reasons_of(check: str) -> set[str]:
    section = table("reasons/en")[check]
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
def test_every_reason_that_a_check_knows_has_a_text(check: Check) -> None:
    known = getattr(sys.modules[check.module], "_REASONS", ())

    assert set(known) <= reasons_of(check.id)


def test_every_section_of_the_texts_is_a_check_s() -> None:
    assert set(table("reasons/en")) == set(CHECKS)


@pytest.mark.parametrize("check", OF_DATASETS, ids=id_of)
def test_a_check_is_tested_in_all_that_it_can_say(check: Check) -> None:
    """A case that passes, one that is not observed, and one for each reason that has a text."""
    tested = {one.said for one in CASES if one.check == check.id}

    assert tested >= {PASS, UNSEEN, *reasons_of(check.id)}


@pytest.mark.parametrize("one", FAILING, ids=label)
def test_a_failure_s_text_has_all_its_parameters(one: Case) -> None:
    given = params(one.check, catalogue(one))
    wanted = parameters(one.check, one.said)

    assert wanted is not None
    assert {name for name in wanted if given.get(name) is None} == set()


@pytest.mark.parametrize("one", [one for one in CASES if one.said in (PASS, UNSEEN, NOT_APPLICABLE)], ids=label)
def test_nothing_is_said_of_what_does_not_fail(one: Case) -> None:
    """No reason, no parameter; only the clock that decides is told of every dataset (`show --datasets`)."""
    found = verdict(one.check, catalogue(one))
    given = {name: value for name, value in params(one.check, catalogue(one)).items() if value is not None and name != "clock"}

    assert given == {}
    assert isinstance(found.reason, str) or found.reason[0].as_py() is None


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_why_it_matters_and_how_to_mend_it_are_told_in_every_language_and_nothing_else(lang: str) -> None:
    told = {check.manual.sections[name] for check in CHECKS.values() for name in ("Why it matters", "How to mend it")}
    texts = table(f"texts/{lang}")["manuals"]

    assert set(texts) == told  # type: ignore[call-overload]
    for english, text in texts.items():  # type: ignore[attr-defined]
        assert text.count("`") == english.count("`") and text.endswith(".")
