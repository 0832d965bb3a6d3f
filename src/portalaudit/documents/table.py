"""A table as read from a file."""

import json
from dataclasses import asdict, dataclass, field

import pyarrow as pa

from portalaudit.model.tables import Dialect


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a header."""

    data: pa.Table
    """One string column a header, in order; names made unique (`name`, `name (2)`). Null where a cell is empty or blank."""
    header: tuple[str, ...]
    """The header's cells as written, line breaks as spaces; repeated names stay repeated."""
    header_row: int | None
    """The record of the file that the header was, from 1; None where no row is one and names were made up."""
    records: pa.Array
    """int32: the record of the file that each row was, from 1. A record may span several lines."""
    dialect: Dialect
    truncated: str | None = None
    """Why rows are missing at the end: `rows cells text`; None where the file was read to its end."""
    notes: tuple[str, ...] = field(default=())
    """What was odd, sorted: `cells-cut columns-cut stray-quote ragged-rows repeated-header merged-header formula-without-value
    replacement-characters encoding-not-as-declared utf-16 blank-rows`."""
    page_rows: tuple[int, ...] = ()
    """Of an answer in pages: how many records each has; empty of a file."""
    moments: tuple[int, ...] = ()
    """Columns, from 0, whose dates stand in the answer as milliseconds since 1970; here they are ISO texts."""

    @property
    def rows(self) -> int:
        """How many rows of data there are."""
        return int(self.data.num_rows)


def to_bytes(table: Table) -> bytes:
    """A table as an Arrow IPC stream, everything beside the cells in the schema's metadata."""
    told = {
        "header": table.header,
        "header_row": table.header_row,
        "dialect": asdict(table.dialect),
        "truncated": table.truncated,
        "notes": table.notes,
        "page_rows": table.page_rows,
        "moments": table.moments,
    }
    arrow = table.data.append_column("\0record", table.records)
    arrow = arrow.replace_schema_metadata({"portalaudit": json.dumps(told)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, arrow.schema) as writer:
        writer.write_table(arrow)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def from_bytes(body: bytes) -> Table:
    """What `to_bytes` wrote.

    Raises:
        pyarrow.ArrowInvalid, KeyError, ValueError: the bytes are something else.
    """
    with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
        arrow = reader.read_all()
    told = json.loads(arrow.schema.metadata[b"portalaudit"])
    dialect = told["dialect"] | {"line_ends": tuple(told["dialect"]["line_ends"])}
    return Table(
        data=arrow.drop_columns(["\0record"]).replace_schema_metadata(None),
        header=tuple(told["header"]),
        header_row=told["header_row"],
        records=arrow.column("\0record").combine_chunks(),
        dialect=Dialect(**dialect),
        truncated=told["truncated"],
        notes=tuple(told["notes"]),
        page_rows=tuple(told["page_rows"]),
        moments=tuple(told["moments"]),
    )
