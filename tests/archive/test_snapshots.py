"""A snapshot's digest is of its values; what is stored comes back as it was."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portalaudit.archive.snapshots import digest, folder, load, save
from portalaudit.errors import ArchiveError, DigestMismatch, SnapshotError
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.policy import Document, Provision, Quote, Reading
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Enumeration, Snapshot, Transport

WORDS = ["a", "", "é", "\u202eright", "<br />", None, "=HYPERLINK()", "x" * 3000, "\x00", "日本"]


def values(kind: pa.DataType, rows: int, seed: int) -> pa.Array:
    dice = np.random.default_rng(seed)
    words = [WORDS[place] for place in dice.integers(0, len(WORDS), rows)]
    if pa.types.is_dictionary(kind):
        return pa.array(words, pa.string()).dictionary_encode().cast(kind)
    if pa.types.is_string(kind):
        return pa.array(words, kind)
    if pa.types.is_list(kind):
        return pa.array([None if place % 5 == 0 else [*WORDS[: place % 4], None] for place in range(rows)], kind)
    if pa.types.is_boolean(kind):
        return pa.array([(None, True, False)[place] for place in dice.integers(0, 3, rows)], kind)
    numbers = [None if place % 7 == 0 else int(place) for place in dice.integers(0, 100, rows)]
    return pa.array(numbers, pa.int64()).cast(kind)


def a_frame(schema: pa.Schema, rows: int, seed: int = 1) -> pd.DataFrame:
    return frames.to_frame(
        pa.table([values(field.type, rows, seed + place) for place, field in enumerate(schema)], schema=schema)
    )


def a_snapshot(rows: int = 40) -> Snapshot:
    states = pa.table({name: values(pa.uint8(), rows, place) for place, name in enumerate(["title", "título", "a/b ~ \u202e"])})
    datasets = frames.to_table(a_frame(frames.DATASETS, rows))
    extra = pa.array([float("nan") if place % 3 else 1.5 for place in range(rows)])
    datasets = datasets.append_column("capture_views", values(frames.LABEL, rows, 9)).append_column("score", extra)
    return Snapshot(
        portal=Portal("https://data.example.org", "ckan", "ckan", "Ünï", "2.11"),
        taken_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        datasets=frames.to_frame(datasets),
        distributions=a_frame(frames.DISTRIBUTIONS, rows * 2),
        columns=a_frame(frames.COLUMNS, rows * 3),
        violations=a_frame(frames.VIOLATIONS, 3),
        states=frames.to_frame(states),
        places={"title": "#/title", "license": "views#/licenseId"},
        parts=frozenset({"datasets", "columns"}),
        gaps=(Gap("search", "http-403", "c1", "refused"), Gap("columns", "timeout")),
        enumerations=(Enumeration("feed", 39, 40, missing_here=("x",), missing_count=1, truncated=True),),
        declared_total=40,
        transport=Transport(https=True, hsts=False, capture="c2"),
        documents=(
            Document(
                "open-data-policy",
                None,
                "https://example.org/p.pdf",
                "c3",
                reading=Reading("open-data-policy", 0.9, adopted=date(2015, 2, 28), because=(Quote(0, 3, "Act", 1),)),
                provisions=(Provision(1, "proactive-release", True, 0.9, (Quote(0, 3, "Act"),)),),
            ),
        ),
        entry_points={"catalogue-api": "c4"},
    )


def rebuilt(frame: pd.DataFrame, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> pd.DataFrame:
    table = frames.to_table(frame)
    return frames.to_frame(pa.table([change(column) for column in table.columns], names=table.column_names))


def chunked(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([column.slice(begin, 7).combine_chunks() if begin % 2 else column.slice(begin, 7).chunk(0)
                             for begin in range(0, len(column), 7)], type=column.type)  # fmt: skip


def other_dictionary(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same values over a dictionary in another order, with entries that nothing uses."""
    if not pa.types.is_dictionary(column.type):
        return column
    words = column.cast(pa.string()).to_pylist()
    known = ["unused", *sorted({word for word in words if word is not None}, reverse=True)]
    places = pa.array([None if word is None else known.index(word) for word in words], pa.int32())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(places, pa.array(known))])


