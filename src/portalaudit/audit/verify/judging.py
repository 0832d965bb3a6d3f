"""Steps: the checks run again on the snapshots, and the rubrics graded again, give what the document says."""

from collections.abc import Mapping, Sequence

import msgspec

from portalaudit import __version__
from portalaudit.audit.bundles import Bundle
from portalaudit.audit.replay import judged_again
from portalaudit.errors import BundleError
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.load import available, load

_OF_SOFTWARE = ("software", "causes")
"""What tells which software judged, and differs where another one judges again."""


def judge(bundle: Bundle, snapshots: Sequence[Snapshot]) -> tuple[Audit, bytes]:
    """The audit judged again by the rubrics of the bundle, and its document.

    Raises:
        BundleError: a rubric is not the one that the audit names.
    """
    for told, rubric in zip(bundle.inputs.rubrics, bundle.rubrics, strict=True):
        if (told.id, told.version, told.digest) != (rubric.id, rubric.version, rubric.digest):
            raise BundleError(f"data/{told.file}: not rubric {told.id} {told.version} with digest {told.digest}")
    audit = judged_again(bundle.stored, snapshots, bundle.rubrics, all_findings=True)
    return audit, encode(document(audit, all_findings=True))


def checks(bundle: Bundle, made: bytes) -> str:
    """Hold all but the grades against the document: target, portals, counts, findings, documents, inventories.

    Raises:
        BundleError: something is not the same; the text tells where.
    """
    again, there = _values(made), bundle.document
    _same_checks(there, again)
    for key in dict.fromkeys((*again, *there)):
        if key not in ("rubrics", *_OF_SOFTWARE):
            _same(f"/{key}", there.get(key), again.get(key), bundle)
    if bundle.inputs.exported_by == __version__:
        for key in _OF_SOFTWARE:
            _same(f"/{key}", there.get(key), again.get(key), bundle)
    found = [check for portal in _list(again, "portals") for check in _list(portal, "checks")]
    findings = sum(len(_list(check, "examples")) for check in found)
    other = by_other_software(bundle)
    return f"{len(found):,} checks give the same counts and the same {findings:,} findings{f'; {other}' if other else ''}"


def rubrics(bundle: Bundle, made: bytes) -> str:
    """Hold the grades against the document.

    Raises:
        BundleError: one is not the same.
    """
    _shipped(bundle)
    again = _values(made)
    _same("/rubrics", bundle.document.get("rubrics"), again["rubrics"], bundle)
    graded = _list(again, "rubrics")
    criteria = sum(len(_list(rubric, "criteria")) for rubric in graded)
    return f"{len(graded)} rubrics give the same {criteria} grades"


def _shipped(bundle: Bundle) -> None:
    """A rubric that has the name and version of one that is installed here is that one."""
    for told in bundle.inputs.rubrics:
        if told.id in available() and (ours := load(told.id)).version == told.version and ours.digest != told.digest:
            raise BundleError(f"data/{told.file}: not rubric {told.id} {told.version} as it is installed here")


def by_other_software(bundle: Bundle) -> str | None:
    """Why a difference need not be tampering; None where this software made the bundle."""
    if bundle.inputs.exported_by == __version__:
        return None
    return (
        f"the bundle says that portalaudit {bundle.inputs.exported_by} made it, this is {__version__}: a difference may be the "
        f"software's. Verify it with {bundle.inputs.exported_by}"
    )


def first_difference(there: object, again: object, where: str) -> str | None:
    """Path and values of the first difference; None where there is none."""
    if isinstance(there, Mapping) and isinstance(again, Mapping):
        for key in [*there, *(key for key in again if key not in there)]:
            if key not in there or key not in again:
                return f"{where}/{key}: only {'there' if key in there else 'on the replay'}"
            if found := first_difference(there[key], again[key], f"{where}/{key}"):
                return found
        return None
    if isinstance(there, list) and isinstance(again, list):
        for number, (one, other) in enumerate(zip(there, again, strict=False)):
            if found := first_difference(one, other, f"{where}/{number}"):
                return found
        return None if len(there) == len(again) else f"{where}: {len(there):,} there, {len(again):,} on the replay"
    same = type(there) is type(again) and there == again
    return None if same else f"{where}: {_shown(there)} there, {_shown(again)} on the replay"


def _same(where: str, there: object, again: object, bundle: Bundle) -> None:
    found = first_difference(there, again, where)
    if found is not None:
        raise BundleError(f"data/audit.json {found}")


def _same_checks(there: Mapping[str, object], again: Mapping[str, object]) -> None:
    """Whether the same checks are installed here: they may come from elsewhere."""
    names = [
        {str(check.get("id")) for portal in _list(one, "portals") for check in _list(portal, "checks")} for one in (there, again)
    ]
    if lacking := sorted(names[0] - names[1]):
        raise BundleError(f"data/audit.json: check {lacking[0]!r} is not installed here")


def _list(value: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _values(made: bytes) -> dict[str, object]:
    return msgspec.json.decode(made, type=dict[str, object])


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
