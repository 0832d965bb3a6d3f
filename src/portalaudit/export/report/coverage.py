"""The picture of an inventory by department: bars of entries, parted by what they say of publication and what is found."""

from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.export.report.pictures import Json, labelled
from portalaudit.export.report.wording import Wording
from portalaudit.model.inventory import DepartmentLine

MOST_STACKS = 25
"""Departments drawn one by one; the rest stand together beneath them (own choice)."""
DWARFS = 2
"""How many times the largest department those together may be and still be drawn; a larger bar would dwarf the others (own
choice)."""
PARTS = (("found", "good"), ("missing", "bad"), ("open", "maybe"), ("kept", "none"))
"""Parts of a bar from left to right, with the page's colour of each."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One department's entries; `found`, `missing`, `open` and `kept` are all of them, each once."""

    label: str
    found: int
    """Claim to be published, and are found in the catalogue."""
    missing: int
    """Claim to be published, and are not found."""
    open: int
    """Don't claim to be published; nothing keeps them from the public."""
    kept: int
    """Don't claim to be published; their classification keeps them from the public."""
    others: int = 0
    """How many departments stand together here; 0 of one department."""

    @property
    def entries(self) -> int:
        return self.found + self.missing + self.open + self.kept


def stacks(lines: Sequence[DepartmentLine], nameless: str) -> tuple[Stack, ...]:
    """Departments with most entries first, by name where they have as many; the rest together, last."""
    ordered = sorted(lines, key=lambda line: (-line.entries, not line.department, line.department))
    made = [_stack([line], line.department or nameless) for line in ordered[:MOST_STACKS]]
    rest = ordered[MOST_STACKS:]
    return tuple(made) + ((_stack(rest, "", len(rest)),) if rest else ())


def _stack(lines: Sequence[DepartmentLine], label: str, others: int = 0) -> Stack:
    entries, claims = (sum(getattr(line, name) for line in lines) for name in ("entries", "claims"))
    found, kept = (sum(getattr(line, name) for line in lines) for name in ("found", "kept"))
    return Stack(label, found, claims - found, entries - claims - kept, kept, others)


def label(one: Stack, words: Wording) -> str:
    """The department's name, or how many stand together."""
    return str(words.say("inventory.others", n=words.number(one.others))) if one.others else one.label


def drawn(found: Sequence[Stack]) -> tuple[Stack, ...]:
    """Bars of the picture: all, but for those together where they would dwarf the others; the table has them in any case."""
    most = max((one.entries for one in found if not one.others), default=0)
    return tuple(one for one in found if not one.others or one.entries <= DWARFS * most)


def stack_chart(found: Sequence[Stack], words: Wording) -> Json:
    """Bars of counts on one scale, parted; the label stands above, the number of entries at its right."""
    values = []
    for number, one in enumerate(found):
        start = 0
        row: Json = {"n": number, "label": label(one, words), "numbers": str(words.count("inventory.entries_of", one.entries))}
        for name, _ in PARTS:
            row[name], row[f"{name}_end"] = start, start + getattr(one, name)
            start += getattr(one, name)
        values.append(row)
    scale: Json = {"domain": [0, max((one.entries for one in found), default=1)], "nice": False}
    layers: list[Json] = [
        {
            "mark": {"type": "bar", "height": 11, "yOffset": 8, "color": f"var(--{colour})"},
            "encoding": {
                "x": {"field": name, "type": "quantitative", "scale": scale, "axis": None},
                "x2": {"field": f"{name}_end"},
            },
        }
        for name, colour in PARTS
    ]
    return labelled(layers, values, row=38, rise=9, room=100)
