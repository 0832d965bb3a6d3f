"""Catalogues are hostile: any value may stand anywhere, and no check may break."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.audit.evidence import Witness
from portalaudit.checks.run import CheckError, discover, run
from portalaudit.connectors.values import ABSENT
from portalaudit.model import frames
from portalaudit.model.check import Verdict
from portalaudit.model.portal import KINDS, Portal
from portalaudit.model.reasons import parameters
from tests.builders import a_column, a_dataset, a_distribution, a_frame, a_probe, a_profile, a_snapshot

NASTY = [
    "", " ", "\x00", "\u202e<script>alert(1)</script>", "=HYPERLINK(1)", "{{", "{{x}}", "${", "<", "<br", "&", "&#xD800;",
    "&#99999999;", "R/P", "R/P1D",
    "8291-01-01", "2023", "-1", "99999999999999", "mailto:", "@", "a@b", "http://", "https://x", "//", "../..", "\ud800",
    "ﬁ" * 300, "é" * 5000,
    "<" * 700, "<a>" * 300, "{" * 5000, "every 99999999999999999999 years", "9" * 400, "P" + "9" * 400 + "Y", "://[", "%00",
    "none", "null", "n/a",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
VALUES = st.one_of(
    TEXTS, st.none(), st.just(ABSENT), st.booleans(), st.integers(), st.floats(), st.lists(TEXTS, max_size=3),
    st.dictionaries(st.text(max_size=3), TEXTS, max_size=2),
)  # fmt: skip
FIELDS = (
    "title", "description", "publisher", "organization", "contact_name", "contact_email", "contact_url", "license",
    "license_title",
    "license_url", "rights", "keywords", "categories", "identifier", "frequency", "issued", "modified",
)  # fmt: skip
ADDRESSES = ("title", "format", "media_type", "access_url", "download_url", "license")
STAMPS = st.one_of(st.none(), st.integers(min_value=-(2**63), max_value=2**63 - 1))
LATE = st.sampled_from(["2019-01-01T00:00:00Z", "2026-10-31T00:00:00Z", "8291-01-01T00:00:00Z"])
WORDS = {
    "cadence_by": ["rows", "entries"], "role": ["update", "event", "load", "aside"], "way": ["file", "soda"],
    "failure": ["timeout", "no-date-column"], "column": ["updated_on"], "name": ["updated_on"],
}  # fmt: skip


def values_of(field: pa.Field) -> st.SearchStrategy[Any]:
    """Any value that a column of this type can hold, and such as the checks look for."""
    if field.type == frames.STAMP:
        return st.one_of(STAMPS, LATE)
    if field.type == pa.bool_():
        return st.one_of(st.none(), st.booleans())
    if field.type == pa.float64():
        return st.one_of(st.none(), st.floats(), st.sampled_from([365.0, 1e300]))
    if pa.types.is_integer(field.type):
        return st.one_of(st.none(), st.integers(min_value=-(2**63), max_value=2**63 - 1))
    return st.one_of(st.none(), TEXTS, st.sampled_from(WORDS.get(field.name, [""])))


@st.composite
def asked(draw: st.DrawFn, name: str, datasets: int) -> pd.DataFrame:
    """A frame of what was asked, full of garbage: datasets more than once, or none."""
    good = a_probe() if name == "probes" else a_profile()
    others = [field for field in frames.SCHEMAS[name] if field.name not in ("dataset", "position")]
    rows = []
    for _ in range(draw(st.integers(0, 5)) if datasets else 0):
        changes = {field.name: draw(values_of(field)) for field in draw(st.lists(st.sampled_from(others), unique=True))}
        rows.append({**good, **changes, "dataset": draw(st.integers(0, datasets - 1)), "position": draw(st.integers(0, 9))})
    return a_frame(name, rows)


@st.composite
def datasets(draw: st.DrawFn) -> dict[str, Any]:
    row = {name: draw(VALUES) for name in draw(st.sets(st.sampled_from(FIELDS)))}
    row["kind"] = draw(st.sampled_from([*KINDS, None]))
    row["unseen"] = tuple(draw(st.sets(st.sampled_from(FIELDS), max_size=3)) - {"identifier"})
    row["data_modified"], row["metadata_modified"] = draw(STAMPS), draw(STAMPS)
    row["distributions"] = [
        a_distribution(**{name: draw(st.one_of(TEXTS, st.none())) for name in ADDRESSES}) for _ in range(draw(st.integers(0, 3)))
    ]
    row["columns"] = [
        a_column(description=draw(st.one_of(TEXTS, st.none())), system=draw(st.one_of(st.booleans(), st.none())))
        for _ in range(draw(st.integers(0, 2)))
    ]
    row["violations"] = [{"schema": draw(TEXTS), "rule": "x", "field": None, "at": draw(st.one_of(TEXTS, st.none()))}] * draw(
        st.integers(0, 2)
    )
    return a_dataset(**row)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    rows=st.lists(datasets(), max_size=4),
    url=st.sampled_from(["http://data.example.org", "http://[::1]:8080", "not a url", ""]),
    data=st.data(),
)
def test_no_check_breaks(rows: list[dict[str, Any]], url: str, data: st.DataObject) -> None:
    probes, profiles = (data.draw(asked(name, len(rows))) for name in ("probes", "profiles"))
    snapshot = a_snapshot(*rows, portal=Portal(url, "dcat", "dcat"), probes=probes, profiles=profiles)
    snapshot.validate()
    for check in discover():
        said = run(check, snapshot)
        assert not isinstance(said, CheckError), said.text
        if isinstance(said, Verdict):
            failing = [row for row, passed in enumerate(said.passed.to_pylist()) if passed is False]
            assert all(Witness(snapshot, check, said).finding(row).check == check.id for row in failing)
        if isinstance(said, Verdict) and not isinstance(said.reason, str):
            given = [reason for reason in said.reason.unique().to_pylist() if reason is not None]
            assert [reason for reason in given if parameters(check.id, reason) is None] == []


@pytest.mark.parametrize("field", FIELDS)
def test_every_nasty_text_in_every_field(field: str) -> None:
    snapshot = a_snapshot(*(a_dataset(**{field: text}) for text in NASTY if field != "identifier" or text))
    broken = [said for check in discover() if isinstance(said := run(check, snapshot), CheckError)]

    assert broken == []
