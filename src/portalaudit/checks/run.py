"""Finds the checks and runs them. A check's bug is one `error`; the audit goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.errors import UsageError
from portalaudit.model import frames
from portalaudit.model.check import Check, Judged, Manual, Parts, PortalVerdict, Verdict
from portalaudit.model.snapshot import Snapshot

GROUP = "portalaudit.checks"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CheckError:
    """A check that broke."""

    check: str
    text: str
    """The exception's kind and text, one line."""


def discover() -> tuple[Check, ...]:
    """The installed checks, ours and third parties', sorted by id; empty where the package is not installed.

    Raises:
        UsageError: an entry point cannot be loaded or is no check; the text names it.
    """
    found = {
        check.id: check for check in map(_load, sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)))
    }
    return tuple(found[name] for name in sorted(found))


def manuals() -> dict[str, Manual]:
    """Check id → its manual, of the installed checks.

    Raises:
        UsageError: as of `discover`.
    """
    return {check.id: check.manual for check in discover()}


def _load(entry: EntryPoint) -> Check:
    try:
        check = entry.load()
    except (ImportError, AttributeError, SyntaxError) as error:
        raise UsageError(f"the check {entry.name} ({entry.value}) cannot be loaded: {error}") from error
    if not isinstance(check, Check):
        raise UsageError(f"the entry point {entry.name} ({entry.value}) of {GROUP} is no check")
    return check


def run(check: Check, snapshot: Snapshot, judged: Judged | None = None) -> Verdict | PortalVerdict | CheckError:
    """What a check says of a snapshot; whatever goes wrong inside it is a value."""
    try:
        verdict = check.run(Parts(snapshot, check.needs, judged))
        if check.scope == "portal":
            if not isinstance(verdict, PortalVerdict):
                raise TypeError(f"a portal check answers with a PortalVerdict, not {type(verdict).__name__}")
            return verdict
        if not isinstance(verdict, Verdict):
            raise TypeError(f"a dataset check answers with a Verdict, not {type(verdict).__name__}")
        return _observed(check, _fitting(verdict, len(snapshot.datasets)), snapshot)
    except Exception as error:  # noqa: BLE001 - the runner is where a check's bug ends
        text = " ".join(str(error).split())
        return CheckError(check.id, f"{type(error).__name__}: {text}"[:300])


def _observed(check: Check, verdict: Verdict, snapshot: Snapshot) -> Verdict:
    """The verdict without the rows whose source does not carry what the check reads (`unseen`, see model.frames)."""
    if "unseen" not in snapshot.datasets.columns:
        return verdict
    words = frames.column(snapshot.datasets, "unseen").cast(pa.string()).combine_chunks()
    hidden = pa.array([False] * len(words))
    for part in (name for name in check.needs if name in ("distributions", "columns", "violations")):
        hidden = pc.or_(hidden, pc.fill_null(pc.match_substring(words, part), False))
    return replace(verdict, passed=pc.if_else(hidden, pa.scalar(None, pa.bool_()), verdict.passed))


def _fitting(verdict: Verdict, length: int) -> Verdict:
    """The verdict with contiguous arrays, each of one value a row.

    Raises:
        ValueError, TypeError: an array has another length or type.
    """
    return replace(
        verdict,
        passed=_array("passed", verdict.passed, length, pa.bool_()),
        applies=None if verdict.applies is None else _array("applies", verdict.applies, length, pa.bool_()),
        reason=verdict.reason if isinstance(verdict.reason, str) else _array("reason", verdict.reason, length, pa.string()),
        measure=None if verdict.measure is None else _measure("measure", verdict.measure, length),
        measures={name: _measure(f"measures[{name}]", values, length) for name, values in verdict.measures.items()},
        params=_params(verdict.params, length),
        at=None if verdict.at is None else _array("at", verdict.at, length, pa.string()),
        excerpt=None if verdict.excerpt is None else _array("excerpt", verdict.excerpt, length, pa.string()),
        absent=None if verdict.absent is None else _array("absent", verdict.absent, length, pa.string()),
        capture=None if verdict.capture is None else _array("capture", verdict.capture, length, pa.string()),
    )


def _params(params: Mapping[str, pa.Array], length: int) -> dict[str, pa.Array]:
    return {name: _array(f"params[{name}]", array, length, None) for name, array in params.items()}


def _measure(name: str, values: Floats, length: int) -> Floats:
    measure = np.asarray(values, np.float64)
    if measure.shape != (length,):
        raise ValueError(f"{name} has the shape {measure.shape}, not ({length},)")
    return measure


def _array(name: str, array: pa.Array | pa.ChunkedArray, length: int, kind: pa.DataType | None) -> pa.Array:
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if not isinstance(whole, pa.Array):
        raise TypeError(f"{name} is no Arrow array but {type(array).__name__}")
    if len(whole) != length:
        raise ValueError(f"{name} has {len(whole)} values, datasets {length}")
    if kind is not None and whole.type != kind:
        raise TypeError(f"{name} is {whole.type}, not {kind}")
    return whole
