"""The crawl's second phase, documents: pages about policy and governance are looked for, read, and said what they are.

Where to begin is a recorded event; the same answers then lead to the same questions, so that a replay asks the archive the same.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from portalaudit.connectors.website.address import own_hosts_of
from portalaudit.connectors.website.explore import explore
from portalaudit.connectors.website.seeds import seeds_of
from portalaudit.connectors.website.visit import Seed, Visit
from portalaudit.documents.bounded import read_table
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.columns import map_columns
from portalaudit.documents.inventory.likeness import likeness
from portalaudit.documents.kept import told, with_table
from portalaudit.documents.policy.bounded import Asked, Told, read_all
from portalaudit.documents.table import Table
from portalaudit.documents.text.bounded import bounded_text
from portalaudit.documents.textual import Text
from portalaudit.model.capture import Capture
from portalaudit.model.policy import Document, Submission
from portalaudit.model.portal import City
from portalaudit.model.ports import Fetch, Journal
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable

CHOICE = "document seeds"
"""The name of the recorded choice."""
HANDED = "submitted documents"
"""The same of documents that were handed over."""

Keep = Callable[[Capture, Text], str]
"""Puts a document's plain text on record and returns the capture that holds it."""
Open = Callable[[str], tuple[Capture, bytes] | None]
"""A capture of the archive with its bytes, by id; None where the archive does not have it."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a look for documents is given."""

    city: City | None
    portal: str
    """The portal's address."""
    pages: int
    """Requests that it may cost; 0 for no look."""
    keep: Keep
    first: bool = True
    """The city's own site is looked at with its first portal."""


async def read_documents(snapshot: Snapshot, fetch: Fetch, journal: Journal, search: Search) -> Snapshot:
    """The snapshot with the documents that the portal's and the city's pages lead to.

    Raises:
        StopRequested: the budget is spent or a signal came; what was fetched is in the archive.
    """
    chosen = journal.choose(CHOICE, lambda: _choice(snapshot, search))
    seeds, hosts, pages = _recorded(chosen)
    if not pages:
        return snapshot
    found = await explore(fetch, seeds, hosts, budget=pages)
    visits = [visit for visit in found.visits if visit.status != "skipped"]
    documents = await asyncio.to_thread(_documents, visits, search.keep)
    return replace(snapshot, documents=(*snapshot.documents, *documents), looked=found.looked)


def _choice(snapshot: Snapshot, search: Search) -> dict[str, object]:
    """Seeds, hosts of the city and requests, as JSON."""
    if not search.pages:
        return {"pages": 0}
    city = search.city if search.first else None
    seeds = seeds_of(snapshot, city, search.portal)
    hosts = own_hosts_of(search.city, search.portal, snapshot)
    return {"pages": search.pages, "hosts": sorted(hosts), "seeds": [asdict(seed) for seed in seeds]}


def _recorded(value: object) -> tuple[list[Seed], frozenset[str], int]:
    """The choice as it was recorded; what another software wrote and we cannot read is left out."""
    known = value if isinstance(value, Mapping) else {}
    pages, hosts, seeds = known.get("pages"), known.get("hosts"), known.get("seeds")
    return (
        [Seed(**seed) for seed in (seeds if isinstance(seeds, list) else ()) if _is_seed(seed)],
        frozenset(host for host in (hosts if isinstance(hosts, list) else ()) if isinstance(host, str)),
        pages if isinstance(pages, int) else 0,
    )


def _is_seed(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() == {"url", "text", "source", "ask"}
        and all(isinstance(value[key], str) for key in ("url", "text", "source"))
        and isinstance(value["ask"], str | None)
    )


def _documents(visits: Sequence[Visit], keep: Keep) -> list[Document]:
    """Visits as documents: what their texts are, with a text on record where it says anything of policy or governance."""
    asked = [
        Asked(visit.text, visit.resolved or visit.url, visit.via_text or None)
        for visit in visits
        if visit.text is not None and visit.capture is not None
    ]
    told = iter(read_all(asked))
    documents = []
    for visit in visits:
        if visit.text is None or visit.capture is None:
            documents.append(_blank(visit))
        else:
            documents.append(read(_blank(visit), visit.text, next(told), visit.capture, keep))
    return documents


def _blank(visit: Visit) -> Document:
    """A visit before its text was read; of one without a text all there is."""
    failure = visit.failure if visit.text is not None else visit.failure or "no-text"
    return Document(
        kind="no-text" if visit.text is None and failure == "no-text" else "other", title=None, url=visit.url,
        capture=visit.capture.id if visit.capture else None, source=visit.source, shown=visit.via_text, via=visit.via_url,
        same_site=visit.same_site, linked=visit.linked, failure=failure, detail=visit.detail,
    )  # fmt: skip


def read(blank: Document, text: Text, told: Told | Failure, capture: Capture, keep: Keep) -> Document:
    """A document whose text was read; provisions only of an open-data policy."""
    if isinstance(told, Failure):
        return replace(blank, title=text.title, failure=told.reason, detail=told.detail)
    reading = told.reading
    title = reading.title or text.title
    if reading.kind == "other" and not reading.aspects:
        return replace(blank, title=title, reading=replace(reading, because=()))
    kept = keep(capture, text)
    return replace(blank, kind=reading.kind, title=title, text=kept, reading=reading, provisions=told.provisions)


def read_submitted(snapshot: Snapshot, journal: Journal, handed: Sequence[Submission], opened: Open, keep: Keep) -> Snapshot:
    """The snapshot with what was handed over, read the same way: inventories as tables, all else as documents. Blocks."""
    chosen = journal.choose(HANDED, lambda: [asdict(one) for one in handed])
    for item in chosen if isinstance(chosen, list) else ():
        one = Submission(**item)
        found = opened(one.capture)
        table = None if found is None else inventory_in(found[1], one.criterion)
        if table is not None:
            asked = ReadTable(
                f"urn:uuid:{one.capture}", "inventory", f"urn:uuid:{one.capture}", (one.capture,), way="file", name=one.name
            )
            snapshot = with_table(snapshot, told(asked, table), table)
        else:
            snapshot = replace(snapshot, documents=(*snapshot.documents, _submitted(one, found, keep)))
    return snapshot


INVENTORIES = frozenset({"DM2", "DG1", "F2"})
"""Criteria that ask for a data inventory."""


def inventory_in(body: bytes, criterion: str | None) -> Table | None:
    """The data inventory that was handed over for a criterion that asks for one; None of anything else, such as its written
    method, which is a document. Blocks."""
    if (criterion or "").rpartition("/")[2] not in INVENTORIES:
        return None
    table = read_table([body])
    return table if isinstance(table, Table) and likeness(table.header, map_columns(table)).enough else None


def _submitted(one: Submission, found: tuple[Capture, bytes] | None, keep: Keep) -> Document:
    blank = Document(
        kind="other", title=one.name, url=f"urn:uuid:{one.capture}", capture=one.capture, source="submitted", shown=one.name,
        submitted=True, criterion=one.criterion, note=one.note,
    )  # fmt: skip
    text = Failure("not-archived") if found is None else bounded_text([found[1]])
    if isinstance(text, Failure) or found is None:
        failure = text.reason if isinstance(text, Failure) else "not-archived"
        return replace(blank, kind="no-text" if failure == "no-text" else "other", failure=failure)
    (told,) = read_all([Asked(text, blank.url, one.name)])
    return read(blank, text, told, found[0], keep)
