"""One invented dataset before a platform dresses it, drawn from a seeded generator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from portalaudit.demo.catalogues import words

T = TypeVar("T")

REFERENCE = datetime(2026, 11, 1, tzinfo=UTC)
"""The moment that generated stamps are told from where none is given."""


@dataclass(frozen=True, slots=True)
class Traits:
    """How well a city keeps its catalogue: shares between 0 and 1. The defaults are what middling portals show."""

    city: str = "Fairhaven"
    domain: str = "data.fairhaven.example"
    license: float = 0.6
    """Datasets with an open licence."""
    weak_license: float = 0.15
    """Datasets with something else in its place; the rest have nothing."""
    description: float = 0.9
    templates: float = 0.03
    """Descriptions that are an unrendered template or a placeholder."""
    frequency: float = 0.6
    """Datasets that declare how often they change."""
    readable: float = 0.4
    """Of those, the ones whose word for it means a period; the rest may be anything."""
    fresh: float = 0.65
    """Of those, the ones that keep it."""
    contact: float = 0.8
    placeholder_mail: float = 0.1
    """Of the contacts, addresses that nobody reads."""
    keywords: float = 0.9
    category: float = 0.85
    columns: float = 0.55
    """Columns with a description."""
    department: float = 0.85
    variants: float = 0.3
    """Of the departments, names written in another way."""
    others: float = 0.12
    """Assets of vendors and neighbours that the catalogue carries along."""
    kinds: float = 0.25
    """Assets that are no datasets: views, maps, documents, apps, stories, links."""
    odd: float = 0.03
    """Hostile or broken titles and dates, each."""
    duplicates: float = 0.02
    """Titles and identifiers that repeat the one before."""
    machine_readable: float = 0.75
    missing_urls: float = 0.06
    """Downloads without an address."""
    stopped: datetime | None = None
    """Nothing was touched after this moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    title: str
    slug: str
    description: str | None
    department: str | None
    contact_name: str | None
    contact_email: str | None
    license: tuple[str, str, str] | None
    """Id, label and address."""
    frequency: str | None
    issued: datetime
    modified: datetime
    odd_date: str | None
    """What stands in the place of a date, where it is no date."""
    keywords: tuple[str, ...]
    category: str | None
    repeats: bool
    """It carries the identifier of the entry before."""
    other: bool
    """It belongs to somebody else."""
    is_dataset: bool


def draw(rng: Random, number: int, traits: Traits, on: datetime) -> Entry:
    """The entry of that number. Titles are unique but for those that are meant to repeat."""
    chance = rng.random
    repeats = number > 0 and chance() < traits.duplicates
    title = title_of(number - repeats)
    slug = slug_of(title, number)
    if chance() < traits.odd:
        title = pick(rng, words.ODD_TITLES)
    department = pick(rng, words.DEPARTMENTS) if chance() < traits.department else None
    named = chance() < traits.contact
    frequency, days = _frequency(rng, traits)
    issued, modified = stamps(rng, days, traits, on)
    return Entry(
        number=number,
        title=title,
        slug=slug,
        description=_description(rng, traits, number, title),
        department=None if department is None else (pick(rng, department) if chance() < traits.variants else department[0]),
        contact_name="Open Data Team" if named else None,
        contact_email=_mail(rng, traits) if named else None,
        license=_license(rng, traits),
        frequency=frequency,
        issued=issued,
        modified=modified,
        odd_date=pick(rng, words.ODD_DATES) if chance() < traits.odd else None,
        keywords=tuple(pick(rng, words.KEYWORDS) for _ in range(1 + int(chance() * 6))) if chance() < traits.keywords else (),
        category=pick(rng, words.CATEGORIES) if chance() < traits.category else None,
        repeats=repeats,
        other=chance() < traits.others,
        is_dataset=chance() >= traits.kinds,
    )


def entries(n: int, seed: int, traits: Traits, on: datetime) -> Iterator[tuple[Random, Entry]]:
    """n entries and the generator that drew them, for what a platform adds."""
    rng = Random(seed)
    for number in range(n):
        yield rng, draw(rng, number, traits, on)


def title_of(number: int) -> str:
    """A title for each number, all different."""
    subject = words.SUBJECTS[number % len(words.SUBJECTS)]
    series, place = divmod(number // len(words.SUBJECTS), len(words.QUALIFIERS))
    qualifier = words.QUALIFIERS[place]
    return " ".join(word for word in (subject, qualifier, f"Part {series + 1}" if series else "") if word)


def slug_of(title: str, number: int) -> str:
    """The name in an address."""
    return f"{'-'.join(''.join(c if c.isalnum() else ' ' for c in title.lower()).split())}-{number:x}"


def pick(rng: Random, table: Sequence[T]) -> T:
    return table[int(rng.random() * len(table))]


def format_of(rng: Random, place: int, traits: Traits) -> tuple[str, str, str | None]:
    """Format, extension and media type of the download at this place; the traits decide over the first."""
    if place == 0:
        return pick(rng, words.READABLE) if rng.random() < traits.machine_readable else ("PDF", "pdf", "application/pdf")
    return pick(rng, words.FORMATS)


def stamps(rng: Random, days: float | None, traits: Traits, on: datetime) -> tuple[datetime, datetime]:
    """When it was first published and when it last changed: within its period or long after, as the traits say."""
    if days is not None:
        age = days * rng.random() * 0.9 if rng.random() < traits.fresh else days * (1.6 + 20 * rng.random() ** 2)
    else:
        age = 2500 * rng.random() ** 2
    modified = on - timedelta(days=age, microseconds=int(rng.random() * 1e6))
    if traits.stopped is not None and modified > traits.stopped:
        modified = traits.stopped - timedelta(days=300 * rng.random() ** 2)
    return modified - timedelta(days=30 + 1500 * rng.random()), modified


def _frequency(rng: Random, traits: Traits) -> tuple[str | None, float | None]:
    if rng.random() >= traits.frequency:
        return None, None
    return pick(rng, words.PERIODS if rng.random() < traits.readable else words.FREQUENCIES)


def _license(rng: Random, traits: Traits) -> tuple[str, str, str] | None:
    at = rng.random()
    if at < traits.license:
        return pick(rng, words.LICENSES)
    return pick(rng, words.WEAK_LICENSES) if at < traits.license + traits.weak_license else None


def _mail(rng: Random, traits: Traits) -> str:
    return pick(rng, words.PLACEHOLDER_MAILS) if rng.random() < traits.placeholder_mail else f"opendata@{traits.domain}"


def _description(rng: Random, traits: Traits, number: int, title: str) -> str | None:
    at = rng.random()
    if at < traits.templates:
        return pick(rng, words.TEMPLATES)
    if at >= traits.description:
        return pick(rng, (None, "", " ", title, "<p><br></p>"))
    body = " ".join([pick(rng, words.SENTENCES) for _ in range(2 + int(rng.random() ** 2 * 14))])
    if number % 1999 == 7:
        body *= 60
    return f"<p>{body}</p><p><a href='https://{traits.domain}/about'>About</a></p>" if at < 0.3 else f"{title}. {body}"
