"""Cases of datasets whose rows were asked."""

from portalaudit.audit.evidence import Witness
from portalaudit.model.capture import Evidence
from portalaudit.model.reasons import render
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_probe, a_profile
from tests.checks.table import CHECKS, Case, params, verdict

ANSWER = "00000000-0000-4000-8000-00000000000a"
"""The capture of the builder's answer."""


def asked(check: str, said: str, probe: dict[str, object], **changes: object) -> Case:
    """A case of one dataset whose rows were asked; `profiles` are changes of the builder's column, one each."""
    given = changes.pop("profiles", [{}])
    assert isinstance(given, list)
    return Case(check, said, {"probe": a_probe(**probe), "profiles": [a_profile(**one) for one in given], **changes})


def evidence(check: str, snapshot: Snapshot, row: int = 0) -> Evidence:
    """The evidence of a row that fails."""
    return Witness(snapshot, CHECKS[check], verdict(check, snapshot)).finding(row).evidence[0]


def text(check: str, snapshot: Snapshot, row: int = 0) -> str:
    """What is said of a row that fails."""
    reason = verdict(check, snapshot).reason
    return render(check, reason if isinstance(reason, str) else reason[row].as_py(), params(check, snapshot, row))  # type: ignore[arg-type]
