"""Reads a shipped TOML table."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def table(name: str) -> Mapping[str, object]:
    """The shipped table `data/<name>.toml`, read once. `name` may hold a folder: `reasons/en`.

    Raises:
        FileNotFoundError: no such table ships.
    """
    text = resources.files("portalaudit.data").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def rows(name: str, key: str) -> list[dict[str, object]]:
    """The array of tables `[[key]]` of a shipped table, in its order."""
    found = table(name).get(key, [])
    assert isinstance(found, list)
    return found


def words(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A list of texts in a row; empty where the row has none."""
    found = row.get(key, ())
    assert isinstance(found, list | tuple)
    return tuple(str(item) for item in found)


@cache
def threshold(check: str, name: str) -> float:
    """A default threshold: table `thresholds`, section of the check."""
    section = table("thresholds")[check]
    assert isinstance(section, dict)
    return float(section[name])


@cache
def threshold_words(check: str, name: str) -> tuple[str, ...]:
    """A default that is a list of words, in its order: table `thresholds`, section of the check."""
    section = table("thresholds")[check]
    assert isinstance(section, dict)
    return tuple(str(section[name]).split())
