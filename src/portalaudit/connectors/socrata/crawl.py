"""One Socrata portal as a snapshot."""

import asyncio
from dataclasses import dataclass, field

from portalaudit.connectors.answers import NO_HOST
from portalaudit.connectors.build import Builder
from portalaudit.connectors.home import Home, see_home, with_login
from portalaudit.connectors.socrata import views as single
from portalaudit.connectors.socrata.assets import HEADERS, PLACES, read_asset, read_columns, read_distributions
from portalaudit.connectors.socrata.custom import flat, learnt
from portalaudit.connectors.socrata.described import Descriptions, describe
from portalaudit.connectors.socrata.detect import root_of
from portalaudit.connectors.socrata.discovery import Page, Scope, Scroll, federated_total, learn_scope, scroll, why_not
from portalaudit.connectors.socrata.feed import Listed, compare, feed_keys
from portalaudit.connectors.values import member, text
from portalaudit.model.capture import Gap
from portalaudit.model.portal import Portal
from portalaudit.model.ports import CrawlContext
from portalaudit.model.snapshot import Enumeration, Snapshot


@dataclass(slots=True)
class Taken:
    """What has been read so far."""

    root: str
    domain: str | None
    descriptions: Descriptions
    views: dict[str, single.View] = field(default_factory=dict)
    builder: Builder = field(default_factory=Builder)
    listed: dict[str, Listed] = field(default_factory=dict)
    frequency_names: frozenset[str] | None = None
    seen: set[str] = field(default_factory=set)
    odd: int = 0
    """Entries that are no objects."""


async def crawl(context: CrawlContext) -> Snapshot:
    """Read the portal: descriptions of all assets, a few single views, Discovery, the feed, the home page.

    Raises:
        StopRequested: the budget is spent or a signal came.
    """
    fetch, root = context.fetch, root_of(context.detection.root)
    gaps: list[Gap] = list(context.gaps)
    scope = await _scope(context, root)
    if isinstance(scope, Gap):
        gaps.append(scope)
        return await _finish(context, Taken(root, None, Descriptions({}, None, ())), None, Scroll(), gaps, ())
    descriptions = await describe(fetch, root)
    gaps += descriptions.gaps
    taken = Taken(root, scope.domain, descriptions)
    stamps = {key: asset.stamp for key, asset in descriptions.assets.items() if asset.stamp is not None}
    chosen = context.journal.choose(single.EVENT, lambda: single.choose(stamps, context.past, context.taken_at))
    found, more = await single.read_views(fetch, root, chosen if isinstance(chosen, dict) else {})
    taken.views.update(found)
    gaps += more

    async def read(page: Page) -> int:
        fresh = await asyncio.to_thread(take_page, taken, page)
        context.progress.assets(len(taken.builder), scope.declared)
        return fresh

    done = await scroll(fetch, root, scope, read)
    gaps += done.gaps
    if taken.odd:
        gaps.append(Gap("catalogue", "shape", done.first, f"{taken.odd} entries are no objects"))
    total, total_capture = await federated_total(fetch, root, scope)
    keys, entries, feed_capture, more = await feed_keys(fetch, root)
    gaps += more
    # more assets than the service admits to: its count was a cap, or the portal grew meanwhile
    declared = scope.declared if len(taken.builder) + taken.odd <= (scope.declared or 0) else None
    listed = len(taken.builder) + taken.odd
    enumerations = [
        Enumeration("discovery", listed, declared, comparable=not done.gaps, capture=done.first, pointer="/resultSetSize")
    ]
    if total is not None:
        enumerations.append(
            Enumeration(
                "search_context", len(taken.builder), total, comparable=False, capture=total_capture, pointer="/resultSetSize"
            )
        )
    if descriptions.capture is not None:
        enumerations.append(_described_beside(taken, descriptions))
    if keys is not None:
        enumerations.append(compare(taken.listed, keys, entries, feed_capture, not done.gaps))
    return await _finish(context, taken, declared, done, gaps, tuple(enumerations), feed_capture)


