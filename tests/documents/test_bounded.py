"""The process of its own: what it may cost, and that nothing it does reaches the caller as an exception."""

import os
from pathlib import Path

import pytest

from portalaudit.documents import bounded
from portalaudit.documents.bounded import Limits, read_table, run
from portalaudit.documents.failure import Failure
from portalaudit.documents.table import Table, from_bytes, to_bytes
from tests.patience import ends

CSV = b"Dataset Name,Department\nTrees,Parks\nSigns,\n"


def test_a_table_comes_through_whole() -> None:
    """What the process read is what the caller gets."""
    found = read_table([CSV])

    assert isinstance(found, Table)
    assert found.data.to_pylist() == [
        {"Dataset Name": "Trees", "Department": "Parks"},
        {"Dataset Name": "Signs", "Department": None},
    ]
    again = from_bytes(to_bytes(found))
    assert (again.header, again.records, again.dialect, again.notes) == (found.header, found.records, found.dialect, found.notes)


@pytest.mark.parametrize(
    ("job", "limits", "reason"),
    [
        ("hog", Limits(memory=300 * 1024 * 1024), "memory"),
        ("spin", Limits(seconds=1), "timeout"),
        ("sleep", Limits(seconds=-9), "timeout"),
        ("die", Limits(), "crashed"),
        ("raise_", Limits(), "crashed"),
    ],
)
def test_a_reader_that_misbehaves_is_a_failure(job: str, limits: Limits, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too much memory, too much time, a crash, a bug."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(bounded, "WORKER", "tests.documents.misbehaving")
    with ends(waits=True):
        found = run(f"portalaudit.{job}", [b"x"], {}, limits)

    assert isinstance(found, Failure)
    assert found.reason == reason


def test_the_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens live in the environment; the process that reads strangers' files does not."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PORTALAUDIT_SOCRATA_TOKEN", "secret")
    monkeypatch.setattr(bounded, "WORKER", "tests.documents.misbehaving")

    assert run("portalaudit.environment", [b""], {}) == b"no token"


def test_only_our_own_jobs_run() -> None:
    """A job is a function of this package."""
    found = run("os:system", [b""], {})

    assert isinstance(found, Failure)
