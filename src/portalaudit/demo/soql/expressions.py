"""Expressions of SoQL with their types, each as SQL of SQLite; what does not go together is refused with the platform's code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portalaudit.demo.soql.tokens import Soql
from portalaudit.demo.soql.values import number, stamped

FLOATING, FIXED, NUMBER, TEXT, BOOLEAN, OTHER, NULL = "floating", "fixed", "number", "text", "boolean", "other", "null"
_ORDERED = frozenset({FLOATING, FIXED, NUMBER, TEXT})
_TRUNCATED: Mapping[str, tuple[str, int, str]] = {
    f"date{zone}_trunc_{unit}": (kind, length, rest + ("Z" if zone else ""))
    for zone, kind in (("", FLOATING), ("z", FIXED))
    for unit, length, rest in (
        ("ymd", 10, "T00:00:00.000"), ("ym", 7, "-01T00:00:00.000"), ("y", 4, "-01-01T00:00:00.000"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    sql: str
    type: str
    name: str = ""
    """What its values are called where no alias is given."""
    aggregate: bool = False
    bare: frozenset[str] = frozenset()
    """Columns outside of any aggregate."""
    literal: str | None = None
    """Of a string literal, which takes the type that it is compared with."""


Columns = Mapping[str, Expression]
"""By name in lower case."""


def function_of(name: str, given: list[Expression]) -> Expression:
    """A function of one or more arguments.

    Raises:
        Soql: there is none of that name, or not for these types.
    """
    one, rest = given[0], given[1:]
    if name in ("count", "max", "min", "sum", "avg"):
        if one.aggregate:
            raise Soql("query.soql.aggregate-in-ungrouped-context", f"Cannot use an aggregate function in {name}")
        allowed = None if name == "count" else _ORDERED if name in ("max", "min") else {NUMBER}
        if rest or (allowed is not None and one.type not in allowed):
            raise mismatch(name, one.type)
        return Expression(f"{name}({one.sql})", one.type if name in ("max", "min") else NUMBER, aggregate=True)
    if name in _TRUNCATED:
        kind, length, ending = _TRUNCATED[name]
        if rest or one.type != kind:
            raise mismatch(name, one.type)
        return joined(f"(substr({one.sql}, 1, {length}) || '{ending}')", one, type=kind)
    if name == "case":
        pairs = list(zip(given[::2], given[1::2], strict=False))
        if len(given) % 2 or any(test.type != BOOLEAN or value.type != given[1].type for test, value in pairs):
            raise mismatch(name, one.type)
        body = " ".join(f"WHEN {test.sql} THEN {value.sql}" for test, value in pairs)
        return joined(f"(CASE {body} END)", *given, type=given[1].type)
    raise Soql("query.soql.no-such-function", f"No such function: {name}/{len(given)}")


def mismatch(name: str, type: str) -> Soql:
    return Soql("query.soql.type-mismatch", f"Type mismatch for {name}, is {type}")


def joined(sql: str, *parts: Expression, type: str = BOOLEAN) -> Expression:
    bare = frozenset().union(*(part.bare for part in parts))
    return Expression(sql, type, aggregate=any(part.aggregate for part in parts), bare=bare)


def boolean(form: str, *parts: Expression) -> Expression:
    for part in parts:
        if part.type not in (BOOLEAN, NULL):
            raise mismatch("#and", part.type)
    return joined(form.format(*(part.sql for part in parts)), *parts)


def alike(left: Expression, right: Expression, sign: str) -> tuple[Expression, Expression]:
    """Both sides in one type; a string literal becomes what the other side is, where it can be read so."""
    left, right = _as(left, right.type, sign), _as(right, left.type, sign)
    if NULL not in (left.type, right.type) and left.type != right.type:
        raise mismatch(sign, right.type)
    return left, right


def _as(one: Expression, type: str, sign: str) -> Expression:
    if one.literal is None or type in (TEXT, NULL):
        return one
    stamp = stamped(one.literal, type == FIXED, iso=True) if type in (FLOATING, FIXED) else None
    if stamp is not None:
        return replace(one, sql=quoted(stamp), type=type, literal=None)
    if type == NUMBER and (value := number(one.literal)) is not None:
        return replace(one, sql=repr(value), type=type, literal=None)
    raise mismatch(sign, TEXT)


def quoted(text: str) -> str:
    """A text as a literal of SQLite."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"
