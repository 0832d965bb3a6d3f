"""Every piece of evidence leads to what it says, in the bytes that were archived."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.index import MemoryIndex, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal
from portalaudit.demo.server import serve
from tests.end_to_end.auditing import Document, Place
from tests.portals import recordings as stand_ins


@pytest.mark.parametrize("kind", ["socrata", "ckan"])
def test_of_a_generated_catalogue(tmp_path: Path, kind: str) -> None:
    assert false_evidence(generate(kind, 200, 3), tmp_path) == []


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("kind", "name"), [("socrata", "chattanooga/api-views-20240927.jsonl"), ("ckan", "amsterdam/ckan-packages.jsonl")]
)
def test_of_a_recorded_catalogue(recordings: Path, tmp_path: Path, kind: str, name: str) -> None:
    assert false_evidence(getattr(stand_ins, kind)(recordings / "portals" / name), tmp_path) == []


def false_evidence(portal: Portal, folder: Path) -> list[tuple[str, str, Mapping[str, str]]]:
    """Check or criterion, what is wrong, and the evidence."""
    place = Place.at(folder)
    with serve(portal) as server:
        document = place.document(server.url)
    captures = {capture.id: capture for capture in rebuild_index(place.archive, document["audit"])}
    reader = ArchiveReader(place.archive, MemoryIndex(list(captures.values())))
    bodies: dict[str, Any] = {}
    wrong = []
    for name, evidence in told(document):
        if not evidence["pointer"]:  # the whole answer, which may be a page
            continue
        capture = evidence["capture"]
        if capture not in bodies:
            bodies[capture] = json.loads(reader.decoded(captures[capture]))
        if trouble := contradiction(bodies[capture], evidence):
            wrong.append((name, trouble, evidence))
    return wrong


def told(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for portal in document["portals"]:
        for check in portal["checks"]:
            for example in (*check["examples"], *check["shown"]):
                for evidence in example["evidence"]:
                    yield check["id"], evidence
    for rubric in document["rubrics"]:
        for criterion in rubric["criteria"]:
            for evidence in criterion["evidence"]:
                yield f"{rubric['id']}:{criterion['id']}", evidence


def contradiction(value: Any, evidence: Mapping[str, Any]) -> str | None:
    for step in evidence["pointer"].split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return "the pointer leads nowhere"
    absent, excerpt = evidence["absent"], _joined(evidence["excerpt"] or "")[:40]
    if absent is not None:
        if isinstance(value, list):  # pairs of key and value, of which none says it
            there = any(isinstance(pair, dict) and absent in str(pair.get("key")).lower().replace("-", " ") for pair in value)
        else:
            there = not isinstance(value, dict) or absent in value
        return "what is absent is there" if there else None
    spelled = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return None if excerpt in _joined(spelled) else "the excerpt is not there"


def _joined(text: str) -> str:
    """A text without blanks, which JSON and excerpts set differently."""
    return "".join(text.split())
