"""The registry's records and what a target means."""

from pathlib import Path

import pytest

from portalaudit.audit.cities import expand, from_csv, from_toml, owner_of, resolve, shipped, to_toml
from portalaudit.errors import UsageError
from portalaudit.model.portal import City, Department

FULL = City(
    "a-b", "Aville", region="B", country="US", languages=("en", "es"), portals=("https://data.a.example",),
    publishers=("Aville",), departments=(Department("Parks", ("P&R",), "https://a.example/depts"), Department("Roads")),
    opted_out=True,
)  # fmt: skip


def test_shipped_registry_is_whole() -> None:
    """All 82 cities are there, with their facts."""
    cities = shipped()

    assert len(cities) == 82
    assert cities["boston-ma"].portals == ("https://data.boston.gov",)
    assert cities["boston-ma"].timezone == "America/New_York"


def test_a_record_survives_toml(tmp_path: Path) -> None:
    """What `cities show` prints is what `cities add` reads."""
    path = tmp_path / "a.toml"
    path.write_text(to_toml(FULL), encoding="utf-8")

    assert from_toml(path) == FULL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key = 'a-b'", "name"),
        ("key = 'a-b'\nname = 'A'\nportal = 'x'", "unknown key 'portal'"),
        ("key = 'a-b'\nname = 'A'\nportals = 'x'", "portals"),
        ("key = ", "cannot be read"),
    ],
)
def test_a_bad_record_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    """A record that cannot be read says where and why."""
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        from_toml(path)


def test_targets() -> None:
    """A target is a city's key or a portal's address; an address of the registry is judged as its city's."""
    known = {"a-b": FULL, "c-d": City("c-d", "Cville")}

    assert resolve("A-B", known, None).urls == ("https://data.a.example",)
    assert resolve("https://data.a.example/", known, None).city == FULL
    assert resolve("https://elsewhere.example/x/", known, None).urls == ("https://elsewhere.example/x",)
    assert owner_of("https://elsewhere.example", known) is None
    for wrong in ("nowhere-zz", "c-d", "ftp://data.a.example", "http://"):
        with pytest.raises(UsageError):
            resolve(wrong, known, None)


def test_lists_of_targets(tmp_path: Path) -> None:
    """`@file` stands for its lines."""
    path = tmp_path / "targets"
    path.write_text("# nightly\nboston-ma\n\nhttps://x.example\n", encoding="utf-8")

    assert expand(["a-b", f"@{path}"]) == ["a-b", "boston-ma", "https://x.example"]
    with pytest.raises(UsageError):
        expand([f"@{tmp_path}/none"])


def test_a_table_of_cities(tmp_path: Path) -> None:
    """A CSV like the shipped one is read whole; a missing column is named."""
    path = tmp_path / "cities.csv"
    path.write_text("key,city\na-b,Aville\n", encoding="utf-8")

    with pytest.raises(UsageError, match="region"):
        from_csv(path)
