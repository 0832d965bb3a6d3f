"""What a check says of a small catalogue, as one word a row."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd
import pyarrow as pa

from portalaudit.checks.run import CheckError, discover, run
from portalaudit.model.check import Check, Verdict
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_dataset, a_probe, a_profile, a_snapshot

CHECKS: dict[str, Check] = {check.id: check for check in discover()}
PASS, UNSEEN, NOT_APPLICABLE = "pass", "not_observed", "not_applicable"


@dataclass(frozen=True)
class Case:
    """A dataset that differs from the builder's good one, and what a check says of it."""

    check: str
    said: str
    """`pass`, `not_applicable`, `not_observed`, or the reason code of the failure."""
    changes: dict[str, object] = field(default_factory=dict)
    beside: tuple[dict[str, object], ...] = ()
    """Further datasets of the catalogue."""
    snapshot: dict[str, object] = field(default_factory=dict)
    """Changes of the snapshot."""
    forget: tuple[str, ...] = ()
    """Fields of which nothing was observed, in every dataset."""


def case(check: str, said: str, **changes: object) -> Case:
    """A case of one dataset."""
    return Case(check, said, changes)


def label(one: Case) -> str:
    """The name of a case in a test's name."""
    changes = ", ".join(f"{name}={value!r}" for name, value in _told(one))
    return f"{one.check}({changes[:60]})={one.said}"


def _told(one: Case) -> Iterator[tuple[str, object]]:
    """What is not as the builders make it."""
    good = {"probe": a_probe(), "profile": a_profile()}
    for name, value in one.changes.items():
        if name == "probe" and isinstance(value, dict):
            yield from ((key, item) for key, item in value.items() if good["probe"].get(key) != item)
        elif name == "profiles" and isinstance(value, list):
            yield from ((key, item) for each in value for key, item in each.items() if good["profile"].get(key) != item)
        else:
            yield name, value


def verdict(check: str, snapshot: Snapshot) -> Verdict:
    """A dataset check's verdict; a check that breaks fails the test."""
    said = run(CHECKS[check], snapshot)
    assert not isinstance(said, CheckError), said.text
    assert isinstance(said, Verdict)
    return said


def words(check: str, snapshot: Snapshot) -> list[str]:
    """One word a row of `datasets`."""
    found = verdict(check, snapshot)
    rows = len(snapshot.datasets)
    applies = [True] * rows if found.applies is None else found.applies.to_pylist()
    reasons = [found.reason] * rows if isinstance(found.reason, str) else found.reason.to_pylist()
    return [
        NOT_APPLICABLE if not applicable else UNSEEN if passed is None else PASS if passed else str(reason)
        for passed, applicable, reason in zip(found.passed.to_pylist(), applies, reasons, strict=True)
    ]


def catalogue(one: Case) -> Snapshot:
    """The case's catalogue; its dataset sorts before those beside it."""
    beside = [a_dataset(**{"key": f"b{number}", **each}) for number, each in enumerate(one.beside)]
    made = a_snapshot(a_dataset(**{"key": "a0", **one.changes}), *beside, **one.snapshot)
    states = {f"{name}_state": pd.array([None] * len(made.datasets), pd.ArrowDtype(pa.uint8())) for name in one.forget}
    return replace(made, datasets=made.datasets.assign(**states))


def said_of(one: Case) -> str:
    """The word for the case's dataset."""
    return words(one.check, catalogue(one))[0]


def params(check: str, snapshot: Snapshot, row: int = 0) -> dict[str, object]:
    """The parameters of a row's reason."""
    return {name: array[row].as_py() for name, array in verdict(check, snapshot).params.items()}
