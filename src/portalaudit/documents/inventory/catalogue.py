"""What of a catalogue an inventory is held against."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portalaudit.documents.inventory.names import address_words, link_key, words
from portalaudit.model import frames


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Assets of a catalogue; all sequences are as long as `titles` and in its order."""

    titles: Sequence[str]
    """As given; empty where an asset has none."""
    ids: Sequence[tuple[str, ...]]
    """What the asset is called by machines: the source's id, its identifier, its CKAN name."""
    links: Sequence[tuple[str, ...]]
    """Landing page, access and download addresses."""
    counts: Sequence[bool]
    """The asset is a dataset of the city's own (or of unknown ownership): an inventory is expected to list it."""
    departments: Sequence[str]
    """Department or organisation; empty where the catalogue has none."""
    own_words: frozenset[str] = frozenset()
    """Words that name the city itself: `Memorials in DC` is `Memorials`."""


def catalogue_of_titles(titles: Sequence[str], own_words: frozenset[str] = frozenset()) -> Catalogue:
    """A catalogue of which only titles are known."""
    nothing: list[tuple[str, ...]] = [()] * len(titles)
    return Catalogue(titles, nothing, nothing, [True] * len(titles), [""] * len(titles), own_words)


def catalogue_of(
    datasets: pd.DataFrame, distributions: pd.DataFrame, counts: Sequence[bool] | None = None, city: str | None = None
) -> Catalogue:
    """The catalogue of a snapshot's frames.

    Args:
        datasets: the frame `datasets`.
        distributions: the frame `distributions`.
        counts: per dataset, whether an inventory is expected to list it; by default those of kind `dataset`.
        city: the city's name, if known; with the hosts of landing pages it tells which words name the city itself.
    """

    def texts(name: str) -> list[str]:
        return [text or "" for text in frames.column(datasets, name).to_pylist()]

    links: list[list[str]] = [[link] if link else [] for link in texts("landing_page")]
    owners = frames.column(distributions, "dataset").to_numpy()
    for name in ("access_url", "download_url"):
        for owner, link in zip(owners, frames.column(distributions, name).to_pylist(), strict=True):
            if link and 0 <= owner < len(links) and len(links[owner]) < _MOST_LINKS:
                links[owner].append(link)
    keys, identifiers, subjects = texts("key"), texts("identifier"), texts("id")
    ids = [tuple(dict.fromkeys(text for text in own if text)) for own in zip(keys, identifiers, subjects, strict=True)]
    kinds = texts("kind")
    return Catalogue(
        titles=texts("title"),
        ids=ids,
        links=[tuple(dict.fromkeys(own)) for own in links],
        counts=[kind == "dataset" for kind in kinds] if counts is None else list(counts),
        departments=[own or other for own, other in zip(texts("organization"), texts("publisher"), strict=True)],
        own_words=_host_words([own[0] for own in links if own]) | frozenset(words(city or "")),
    )


def _host_words(links: Sequence[str]) -> frozenset[str]:
    """The labels of the commonest host that are no platform's and no domain's: `dc` of `opendata.dc.gov`."""
    hosts = Counter(key.partition("/")[0] for link in links if (key := link_key(link)))
    if not hosts:
        return frozenset()
    host = min(hosts, key=lambda name: (-hosts[name], name))
    labels = host.split(".")[:-1]
    return frozenset(label for label in labels if label.isalpha() and label not in address_words("host_labels"))


_MOST_LINKS = 12
"""Addresses kept of one asset."""


def pooled(parts: Sequence[Catalogue]) -> Catalogue:
    """The assets of all portals of a city, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Catalogue(
        titles=[title for part in parts for title in part.titles],
        ids=[ids for part in parts for ids in part.ids],
        links=[links for part in parts for links in part.links],
        counts=[count for part in parts for count in part.counts],
        departments=[name for part in parts for name in part.departments],
        own_words=frozenset().union(*(part.own_words for part in parts)),
    )
