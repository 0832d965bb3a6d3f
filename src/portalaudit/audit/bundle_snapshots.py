"""The snapshots of a bundle, with the digests by which its audit knows them."""

from collections.abc import Sequence
from pathlib import Path

from portalaudit.archive.canonical import FRAMES, OPTIONAL
from portalaudit.archive.snapshots import folder, load
from portalaudit.audit.bundles import Bundle
from portalaudit.documents.bounded import Limits, run
from portalaudit.documents.failure import Failure
from portalaudit.errors import ArchiveError, BundleError, SnapshotError
from portalaudit.export.bundle.bag import DATA
from portalaudit.model.bundle import ARCHIVE
from portalaudit.model.snapshot import Snapshot

LIMITS = Limits(seconds=600.0, memory=4 * 1024**3)
"""What reading one snapshot may cost (own choice: 200,000 datasets take a quarter of it)."""
_JOB = "portalaudit.archive.snapshots:weighed"
_NAMES = {f"{name}.parquet" for name in (*FRAMES, *OPTIONAL)} | {"meta.json"}


def load_snapshots(bundle: Bundle) -> tuple[Snapshot, ...]:
    """The snapshots of the audit's portals, each with the digest that the document and the inputs tell.

    Raises:
        BundleError: a file is missing, too much or no frame, or the values have another digest.
    """
    told = _told(bundle)
    if told != [portal.digest for portal in bundle.inputs.portals]:
        raise BundleError("data/audit.json and data/inputs.json tell other digests of snapshots")
    _nothing_else(bundle, told)
    made = []
    for name in told:
        try:
            _weigh(folder(bundle.archive, name), name)
            made.append(load(bundle.archive, name))
        except (ArchiveError, SnapshotError) as problem:
            raise BundleError(str(problem)) from problem
    return tuple(made)


def _told(bundle: Bundle) -> list[str]:
    portals = bundle.document.get("portals")
    found = []
    for portal in portals if isinstance(portals, list) else ():
        snapshot = portal.get("snapshot") if isinstance(portal, dict) else None
        found.append(str(snapshot.get("digest")) if isinstance(snapshot, dict) else "")
    return found


def _nothing_else(bundle: Bundle, told: Sequence[str]) -> None:
    place = f"{DATA}{ARCHIVE}snapshots/"
    known = {name.removeprefix("sha256:") for name in told}
    for name in sorted(bundle.files.digests):
        if name.startswith(place):
            of, _, file = name.removeprefix(place).partition("/")
            if of not in known or file not in _NAMES:
                raise BundleError(f"{name}: of no snapshot of this audit")


def _weigh(place: Path, name: str) -> None:
    """Hold the files against the digest in a process of its own: small files may unpack to more than a machine has."""
    if not place.is_dir():
        raise BundleError(f"snapshot {name}: missing")
    paths = sorted(path for path in place.iterdir() if path.is_file())
    found = run(_JOB, [path.read_bytes() for path in paths], {"names": " ".join(path.name for path in paths)}, LIMITS)
    if isinstance(found, Failure):
        raise BundleError(f"snapshot {name}: cannot be read: {found.detail or found.reason}")
    if found.decode() != name:
        raise BundleError(f"snapshot {name}: was changed: its values give {found.decode()}")
