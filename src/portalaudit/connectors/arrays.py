"""Raw JSON values as Arrow arrays of the documented types."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.connectors.values import LONGEST, NULL, SURE, VALUE, state, text, texts
from portalaudit.model.frames import STAMP


def states_of(values: Sequence[object]) -> list[int]:
    """The State of each value."""
    return [VALUE if type(v) is str and v and v[0] in SURE else NULL if v is None else state(v) for v in values]


def array_of(values: list[object], kind: pa.DataType) -> pa.Array:
    """Raw values as one Arrow array of a documented type."""
    made: list[object]
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        if (plain := _plain_texts(values, kind)) is not None:
            return plain
        made = [v if v is None or (type(v) is str and len(v) <= LONGEST) else text(v) for v in values]
    elif pa.types.is_list(kind):
        made = [texts(v) for v in values]
    elif kind == STAMP:
        return pa.array(values, pa.int64()).cast(kind)
    else:
        made = values
    try:
        return pa.array(made, kind)
    except UnicodeEncodeError:  # lone surrogates, which JSON can spell and UTF-8 cannot
        return pa.array([_encodable(value) for value in made], kind)


def _plain_texts(values: list[object], kind: pa.DataType) -> pa.Array | None:
    """Texts and nulls as they are, which most columns hold; None where a value is of another type or too long."""
    try:
        made = pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return None
    texts_of = made.dictionary if pa.types.is_dictionary(kind) else made
    longest = pc.max(pc.binary_length(texts_of)).as_py()
    return None if longest is not None and longest > LONGEST else made


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value