async def _scope(context: CrawlContext, root: str) -> Scope | Gap:
    """The portal in Discovery, as it was recognised."""
    if isinstance(known := context.detection.learnt, Scope):
        return known
    scope, exchange = await learn_scope(context.fetch, root)
    return scope or why_not(exchange)


def take_page(taken: Taken, page: Page) -> int:
    """Add the assets of one page that were not seen before; how many there were."""
    if taken.frequency_names is None:
        taken.frequency_names = _learnt(taken, page)
    fresh = 0
    for number, entry in enumerate(page.entries):
        if not isinstance(entry, dict):
            taken.odd += 1
            continue
        key = member(entry, "resource", "id")
        # what has no id that we can read is told apart by what it says
        name = key if isinstance(key, str) and key else f"~{text(entry)}"
        if name in taken.seen:
            continue
        taken.seen.add(name)
        fresh += 1
        described = taken.descriptions.assets.get(name)
        row = read_asset(entry, described, taken.views.get(name), taken.frequency_names)
        row["capture"], row["pointer"] = page.capture, f"/results/{number}"
        if name is key:
            hidden = member(entry, "resource", "hide_from_data_json") is True
            own = taken.domain is None or row["domain"] in (None, taken.domain)
            taken.listed[name] = Listed(own and not hidden and row["platform_type"] == "dataset")
        taken.builder.add(row, entry, columns=read_columns(entry), distributions=read_distributions(entry, taken.root))
    return fresh


def _learnt(taken: Taken, page: Page) -> frozenset[str]:
    """Keys that hold frequencies by their values: from all descriptions, else from the first page."""
    if taken.descriptions.assets:
        return learnt(asset.custom for asset in taken.descriptions.assets.values())
    return learnt(flat(member(entry, "classification", "domain_metadata")) for entry in page.entries)


def _described_beside(taken: Taken, descriptions: Descriptions) -> Enumeration:
    """`/api/views/metadata/v1` beside Discovery. Which assets it leaves out is not documented, so nothing follows from that."""
    shown = {key for key, asset in descriptions.assets.items() if not asset.hidden}
    only, missing = shown - taken.listed.keys(), taken.listed.keys() - descriptions.assets.keys()
    return Enumeration(
        "views-metadata", len(descriptions.assets), only_here=tuple(sorted(only)[:50]), missing_here=tuple(sorted(missing)[:50]),
        only_count=len(only), missing_count=len(missing), comparable=False, capture=descriptions.capture, pointer="",
    )  # fmt: skip


async def _finish(
    context: CrawlContext,
    taken: Taken,
    declared: int | None,
    done: Scroll,
    gaps: list[Gap],
    enumerations: tuple[Enumeration, ...],
    feed_capture: str | None = None,
) -> Snapshot:
    shut = any(gap.part == "catalogue" and gap.reason in NO_HOST for gap in gaps)
    home = Home() if shut else await see_home(context.fetch, taken.root)
    gaps += home.gaps
    made = await asyncio.to_thread(taken.builder.frames)
    points = {
        "catalogue-api": done.first, "views-metadata": taken.descriptions.capture, "bulk-feed": feed_capture,
        "home": home.capture, "views": taken.views[min(taken.views)].capture if taken.views else None,
    }  # fmt: skip
    return Snapshot(
        portal=Portal(context.url, "socrata", "socrata", home.title, None, context.detection.proof, taken.domain),
        taken_at=context.taken_at,
        datasets=made["datasets"],
        distributions=made["distributions"],
        columns=made["columns"],
        violations=made["violations"],
        states=made["states"],
        places={**PLACES, **HEADERS},
        parts=frozenset({"datasets", "distributions", "columns"}) if done.first else frozenset(),
        gaps=tuple(dict.fromkeys(gaps)),
        enumerations=enumerations,
        declared_total=declared,
        transport=with_login(home.transport, gaps),
        entry_points={name: capture for name, capture in sorted(points.items()) if capture},
    )
