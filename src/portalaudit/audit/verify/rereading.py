"""Step: the snapshots are what the archived answers give when they are read again."""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.archive.canonical import digest, kept, meta
from portalaudit.audit.bundles import Bundle
from portalaudit.audit.portal import reread_portal
from portalaudit.audit.verify.judging import first_difference
from portalaudit.connectors.registry import connectors
from portalaudit.errors import ArchiveError, BundleError
from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot


def rereading(bundle: Bundle, snapshots: Sequence[Snapshot]) -> str:
    """Read every portal again from its records.

    Raises:
        BundleError: a snapshot is another; the text names the frame or the field.
    """
    hidden = 0
    withheld = {one.capture for one in bundle.inputs.withheld}
    hidden_bodies = withheld | {one.id for one in bundle.captures.values() if one.revisit_of in withheld}
    for portal, there in zip(bundle.inputs.portals, snapshots, strict=True):
        again = _read(bundle, portal.portal.url)
        if digest(again) == portal.digest:
            continue
        rows = _sampled(again, hidden_bodies)
        hidden += len(rows)
        if not rows or digest(_without(again, rows)) != digest(_without(there, rows)):
            raise BundleError(
                f"{portal.portal.url}: read again it is not the snapshot {portal.digest}: {_difference(there, again)}"
            )
    beside = f"; but for the rows of {hidden:,} datasets, whose samples were withheld" if hidden else ""
    told = "the snapshot is what its answers give" if len(snapshots) == 1 else "the snapshots are what their answers give"
    return f"{told} when they are read again{beside}"


def _read(bundle: Bundle, url: str) -> Snapshot:
    inputs = bundle.stored
    platform = inputs.audit.options.get("platform")
    try:
        return asyncio.run(
            reread_portal(
                url, inputs.audit.taken_at, list(bundle.own), inputs.events, bundle.reader, connectors(),
                platform if isinstance(platform, str) else None, inputs.audit.target, inputs.audit.complete,
            )
        )  # fmt: skip
    except ArchiveError as problem:
        raise BundleError(f"{url}: cannot be read again: {problem}") from problem


def _sampled(again: Snapshot, hidden: Set[str]) -> frozenset[int]:
    """Rows of `datasets` of whose files, read again, the bodies stayed behind, or repeat such."""
    lines = frames.to_table(again.probes).select(["dataset", "way", "capture", "captures"]).to_pylist()
    return frozenset(
        line["dataset"]
        for line in lines
        if line["way"] in ("file", None) and not hidden.isdisjoint([line["capture"], *(line["captures"] or ())])
    )


def _without(snapshot: Snapshot, rows: frozenset[int]) -> Snapshot:
    """The snapshot without what is said of the rows of some datasets."""
    chosen = pa.array(sorted(rows), pa.int32())
    left = {
        name: frames.to_frame(table.filter(pc.invert(pc.is_in(table["dataset"], value_set=chosen))))
        for name in ("probes", "profiles")
        for table in (frames.to_table(getattr(snapshot, name)),)
    }
    return replace(snapshot, gaps=tuple(gap for gap in snapshot.gaps if gap.part != "rows"), **left)  # type: ignore[arg-type]


def _difference(there: Snapshot, again: Snapshot) -> str:
    """Where two snapshots differ first."""
    for name in dict.fromkeys((*kept(there), *kept(again))):
        one, other = (frames.to_table(getattr(snapshot, name)) for snapshot in (there, again))
        if one.num_rows != other.num_rows:
            return f"{name}: {one.num_rows:,} rows there, {other.num_rows:,} read again"
        for label in sorted({*one.column_names, *other.column_names}):
            if label not in one.column_names or label not in other.column_names:
                return f"{name}: column {label} is only {'there' if label in one.column_names else 'read again'}"
            values = zip(one[label].to_pylist(), other[label].to_pylist(), strict=True)
            for row, (left, right) in enumerate(values):
                if left != right and (left == left or right == right):  # NaN is like NaN
                    return f"{name}, row {row}, {label}: {str(left)[:60]!r} there, {str(right)[:60]!r} read again"
    return first_difference(meta(there), meta(again), "meta") or "in its canonical form"
