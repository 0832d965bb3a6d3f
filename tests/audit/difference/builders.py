"""Two catalogues of a few entries each, compared: `became(then=[…], now=[…])`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portalaudit.audit.difference.compare import Joined, joined
from portalaudit.audit.difference.sides import side_of
from portalaudit.model.difference import Assets
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot
from tests.builders import PORTAL, TAKEN_AT, a_dataset, a_distribution, a_snapshot

CKAN, SOCRATA, HUB = (
    PORTAL,
    replace(PORTAL, platform="socrata", connector="socrata"),
    replace(PORTAL, platform="arcgis", connector="dcat"),
)
Entry = Mapping[str, object]


def entry(key: str | None, title: str | None = None, page: str | None = None, *files: str, **changes: object) -> Entry:
    """A dataset with an id, a title of its own unless told, a page and files."""
    link = "http://data.example.org/" if page is None else page
    made = [a_distribution(download_url=address) for address in files]
    return a_dataset(key=key, identifier=key, title=title or f"About {key}", landing_page=link, distributions=made, **changes)


@dataclass(frozen=True)
class Catalogue:
    """What one audit saw."""

    snapshots: tuple[Snapshot, ...]
    target: str = "example-ex"
    complete: bool = True

    @classmethod
    def of(
        cls, *entries: Entry, portal: Portal = CKAN, target: str = "example-ex", complete: bool = True, **changes: Any
    ) -> "Catalogue":
        """Of one portal."""
        return cls((a_snapshot(*entries, portal=portal, **changes),), target, complete)


def compared(then: Catalogue, now: Catalogue) -> Joined:
    """Both matched."""
    then_side, now_side = (
        side_of(one.snapshots, "a", TAKEN_AT, "1", one.target, complete=one.complete) for one in (then, now)
    )  # fmt: skip
    return joined((then_side, now_side), then.snapshots, now.snapshots)


def assets(then: Catalogue, now: Catalogue) -> Assets:
    """What became of every asset."""
    both = compared(then, now)
    nothing: list[Sequence[Sequence[str]]] = [[[] for _ in range(len(pool))] for pool in both.pools]
    return both.assets((nothing[0], nothing[1]), nothing[0])


def became(then: Catalogue, now: Catalogue) -> list[tuple[str | None, ...]]:
    """A line an asset: state, what tells so (ground or doubt), subject then, subject now."""
    rows = assets(then, now).table.to_pylist()
    return [(row["state"], row["ground"] or row["reason"], row["subject_a"], row["subject_b"]) for row in rows]
