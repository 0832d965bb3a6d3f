"""A CKAN's datasets, ready to be listed, sorted, filtered and paged without encoding anything again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portalaudit.demo.http import Json, Part, encode
from portalaudit.demo.records import Records


@dataclass(frozen=True, slots=True)
class Package:
    """What the stand-in must know of a dataset beside its JSON."""

    id: str
    name: str
    type: str
    listed: bool
    """Active and not private."""
    created: str
    modified: str
    organization: str
    license: str
    tags: tuple[str, ...]
    formats: tuple[str, ...]
    groups: tuple[str, ...]


def describe(package: Mapping[str, object]) -> Package:
    """A package dict's index entry; values of a wrong type count as absent."""
    organization = package.get("organization")
    return Package(
        id=_text(package.get("id")),
        name=_text(package.get("name")) or _text(package.get("id")),
        type=_text(package.get("type")) or "dataset",
        listed=not package.get("private") and package.get("state", "active") == "active",
        created=_text(package.get("metadata_created")),
        modified=_text(package.get("metadata_modified")),
        organization=_text(organization.get("name")) if isinstance(organization, dict) else "",
        license=_text(package.get("license_id")),
        tags=_names(package.get("tags"), "name"),
        formats=_names(package.get("resources"), "format"),
        groups=_names(package.get("groups"), "name"),
    )


def read(packages: Iterable[Mapping[str, object]]) -> Iterator[tuple[Package, bytes, Mapping[str, object]]]:
    """Index entries, encoded records and the dicts they came from."""
    for package in packages:
        yield describe(package), encode(package), package


class Catalogue:
    """All datasets in the order of their ids."""

    def __init__(self, packages: Iterable[tuple[Package, bytes, Mapping[str, object]]]) -> None:
        self.packages: list[Package] = []
        self.organizations: dict[str, dict[str, object]] = {}
        self.groups: dict[str, dict[str, object]] = {}
        self.records = Records(self._gather(packages))
        self.places = {package.id: place for place, package in enumerate(self.packages)}
        self.named = {package.name: place for place, package in enumerate(self.packages)}
        self.orders: dict[str, Sequence[int]] = {}

    def _gather(self, packages: Iterable[tuple[Package, bytes, Mapping[str, object]]]) -> Iterator[bytes]:
        for package, record, source in packages:
            self.packages.append(package)
            if package.listed:
                self._meet(self.organizations, [source.get("organization")])
                groups = source.get("groups")
                self._meet(self.groups, groups if isinstance(groups, list) else [])
            yield record

    def _meet(self, known: dict[str, dict[str, object]], found: Iterable[object]) -> None:
        for thing in found:
            if isinstance(thing, dict) and isinstance(thing.get("name"), str):
                entry = known.setdefault(thing["name"], {**thing, "package_count": 0})
                entry["package_count"] = int(str(entry["package_count"])) + 1

    def find(self, key: str) -> Package | None:
        """A dataset by id or name."""
        place = self.place(key)
        return None if place is None else self.packages[place]

    def place(self, key: str) -> int | None:
        found = self.places.get(key)
        return self.named.get(key) if found is None else found

    @cached_property
    def names(self) -> list[str]:
        """Names of what is listed, of all types, in order."""
        return sorted(package.name for package in self.packages if package.listed)

    @cached_property
    def by_id(self) -> Sequence[int]:
        return self.order("id asc")

    def order(self, sort: str) -> Sequence[int]:
        """Places of what is listed, in a sort order of package_search.

        Raises:
            ValueError: a field that the index does not have.
        """
        if sort not in self.orders:
            places = [place for place, package in enumerate(self.packages) if package.listed]
            for field, descending in reversed(_criteria(sort)):
                places.sort(key=_key(self.packages, field), reverse=descending)
            self.orders[sort] = as_range(places)
        return self.orders[sort]

    def filtered(self, sort: str, clauses: tuple[tuple[str, str, bool], ...]) -> Sequence[int]:
        """An order without what the clauses (field, value, wanted) keep out; remembered, for it is asked page by page.

        Raises:
            ValueError: a field that the index does not have.
        """
        key = f"{sort} {clauses}"
        if key not in self.orders:
            order = self.order(sort)
            for field, value, wanted in clauses:
                order = [place for place in order if (value == "*" or value in values_of(self.packages[place], field)) == wanted]
            self.orders[key] = as_range(order)
        return self.orders[key]

    def page(self, order: Sequence[int], start: int, stop: int) -> Part:
        """A page of an order: one slice where the order is that of the records."""
        return (
            self.records.span(start, min(stop, len(order))) if isinstance(order, range) else self.records.pick(order[start:stop])
        )

    def facets(self, fields: Sequence[str], places: Iterable[int]) -> dict[str, Counter[str]]:
        """How often each value of a facet field occurs."""
        counts: dict[str, Counter[str]] = {field: Counter() for field in fields}
        for place in places:
            for field, counter in counts.items():
                counter.update(values_of(self.packages[place], field))
        return counts


def as_range(places: Sequence[int]) -> Sequence[int]:
    """The same places; as a range where they are the first ones in order, so that pages are slices of the records."""
    return range(len(places)) if all(place == expected for expected, place in enumerate(places)) else places


def values_of(package: Package, field: str) -> tuple[str, ...]:
    """The indexed values of a field of package_search; empty for a field that the index does not have."""
    reader = FIELDS.get(field)
    return tuple(value for value in reader(package) if value) if reader else ()


FIELDS: dict[str, Callable[[Package], tuple[str, ...]]] = {
    "organization": lambda package: (package.organization,),
    "license_id": lambda package: (package.license,),
    "res_format": lambda package: tuple(dict.fromkeys(package.formats)),
    "tags": lambda package: package.tags,
    "groups": lambda package: package.groups,
    "dataset_type": lambda package: (package.type,),
    "type": lambda package: (package.type,),
    "state": lambda package: ("active",),
    "private": lambda package: ("false",),
    "id": lambda package: (package.id,),
    "name": lambda package: (package.name,),
    "capacity": lambda package: ("public",),
}


def _criteria(sort: str) -> list[tuple[str, bool]]:
    found = []
    for clause in sort.split(","):
        words = clause.split()
        if not words or words[-1].lower() not in ("asc", "desc") or len(words) != 2:
            raise ValueError(f"Can't determine a Sort Order (asc or desc) in sort spec {sort!r}")
        found.append((words[0], words[1].lower() == "desc"))
    return found


def _key(packages: list[Package], field: str) -> Callable[[int], str]:
    match field:
        case "id":
            return lambda place: packages[place].id
        case "name" | "title_string":
            return lambda place: packages[place].name
        case "metadata_created":
            return lambda place: packages[place].created
        case "metadata_modified":
            return lambda place: packages[place].modified
        case "score" | "views_recent":
            return lambda place: ""
    raise ValueError(f"sort param field can't be found: {field}")


def _text(value: Json | object) -> str:
    return value if isinstance(value, str) else ""


def _names(things: object, key: str) -> tuple[str, ...]:
    if not isinstance(things, list):
        return ()
    return tuple(thing[key] for thing in things if isinstance(thing, dict) and isinstance(thing.get(key), str))
