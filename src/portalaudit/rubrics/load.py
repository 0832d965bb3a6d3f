"""Rubric files read and checked."""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import cast, get_args

from portalaudit.errors import RubricError
from portalaudit.model.capture import Scalar
from portalaudit.model.rubric import Criterion, Known, Rubric, Rule, RuleKind, Strength
from portalaudit.rubrics.aggregate import AGGREGATIONS
from portalaudit.rubrics.freshness import CHECK, unknown_states
from portalaudit.rubrics.grade import in_order
from portalaudit.rubrics.rules import ARGS, FOLDS, arguments
from portalaudit.rubrics.toronto_dqs import READ

LARGEST = 1_000_000
"""Bytes of a rubric file that are read (own choice; the shipped ones have a few kilobytes)."""
DEEPEST = 8
"""Rules within rules (own choice)."""

Table = dict[str, object]
_TEXTS = ("id", "version", "title", "aggregation", "citation", "about")
_HEAD = frozenset({*_TEXTS, "scored", "defaults", "criteria"})
_CRITERION = frozenset(field.name for field in fields(Criterion))


def available() -> tuple[str, ...]:
    """Ids of the shipped rubrics, sorted."""
    names = [entry.name for entry in files("portalaudit.rubrics").iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(id_or_path: str, checks: Collection[str] | None = None) -> Rubric:
    """A shipped rubric by id, or a user's own TOML file by path.

    Args:
        id_or_path: an id of `available()`, else a path; what has a slash or ends in `.toml` is always a path.
        checks: ids of the checks that exist; a rule that names another is refused. None to take any name.

    Raises:
        RubricError: there is no such rubric, or it is not well formed; the text names the file and the criterion.
    """
    text, name = _source(id_or_path)
    rubric = _parse(text, name)
    if checks is not None:
        for criterion in rubric.criteria:
            for check in sorted(checks_of(criterion.rule) - set(checks)):
                raise RubricError(f"{name}, criterion {criterion.id}: no check is called {check!r}")
    return rubric


def parse(text: bytes, name: str) -> Rubric:
    """A rubric of its TOML text; `name` is what errors call it.

    Raises:
        RubricError: it is not well formed.
    """
    if len(text) > LARGEST:
        raise RubricError(f"{name}: larger than {LARGEST:,} bytes")
    return _parse(text, name)


def source(id_or_path: str) -> str:
    """The TOML text of a rubric, as it is kept with an audit.

    Raises:
        RubricError: there is no such rubric.
    """
    return _source(id_or_path)[0].decode()


def checks_of(rule: Rule) -> set[str]:
    """Ids of the checks that a rule and its sub-rules read."""
    own = {str(rule.args["check"])} if "check" in rule.args else {CHECK} if rule.kind == "freshness" else set()
    own |= {check for check, _ in READ.get(str(rule.args.get("dimension")), ())}
    return own.union(*(checks_of(part) for part in rule.rules))


def _source(id_or_path: str) -> tuple[bytes, str]:
    if id_or_path in available():
        name = f"{id_or_path}.toml"
        return files("portalaudit.rubrics").joinpath(name).read_bytes(), name
    if not id_or_path.endswith(".toml") and not ("/" in id_or_path or "\\" in id_or_path):
        raise RubricError(f"no rubric is called {id_or_path!r}; there are {', '.join(available())}, or give a TOML file")
    try:
        path = Path(id_or_path)
        if not path.is_file():
            raise RubricError(f"{id_or_path}: no such file")
        if path.stat().st_size > LARGEST:
            raise RubricError(f"{id_or_path}: larger than {LARGEST:,} bytes")
        return path.read_bytes(), id_or_path
    except (OSError, ValueError) as error:
        raise RubricError(f"{id_or_path}: cannot be read: {error}") from error


@lru_cache(maxsize=16)
def _parse(data: bytes, name: str) -> Rubric:
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RubricError(f"{name}: not well-formed TOML: {error}") from error
    _no_unknown(table, _HEAD, name)
    texts = {field: _text(table, field, name) for field in _TEXTS}
    scored = table.get("scored")
    if not isinstance(scored, bool):
        raise RubricError(f"{name}: scored is to be true or false")
    if texts["aggregation"] not in AGGREGATIONS or scored == (texts["aggregation"] == "none"):
        raise RubricError(f"{name}: aggregation {texts['aggregation']!r} does not fit scored = {str(scored).lower()}")
    defaults = table.get("defaults", {})
    if not isinstance(defaults, dict):
        raise RubricError(f"{name}: defaults is to be a table")
    _known_defaults(defaults, name)
    criteria = _criteria(table.get("criteria"), defaults, name)
    rubric = Rubric(**texts, scored=scored, criteria=criteria, digest=hashlib.sha256(data).hexdigest())
    try:
        in_order(rubric)
    except RubricError as error:
        raise RubricError(f"{name}: {error}") from error
    return rubric


def _known_defaults(defaults: Table, name: str) -> None:
    every = {argument for kind in ARGS for argument in arguments(kind)}
    _no_unknown(defaults, every, f"{name}, defaults")


def _criteria(given: object, defaults: Table, name: str) -> tuple[Criterion, ...]:
    if not isinstance(given, list) or not given:
        raise RubricError(f"{name}: there are no criteria")
    seen: dict[str, Criterion] = {}
    for number, table in enumerate(given, 1):
        if not isinstance(table, dict):
            raise RubricError(f"{name}: criterion number {number} is not a table")
        criterion = _criterion(table, defaults, f"{name}, criterion {table.get('id', f'number {number}')}")
        if criterion.id in seen:
            raise RubricError(f"{name}, criterion {criterion.id}: there are two of them")
        seen[criterion.id] = criterion
    return tuple(seen.values())


def _criterion(table: Table, defaults: Table, where: str) -> Criterion:
    _no_unknown(table, _CRITERION, where)
    weight = table.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= LARGEST:
        raise RubricError(f"{where}: weight is to be a number above 0")
    requires = table.get("requires", [])
    if not isinstance(requires, list) or not all(isinstance(name, str) for name in requires):
        raise RubricError(f"{where}: requires is to be a list of criteria")
    group = _choice(table, "group", ("core", "neighbour"), where)
    return Criterion(
        id=_text(table, "id", where),
        title=_text(table, "title", where),
        text=_text(table, "text", where),
        rule=_rule(table.get("rule"), defaults, where, DEEPEST),
        weight=float(weight),
        known=cast(Known, _choice(table, "known", ("own", *get_args(Known)), where)),
        strength=cast(Strength, _choice(table, "strength", get_args(Strength), where)),
        group="neighbour" if group == "neighbour" else "core",
        source=_text(table, "source", where) if "source" in table else None,
        ask_for=_text(table, "ask_for", where) if "ask_for" in table else None,
        requires=tuple(requires),
    )


def _rule(given: object, defaults: Table, where: str, depth: int) -> Rule:
    if not isinstance(given, dict) or given.get("kind") not in ARGS:
        raise RubricError(f"{where}: a rule is to be a table whose kind is one of {', '.join(ARGS)}")
    kind = cast(RuleKind, given["kind"])
    parts = given.get("rules", [])
    if not isinstance(parts, list) or bool(parts) != (kind in FOLDS):
        raise RubricError(f"{where}: a rule of kind {kind} {'needs' if kind in FOLDS else 'has no'} rules")
    if depth == 0:
        raise RubricError(f"{where}: rules within rules are more than {DEEPEST} deep")
    own = {key: value for key, value in given.items() if key not in ("kind", "rules")}
    rules = tuple(_rule(part, defaults, where, depth - 1) for part in parts)
    args = _args(kind, own, defaults, where)
    k = args.get("k", 0)
    if isinstance(k, int) and k > len(rules) and kind == "k_of_n":
        raise RubricError(f"{where}: {k} of {len(rules)} rules can never be met")
    if rules and all(part.args.get("beside") for part in rules):
        raise RubricError(f"{where}: a rule of kind {kind} has nothing but rules that stand beside")
    return Rule(kind, args, rules)


def _args(kind: str, own: Table, defaults: Table, where: str) -> Mapping[str, Scalar]:
    known = arguments(kind)
    _no_unknown(own, known, f"{where}, rule {kind}")
    shares = kind in ("share", "freshness", "dimension") or (kind == "measure" and own.get("fold", "share") == "share")
    usable = {key: value for key, value in defaults.items() if key in known and (shares or key not in ("met", "partly"))}
    given = {**usable, **own}
    for name, argument in known.items():
        if name not in given:
            if argument.required:
                raise RubricError(f"{where}, rule {kind}: {name} is missing ({argument.wants})")
        elif not argument.test(given[name]):
            raise RubricError(f"{where}, rule {kind}: {name} is to be {argument.wants}, not {given[name]!r}")
    _thresholds(kind, given, shares, where)
    if kind == "freshness" and (strange := unknown_states(given)):
        raise RubricError(f"{where}, rule freshness: the table has no state {', '.join(strange)}")
    return cast(Mapping[str, Scalar], given)


def _thresholds(kind: str, given: Table, shares: bool, where: str) -> None:
    met, partly = given.get("met"), given.get("partly")
    if kind == "measure" and shares and "than" not in given:
        raise RubricError(f"{where}, rule measure: than is missing (a number)")
    if shares and not 0 <= cast(float, met) <= 1:
        raise RubricError(f"{where}, rule {kind}: met is to be a share from 0 to 1, not {met!r}")
    if partly is None:
        return
    falling = kind == "measure" and not shares and given["op"] == "<="
    if cast(float, partly) < cast(float, met) if falling else cast(float, partly) > cast(float, met):
        raise RubricError(f"{where}, rule {kind}: partly asks for more than met")


def _text(table: Table, field: str, where: str) -> str:
    value = table.get(field)
    if not isinstance(value, str) or not value.strip():
        raise RubricError(f"{where}: {field} is missing or no text")
    return value.strip()


def _choice(table: Table, field: str, words: tuple[str, ...], where: str) -> str:
    value = table.get(field, words[0])
    if value not in words or not isinstance(value, str):
        raise RubricError(f"{where}: {field} is to be one of {', '.join(words)}, not {value!r}")
    return value


def _no_unknown(table: Mapping[str, object], known: Collection[str], where: str) -> None:
    for key in sorted(set(table) - set(known)):
        raise RubricError(f"{where}: {key!r} is not known here")
