"""The document of one policy, and the guideline that it is held against."""

import json

import jsonschema_rs
import pytest

from portalaudit.documents.policy.bounded import Asked, Told, read_all
from portalaudit.documents.policy.examine import NOTES, Examination, examine, no_text
from portalaudit.documents.policy.guideline import guideline, parts
from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.textual import Text
from portalaudit.export.document import encode
from portalaudit.export.policy import document, schema
from tests.documents.policy.made_up import as_text, negatives, positives

TEXTS = {one.name: as_text(one.body) for one in positives()} | {one.name: as_text(one.body) for one in negatives()[:10]}
VALID = jsonschema_rs.validator_for(schema())


def examined(text: Text | None) -> Examination:
    if text is None:
        return no_text()
    (told,) = read_all([Asked(text)], always=True)
    assert isinstance(told, Told)
    return examine(text, told)


@pytest.mark.parametrize("text", [*TEXTS.values(), Text("", "plain", None), None], ids=[*TEXTS, "empty", "no-text"])
def test_every_document_satisfies_the_schema(text: Text | None) -> None:
    """Whatever it is, with all provisions in their order, and the same bytes twice."""
    found = document(examined(text))
    VALID.validate(found)

    assert [one["code"] for one in found["provisions"]] == list(CODES)  # type: ignore[attr-defined]
    assert encode(found) == encode(document(examined(text)))


def test_a_hostile_text_is_written(caplog: pytest.LogCaptureFixture) -> None:
    """Lone halves of surrogate pairs become replacement characters; offsets stay."""
    text = Text("Open Data Policy of the City of \ud800 Example. " * 30, "plain", "\udfff")
    found = json.loads(encode(document(examined(text))))

    VALID.validate(found)
    assert found["characters"] == len(text.plain)


def test_the_schema_knows_every_note_and_code() -> None:
    told = schema()["properties"]["notes"]["items"]["properties"]["code"]["enum"]  # type: ignore[index]

    assert set(told) == set(NOTES)


def test_the_guideline_is_whole() -> None:
    """31 provisions in order under three parts of 7, 16 and 8; each with words of its own."""
    asked = guideline()

    assert [(one.number, one.code) for one in asked] == list(enumerate(CODES, 1))
    assert [sum(one.part == part for one in asked) for part in parts()] == [7, 16, 8]
    for field in ("title", "asks", "aim"):
        assert len({getattr(one, field) for one in asked}) == 31
    assert not any("shall" in one.aim for one in asked)
