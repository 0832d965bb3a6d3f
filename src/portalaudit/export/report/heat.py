"""Tables of counts as pictures: a cell a count, the darker the more of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.export.report.pictures import CONFIG, SCHEMA, Json
from portalaudit.export.report.wording import Wording

_LEAST, _MOST = 0.14, 0.62
"""Opacity of a cell of one, and of the fullest (own choice: the number in it stays readable in light and in dark)."""


@dataclass(frozen=True, slots=True)
class Band:
    """One row of cells."""

    label: str
    counts: Sequence[int | None]
    """None for a cell that is not."""
    good: int | None = None
    """Cells from the left that are as they should be; the others are not. None where that is no question."""


def heat_chart(bands: Sequence[Band], columns: Sequence[str], words: Wording, *, row: int, title: str | None = None) -> Json:
    """Bands of cells beneath one another, each count in its cell.

    Args:
        columns: what stands above the cells.
        row: pixels of a band.
        title: above the columns' labels.
    """
    most = max((count or 0 for band in bands for count in band.counts), default=0)
    values: list[Json] = [
        {"x": x, "y": y, "o": _opacity(count, most), "c": _colour(band, x, count), "t": words.number(count) if count else ""}
        for y, band in enumerate(bands)
        for x, count in enumerate(band.counts)
        if count is not None
    ]
    cell: Json = {"type": "rect", "cornerRadius": 2}
    number: Json = {"type": "text", "fontSize": 12, "fill": "var(--ink)"}
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "width": "container",
        "height": row * len(bands),
        "data": {"values": values},
        "encoding": {
            "x": _axis("x", columns, "top", title) | {"scale": {"paddingInner": 0.06, "paddingOuter": 0, "round": False}},
            "y": _axis("y", [band.label for band in bands], "left", None) | {"scale": {"paddingInner": 0.1, "paddingOuter": 0}},
        },
        "layer": [
            {"mark": cell, "encoding": {"color": _raw("c", "nominal"), "opacity": _raw("o", "quantitative")}},
            {"mark": number, "encoding": {"text": {"field": "t"}}},
        ],
    }  # fmt: skip


def _axis(field: str, labels: Sequence[str], side: str, title: str | None) -> Json:
    """An axis whose cells are numbered from 0, with these labels."""
    told = ",".join(map(_literal, labels))
    axis: Json = {"orient": side, "title": title, "domain": False, "ticks": False, "labelExpr": f"[{told}][datum.value]"}
    axis |= {"labelAngle": 0, "labelOverlap": False, "labelPadding": 6, "titleColor": "var(--soft)", "titleFontSize": 12}
    return {"field": field, "type": "ordinal", "axis": axis | {"titleFontWeight": "normal", "titleAnchor": "start"}}


def _raw(field: str, kind: str) -> Json:
    """A value as it stands in the data."""
    return {"field": field, "type": kind, "scale": None}


def _literal(text: str) -> str:
    """A text of ours as Vega's expressions write it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_PAPER = {"good": (31, 111, 139), "bad": (177, 71, 15)}
"""The page's colours in its light dress (report.css), for paper, which has no variables to follow."""


def colour(count: int, most: int, name: str) -> str:
    """The background of a table's cell on paper."""
    red, green, blue = _PAPER[name]
    return f"rgba({red},{green},{blue},{_opacity(count, most)})"


def _opacity(count: int, most: int) -> float:
    """By the square root, so that a few beside many are seen."""
    return 1.0 if not count else round(_LEAST + (_MOST - _LEAST) * float((count / most) ** 0.5), 2)


def _colour(band: Band, place: int, count: int) -> str:
    if not count:
        return "var(--cell)"
    return "var(--bad)" if band.good is not None and place >= band.good else "var(--good)"
