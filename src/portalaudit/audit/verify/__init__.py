"""A bundle checked by itself: no network, no database. One step a file; each says what it found, or the first difference."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from portalaudit.archive.minisign import PublicKey
from portalaudit.audit.bundle_snapshots import load_snapshots
from portalaudit.audit.bundles import Bundle
from portalaudit.audit.unpacking import Unpacked, against_manifests, declared, unpacked
from portalaudit.audit.verify import judging
from portalaudit.audit.verify.choices import choices
from portalaudit.audit.verify.needed import captures
from portalaudit.audit.verify.pointing import evidence
from portalaudit.audit.verify.records import records
from portalaudit.audit.verify.remaking import files
from portalaudit.audit.verify.rereading import rereading
from portalaudit.audit.verify.signing import signature
from portalaudit.errors import BundleError, PortalauditError
from portalaudit.model.audit import Audit
from portalaudit.model.snapshot import Snapshot

Outcome = Literal["good", "differs", "not reached", "seen"]
"""`seen`: neither good nor bad: what a live portal answers today; pages of a trusted signer that another version of the software
writes otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step."""

    name: str
    outcome: Outcome
    said: str
    """What was found, or the first difference."""


@dataclass(frozen=True)
class Look:
    """A bundle as it is looked at; what several steps need is made once."""

    files: Unpacked
    key: PublicKey | None = None

    @cached_property
    def bundle(self) -> Bundle:
        return Bundle(self.files)

    @cached_property
    def read(self) -> tuple[Snapshot, ...]:
        return load_snapshots(self.bundle)

    @cached_property
    def judged(self) -> tuple[Audit, bytes]:
        return judging.judge(self.bundle, self.read)


STEPS: Mapping[str, Callable[[Look], str]] = {
    "container": lambda look: f"{len(look.files.digests):,} files, each plainly one of a bundle",
    "version": lambda look: f"version {declared(look.files)} of the layout, which is read here",
    "manifests": lambda look: against_manifests(look.files),
    "signature": lambda look: signature(look.files, look.key),
    "records": lambda look: records(look.bundle),
    "choices": lambda look: choices(look.bundle),
    "evidence": lambda look: evidence(look.bundle),
    "snapshots": lambda look: _read(look.read),
    "captures": lambda look: captures(look.bundle, look.read),
    "checks": lambda look: judging.checks(look.bundle, look.judged[1]),
    "rubrics": lambda look: judging.rubrics(look.bundle, look.judged[1]),
    "files": lambda look: files(look.bundle, *look.judged),
    "rereading": lambda look: rereading(look.bundle, look.read),
}
"""What is looked at, in this order."""
_NEEDED = frozenset({"container", "version", "manifests", "records", "snapshots"})
"""Steps without which none behind them means anything."""
_BY_SOFTWARE = frozenset({"checks", "rubrics", "files", "rereading"})
"""Steps whose result another version of the software may change."""


def verify(path: Path, key: PublicKey | None = None, then: Mapping[str, Callable[[Look], str]] | None = None) -> Iterator[Step]:
    """Take all steps, and those of `then` behind them; each is told as soon as it is taken.

    Args:
        key: whose signature it is to have; None to take the one that it names.
    """
    steps = {**STEPS, **(then or {})}
    try:
        with unpacked(path) as found:
            yield from _taken(steps, Look(found, key))
    except BundleError as problem:
        yield Step("container", "differs", str(problem))
        yield from _not_reached(list(steps)[1:], "container")


def _read(snapshots: Sequence[Snapshot]) -> str:
    assets = sum(len(one.datasets) for one in snapshots)
    told = "1 snapshot has its digest" if len(snapshots) == 1 else f"{len(snapshots)} snapshots have their digests"
    return f"{told}, {assets:,} assets"


def _taken(steps: Mapping[str, Callable[[Look], str]], look: Look) -> Iterator[Step]:
    names = list(steps)
    for place, name in enumerate(names):
        step = _step(name, steps[name], look)
        yield step
        if step.outcome == "differs" and name in _NEEDED:
            yield from _not_reached(names[place + 1 :], name)
            return


def _not_reached(names: list[str], name: str) -> Iterator[Step]:
    return (Step(one, "not reached", f"{name} differs") for one in names)


def _step(name: str, take: Callable[[Look], str], look: Look) -> Step:
    try:
        return Step(name, "good" if name in STEPS else "seen", take(look))
    except PortalauditError as problem:
        said = str(problem)
    except Exception as problem:  # noqa: BLE001 - what breaks on a stranger's values is their difference, and the next step is taken
        said = f"what stands there cannot be read: {type(problem).__name__}: {problem}"
    other = judging.by_other_software(look.bundle) if name in _BY_SOFTWARE else None
    # Another version may write a page otherwise. Only who signed can then vouch for it: anybody can claim another version.
    vouched = name == "files" and other is not None and _trusted(look)
    return Step(name, "seen" if vouched else "differs", f"{said} ({other})" if other else said)


def _trusted(look: Look) -> bool:
    """Whether it is signed by the key that was asked for."""
    try:
        return look.key is not None and bool(signature(look.files, look.key))
    except BundleError:
        return False
