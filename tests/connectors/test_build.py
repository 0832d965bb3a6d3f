"""Rows in, frames out: the two ways of adding assets give the same, and states are those of the source."""

import pandas as pd
import pytest

from portalaudit.connectors.build import MOST_KEYS, Builder
from portalaudit.connectors.values import ABSENT, LONGEST, state
from portalaudit.model import frames
from portalaudit.model.frames import State

ENTRIES: list[dict[str, object]] = [
    {"id": "b", "title": "B", "notes": None, "tags": ["x", 1, None], "resources": [{"u": "1"}, {"u": "2"}]},
    {"id": "a", "title": "<br />", "notes": "", "tags": [], "extra": {"k": 1}, "resources": [{"u": "3"}]},
    {"id": "c", "title": 7, "tags": "p, q", "resources": []},
]


def rows() -> list[dict[str, object]]:
    return [
        {
            "key": e["id"], "title": e.get("title", ABSENT), "description": e.get("notes", ABSENT),
            "keywords": e.get("tags", ABSENT), "license": ABSENT, "kind": "dataset", "views": 3, "capture": "c",
            "pointer": f"/{n}", "title_at": "#/t" if n else None,
        }
        for n, e in enumerate(ENTRIES)
    ]  # fmt: skip


def by_rows() -> dict[str, pd.DataFrame]:
    builder = Builder()
    for row, entry in zip(rows(), ENTRIES, strict=True):
        builder.add(row, entry, distributions=[{"key": r["u"]} for r in entry["resources"]])  # type: ignore[attr-defined]
    return builder.frames()


def by_blocks(size: int) -> dict[str, pd.DataFrame]:
    builder = Builder()
    for start in range(0, len(ENTRIES), size):
        entries, made = ENTRIES[start : start + size], rows()[start : start + size]
        resources = [(n, r) for n, e in enumerate(entries) for r in e["resources"]]  # type: ignore[attr-defined]
        columns = {name: [row[name] for row in made] for name in made[0]}
        builder.add_block(columns, entries, {"key": [r["u"] for _, r in resources]}, [n for n, _ in resources])
    return builder.frames()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_blocks_and_rows_give_the_same_frames(size: int) -> None:
    expected, made = by_rows(), by_blocks(size)
    for name in expected:
        pd.testing.assert_frame_equal(made[name], expected[name])
    for name in frames.SCHEMAS.keys() - {"rows", "probes", "profiles"}:
        frames.validate(name, made[name])


def test_rows_are_sorted_by_id_and_children_follow() -> None:
    made = by_rows()
    assert made["datasets"]["id"].tolist() == ["a", "b", "c"]
    assert made["distributions"][["dataset", "position", "key"]].values.tolist() == [[0, 0, "3"], [1, 0, "1"], [1, 1, "2"]]


def test_states_of_fields_and_of_source_keys() -> None:
    made = by_rows()
    datasets, states = made["datasets"], made["states"]
    assert datasets["title_state"].tolist() == [State.EMPTY, State.VALUE, State.VALUE]
    assert datasets["description_state"].tolist() == [State.EMPTY, State.NULL, State.ABSENT]
    assert datasets["license_state"].tolist() == [State.ABSENT] * 3
    assert datasets["publisher_state"].isna().all(), "a field that no row has was not observed"
    assert states["extra"].tolist() == [State.VALUE, State.ABSENT, State.ABSENT]
    assert states["notes"].tolist() == [State.EMPTY, State.NULL, State.ABSENT]
    assert datasets["keywords"].tolist()[1:] == [["x", "1"], ["p", "q"]]


def test_repeated_ids_stay_apart_and_do_not_depend_on_order() -> None:
    ids = []
    for order in (1, -1):
        builder = Builder()
        for title in ["one", "two", "one"][::order]:
            builder.add({"key": "same", "title": title})
        ids.append(builder.frames()["datasets"]["id"].tolist())
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_hostile_values_do_not_break_a_frame() -> None:
    nested: object = "x"
    for _ in range(5_000):
        nested = [nested]
    builder = Builder()
    builder.add(
        {"key": "\ud800", "title": nested, "keywords": {"a": [1]}, "publisher": 10**400, "description": "x" * (LONGEST + 9)},
        {f"k{n}": n for n in range(MOST_KEYS + 50)} | {"deep": nested},
    )
    made = builder.frames()
    frames.validate("datasets", made["datasets"])
    assert len(made["states"].columns) == MOST_KEYS
    assert len(made["datasets"]["description"].iat[0]) == LONGEST
    assert state(nested) == State.VALUE
