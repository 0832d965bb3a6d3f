"""The lists of a CKAN portal beside one another: what the search shows and what the database names."""

from collections.abc import Set
from dataclasses import dataclass

from portalaudit.connectors.ckan.actions import ask, result_of
from portalaudit.connectors.ckan.lists import Status
from portalaudit.connectors.ckan.pages import Search
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.snapshot import Enumeration

SHOWN = 50
"""Subjects named on either side (model.snapshot)."""
HIDDEN_TYPES = ("harvest", "showcase")
"""Extensions that keep packages of their type out of a search which does not ask for them (their `before_search` hooks)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the search listed."""

    datasets: int
    odd: int
    """Entries that are no objects: a gap, and listed none the less."""
    names: Set[str]


async def compare(
    fetch: Fetch,
    root: str,
    status: Status,
    search: Search,
    rows: Rows,
    names: frozenset[str] | None,
    names_capture: str | None,
) -> tuple[Enumeration, ...]:
    """`package_search` and `package_list`, with their differences by package name.

    `package_list` names packages of every type. Where it names more, the types that extensions hide from a search are asked
    for and left out of its count too, so that what remains is a search index that has lost datasets. What we could not read
    or skipped is no contradiction of the portal's: lists are not compared then.
    """
    seen = rows.names
    mine: tuple[Enumeration, ...] = ()
    if search.first is not None:
        mine = (
            Enumeration(
                "package_search", rows.datasets + rows.odd, search.declared, comparable=not search.gaps, capture=search.first,
                pointer="/result/count",
            ),
        )  # fmt: skip
    if names is None:
        return mine
    only, hidden_known = names - seen, True
    shown = names
    if search.first is not None and only:
        for kind in HIDDEN_TYPES:
            if kind in status.extensions or any(name.startswith(f"{kind}_") for name in status.extensions):
                hidden = await _names_of_type(fetch, root, kind)
                hidden_known = hidden_known and hidden is not None
                shown -= hidden or frozenset()
        only = shown - seen
    missing = seen - names
    skipped = 0 < len(only) <= rows.odd
    theirs = Enumeration(
        "package_list",
        len(shown),
        only_here=tuple(sorted(only)[:SHOWN]),
        missing_here=tuple(sorted(missing)[:SHOWN]),
        only_count=len(only),
        missing_count=len(missing),
        comparable=search.first is not None and not search.gaps and hidden_known and not skipped,
        capture=names_capture,
        pointer="/result",
    )
    return (*mine, theirs)


async def _names_of_type(fetch: Fetch, root: str, kind: str) -> frozenset[str] | None:
    """Names of the packages of a type that a search shows only when asked for it; None where it does not tell them all."""
    exchange = await ask(fetch, root, "package_search", {"fq": f"dataset_type:{kind}", "rows": 1000})
    value = result_of(exchange, "catalogue")
    results = value.get("results") if isinstance(value, dict) else None
    if isinstance(value, Gap) or not isinstance(results, list):
        return None
    return frozenset(
        item["name"]
        for item in results
        if isinstance(item, dict) and isinstance(item.get("name"), str) and item.get("type") == kind
    )
