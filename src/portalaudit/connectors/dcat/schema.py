"""Entries held against the DCAT-US schemas, which ship as JSON Schema (data/schemas)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING

import jsonschema_rs
import msgspec

from portalaudit.connectors.dcat.document import Catalogue
from portalaudit.connectors.values import escaped

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

MOST = 25
"""Errors kept of one entry (own choice: the twenty-sixth tells nothing new)."""
LONGEST_MESSAGE = 200

SCHEMAS = frozenset({"dcat-us-1.1", "dcat-us-3.0"})
"""Dialects that have a schema. DCAT-US 1.0 was superseded in 2014 and is not measured by its successor's."""

Row = dict[str, object]


@cache
def _validators(dialect: str) -> tuple[jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    """The compiled schemas of the catalogue without its datasets, and of a dataset."""
    text = resources.files("portalaudit.data").joinpath(f"schemas/{dialect}.json").read_bytes()
    definitions = msgspec.json.decode(text)["$defs"]
    catalogue, dataset = (
        jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/$defs/{name}", "$defs": definitions}, validate_formats=True, mask="the value"
        )
        for name in ("Catalog", "Dataset")
    )
    return catalogue, dataset


def entry_violations(dialect: str, raw: Mapping[str, object]) -> list[Row]:
    """Rows of the frame `violations` for one entry, at most `MOST`, sorted by place and rule; none where no schema applies."""
    return _rows(dialect, raw, _validators(dialect)[1]) if dialect in SCHEMAS else []


def catalogue_violations(catalogue: Catalogue) -> list[Row]:
    """The same for the catalogue itself: its header, and members of its list that are no objects."""
    if catalogue.dialect not in SCHEMAS:
        return []
    listed: object = [0] if catalogue.entries or catalogue.oddities else []
    if catalogue.single:
        listed = {}
    # An array at the root (no header) has all its faults in one: it is no catalogue object.
    whole: object = {**catalogue.source, "dataset": listed} if catalogue.source else []
    if catalogue.source and listed == []:
        whole = {**catalogue.source}
    rows = _rows(catalogue.dialect, whole, _validators(catalogue.dialect)[0])
    for pointer in catalogue.oddities[: MOST - len(rows)]:
        rows.append(_row(catalogue.dialect, "type", "dataset", pointer, "a dataset is no object"))
    return rows


def _rows(dialect: str, value: object, validator: jsonschema_rs.Draft202012Validator) -> list[Row]:
    try:
        rows = [_violation(dialect, error) for error in islice(validator.iter_errors(value), MOST)]
    except ValueError:  # text that is no UTF-8, or nesting beyond the validator's own limit
        return [_row(dialect, "unreadable", None, "", "the entry cannot be checked")]
    return sorted(rows, key=lambda row: (str(row["at"]), str(row["rule"]), str(row["message"])))


def _violation(dialect: str, error: "ValidationError") -> Row:
    rule = error.kind.name
    path = error.instance_path
    missing = str(getattr(error.kind, "property", "")).strip('"') if rule == "required" else ""
    field = str(path[0]) if path else missing or None
    at = "".join("/" + escaped(str(step)) for step in path)
    return _row(dialect, rule, field, at, _message(rule, missing, error.message))


def _message(rule: str, missing: str, said: str) -> str:
    if missing:
        return f"{missing} is missing"
    if rule == "anyOf":
        return "is none of the forms that are allowed"
    return said[:LONGEST_MESSAGE]


def _row(dialect: str, rule: str, field: str | None, at: str, message: str) -> Row:
    return {"schema": dialect, "rule": rule, "field": field, "at": at, "message": message}
