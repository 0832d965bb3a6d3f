"""Custom metadata of Socrata assets, brought to fields.

Discovery flattens a field to `{Set}_{Key}` with dashes for spaces, `/api/views/metadata/v1` keeps sets and keys apart. Every
domain names its own; connectors/keys.py knows the usual names, the values show which others hold frequencies.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portalaudit.connectors.keys import field_of, learnt_frequency_keys, plain, reads_as_frequency
from portalaudit.connectors.offers import Found, decoded, take
from portalaudit.connectors.values import blank, escaped


class Custom(NamedTuple):
    """One custom field of one asset."""

    group: str
    """The field set."""
    key: str
    value: object
    place: str
    """Where it stands: `part#/pointer`."""


def flat(domain_metadata: object) -> Iterator[Custom]:
    """Custom fields of a Discovery result, by `classification.domain_metadata`."""
    if not isinstance(domain_metadata, list):
        return
    for number, item in enumerate(domain_metadata):
        if isinstance(item, dict) and isinstance(key := item.get("key"), str):
            group, mark, name = key.partition("_")
            place = f"#/classification/domain_metadata/{number}/value"
            yield Custom(*_spoken(group, name) if mark else _spoken("", group), item.get("value"), place)


def _spoken(group: str, name: str) -> tuple[str, str]:
    return group.replace("-", " "), name.replace("-", " ")


def nested(custom_fields: object) -> Iterator[Custom]:
    """Custom fields of `/api/views/metadata/v1`, by `customFields`."""
    if not isinstance(custom_fields, dict):
        return
    for group, fields in custom_fields.items():
        if isinstance(fields, dict):
            for key, value in fields.items():
                yield Custom(group, key, value, f"metadata#/customFields/{escaped(group)}/{escaped(key)}")


def learnt(assets: Iterable[Iterable[Custom]]) -> frozenset[str]:
    """Names (`set key`, plain) of no known field whose values mostly read as frequencies on this portal."""
    values: dict[str, list[str]] = {}
    for fields in assets:
        for field in fields:
            if isinstance(field.value, str) and field_of(field.key) is None:
                values.setdefault(plain(f"{field.group} {field.key}"), []).append(field.value)
    return learnt_frequency_keys(values)


def custom_fields(fields: Iterable[Custom], frequency_names: frozenset[str]) -> Found:
    """What an asset's custom fields say, by field of the frame."""
    found: Found = {}
    for field in fields:
        told = _meaning(field, frequency_names)
        if told is not None:
            value = decoded(field.value) if isinstance(field.value, str) else field.value
            take(found, told[0], told[1], field.place, value, _name(field))
    return found


def _meaning(field: Custom, frequency_names: frozenset[str]) -> tuple[str, int] | None:
    """The field that a custom field holds, by its key, else by its set and key; a frequency also by what it has shown."""
    told = field_of(field.key)
    if told is not None:
        return told
    whole = plain(f"{field.group} {field.key}")
    told = field_of(whole)
    if told is not None and (told[0] != "frequency" or not isinstance(field.value, str) or _may_be_rhythm(field.value)):
        return told
    return ("frequency", 3) if whole in frequency_names else None


def _may_be_rhythm(value: str) -> bool:
    return blank(value) or reads_as_frequency(value)


def _name(field: Custom) -> str:
    return f"{field.group} / {field.key}" if field.group else field.key