def dirty_nulls(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Other bytes beneath the nulls."""
    if not pa.types.is_integer(column.type):
        return column
    whole = column.combine_chunks()
    mask = np.array([value is None for value in whole.to_pylist()], bool)
    data = np.where(mask, 99, whole.fill_null(0).to_numpy(zero_copy_only=False)).astype(whole.type.to_pandas_dtype())
    return pa.chunked_array(
        [pa.Array.from_buffers(whole.type, len(whole), [pa.array(~mask).buffers()[1], pa.py_buffer(data.tobytes())])]
    )


FRAMES = ("datasets", "distributions", "columns", "violations", "states")


@pytest.mark.parametrize("change", [chunked, other_dictionary, dirty_nulls])
def test_the_digest_does_not_see_how_values_are_laid_out(change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> None:
    snapshot = a_snapshot()
    other = replace(snapshot, **{name: rebuilt(getattr(snapshot, name), change) for name in FRAMES})
    assert digest(other) == digest(snapshot)


def test_the_digest_does_not_see_the_order_of_columns_or_the_zone_of_times() -> None:
    snapshot = a_snapshot()
    there = snapshot.taken_at.astimezone(timezone(timedelta(hours=-5)))
    backwards = snapshot.datasets[snapshot.datasets.columns[::-1]]
    other = replace(snapshot, taken_at=there, datasets=backwards, places=dict(reversed(snapshot.places.items())))
    assert digest(other) == digest(snapshot)


def test_one_changed_cell_changes_the_digest() -> None:
    snapshot = a_snapshot(12)
    seen = {digest(snapshot)}
    changed = 0
    for name in FRAMES:
        table = frames.to_table(getattr(snapshot, name))
        for place, label in enumerate(table.column_names):
            column = table.column(place).combine_chunks()
            cells = column.to_pylist()
            cells[1] = None if cells[1] is not None else _something(column.type)
            other = table.set_column(place, label, pa.array(cells, column.type))
            seen.add(digest(replace(snapshot, **{name: frames.to_frame(other)})))
            changed += 1
    assert len(seen) == changed + 1


def _something(kind: pa.DataType) -> object:
    if pa.types.is_list(kind):
        return ["something"]
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        return "something"
    if pa.types.is_boolean(kind):
        return True
    if pa.types.is_timestamp(kind):
        return datetime(2020, 1, 1, tzinfo=UTC)
    return 7


SPLITS = [["ab", "c"], ["a", "bc"], ["abc", ""], ["abc", None], ["", "abc"], [None, "abc"]]


def test_values_that_run_together_are_told_apart() -> None:
    snapshot = a_snapshot(2)
    table = frames.to_table(snapshot.datasets)

    def with_column(name: str, values: list[object], kind: pa.DataType) -> str:
        changed = table.set_column(table.column_names.index(name), name, pa.array(values, kind))
        return digest(replace(snapshot, datasets=frames.to_frame(changed)))

    lists = [[["a", "b"], ["c"]], [["a"], ["b", "c"]], [["a", "b", "c"], []], [["a", "b", "c"], None], [[], ["a", "b", "c"]]]
    digests = {with_column("title", list(words), pa.string()) for words in SPLITS}
    digests |= {with_column("keywords", list(words), frames.STRINGS) for words in lists}
    assert len(digests) == len(SPLITS) + len(lists)


@pytest.mark.parametrize(
    "change",
    [
        {"gaps": ()},
        {"declared_total": None},
        {"places": {}},
        {"transport": Transport()},
        {"entry_points": {"catalogue-api": "c5"}},
        {"parts": frozenset({"datasets"})},
        {"portal": Portal("https://x.org", "ckan", "ckan")},
        {"documents": ()},
        {"enumerations": ()},
        {"taken_at": datetime(2026, 11, 22, 2, 0, 0, 1, tzinfo=UTC)},
    ],
)
def test_everything_else_counts_too(change: dict[str, object]) -> None:
    assert digest(replace(a_snapshot(5), **change)) != digest(a_snapshot(5))  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_what_is_stored_comes_back_as_it_was(tmp_path: Path, rows: int) -> None:
    snapshot = a_snapshot(rows)
    name = save(tmp_path, snapshot)
    assert name == digest(snapshot) == save(tmp_path, snapshot)
    back = load(tmp_path, name)
    back.validate()
    for label in FRAMES:
        mine, theirs = frames.to_table(getattr(snapshot, label)), frames.to_table(getattr(back, label))
        assert theirs.schema.remove_metadata().equals(mine.schema.remove_metadata()), label
        assert str(theirs.to_pylist()) == str(mine.to_pylist()), label
    rest = {label: getattr(snapshot, label) for label in ("portal", "taken_at", "places", "parts", "gaps", "enumerations",
            "declared_total", "transport", "documents", "entry_points")}  # fmt: skip
    assert rest == {label: getattr(back, label) for label in rest}
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == [name.removeprefix("sha256:")]


def test_text_that_is_no_unicode_is_kept_too(tmp_path: Path) -> None:
    snapshot = replace(a_snapshot(1), gaps=(Gap("search", "shape", None, "half a pair \ud800"),))
    assert load(tmp_path, save(tmp_path, snapshot)).gaps == snapshot.gaps


def test_another_parquet_writer_gives_the_same_digest(tmp_path: Path) -> None:
    snapshot = a_snapshot()
    name = save(tmp_path, snapshot)
    for path in folder(tmp_path, name).glob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(
            table,
            path,
            compression="none",
            use_dictionary=False,
            row_group_size=3,
            version="1.0" if "date" in path.name else "2.6",
        )
    assert digest(load(tmp_path, name)) == name


def test_changed_and_damaged_snapshots_are_not_handed_out(tmp_path: Path) -> None:
    name = save(tmp_path, a_snapshot())
    place = folder(tmp_path, name)
    meta = (place / "meta.json").read_text()
    (place / "meta.json").write_text(json.dumps({**json.loads(meta), "declared_total": 41}))
    with pytest.raises(DigestMismatch):
        load(tmp_path, name)
    for text in ("", "[]", '{"portal": 3}', '{"taken_at": "yesterday"}', meta.replace('"reason"', '"why"')):
        (place / "meta.json").write_text(text)
        with pytest.raises(ArchiveError):
            load(tmp_path, name)
    (place / "meta.json").write_text(meta)
    (place / "columns.parquet").write_bytes(b"PAR1")
    with pytest.raises(ArchiveError):
        load(tmp_path, name)


@pytest.mark.parametrize("name", ["", "sha256:..", "../x", "sha256:" + "0" * 63 + "/", "sha256:" + "0" * 64])
def test_what_is_no_digest_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError):
        load(tmp_path, name)


def test_a_frame_that_is_not_as_documented_is_not_stored(tmp_path: Path) -> None:
    snapshot = a_snapshot(3)
    with pytest.raises(SnapshotError):
        save(tmp_path, replace(snapshot, datasets=snapshot.datasets.drop(columns=["title"])))
    assert not (tmp_path / "snapshots").exists()
