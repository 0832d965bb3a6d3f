"""Keys beyond CKAN's own: extras and top-level keys of ckanext-scheming, -dcat, -fluent, brought to fields."""

from collections.abc import Iterator, Mapping, Sequence

from portalaudit.connectors.keys import field_of, learnt_frequency_keys
from portalaudit.connectors.offers import Found, decoded, take
from portalaudit.connectors.values import ABSENT, VALUE, escaped, state

CORE = frozenset({
    "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen", "license_id", "license_title",
    "license_url", "maintainer", "maintainer_email", "metadata_created", "metadata_modified", "name", "notes", "num_resources",
    "num_tags", "organization", "owner_org", "private", "relationships_as_object", "relationships_as_subject", "resources",
    "revision_id", "revision_timestamp", "state", "tags", "title", "tracking_summary", "type", "url", "version",
})  # fmt: skip
"""Top-level keys of CKAN itself (package_dictize, 2.6 to 2.12)."""

_LISTED = frozenset({"keywords", "categories", "language"})
"""Fields that ckanext-fluent keeps as lists by language."""
_AS_TEXT = frozenset({"spatial", "temporal"})
"""Fields whose JSON is the value (GeoJSON geometries)."""


def extra_fields(entry: Mapping[str, object], frequency_keys: frozenset[str] = frozenset()) -> Found:
    """What the keys beyond CKAN's own say, by field."""
    found: Found = {}
    for key, place, value in _extras(entry):
        told = field_of(key)
        if told is None:
            if key not in frequency_keys:
                continue
            told = ("frequency", 3)
        name, rank = told
        if isinstance(value, str) and name not in _AS_TEXT:
            value = decoded(value)
        if isinstance(value, dict) and name in _LISTED:
            value = next((words for words in value.values() if isinstance(words, list) and words), value)
        take(found, name, rank, place, value, key)
    return found


def _extras(entry: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """Key, place and value of each: the package's extras, then the top-level keys that are not CKAN's."""
    extras = entry.get("extras")
    if isinstance(extras, list):
        for number, extra in enumerate(extras):
            if isinstance(extra, dict) and isinstance(key := extra.get("key"), str):
                yield key, f"#/extras/{number}/value", extra.get("value", ABSENT)
    elif isinstance(extras, dict):  # before CKAN 2.0, and some portals' own
        for key, value in extras.items():
            yield key, f"#/extras/{escaped(key)}", value
    for key in entry.keys() - CORE:
        yield key, f"#/{escaped(key)}", entry[key]


def translated(entry: Mapping[str, object], key: str, language: str, base: str = "#") -> tuple[str, object]:
    """Place and value of a text that may be an object of languages: the portal's, English, else the first that speaks."""
    value = entry.get(key, ABSENT)
    place = f"{base}/{key}"
    if not isinstance(value, dict):
        return place, value
    for code in (language, language.partition("_")[0], "en", *sorted(value)):
        if state(value.get(code)) == VALUE:
            return f"{place}/{escaped(code)}", value[code]
    return place, value and ""


def learnt_keys(entries: Sequence[object]) -> frozenset[str]:
    """Keys without a known name whose values mostly read as frequencies, from the first page of packages."""
    values: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry, dict):
            for key, _, value in _extras(entry):
                if isinstance(value, str):
                    values.setdefault(key, []).append(value)
    return learnt_frequency_keys(values)
