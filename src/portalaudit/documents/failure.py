"""The reasons for having read nothing from a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read as a table or a text. A value, never an exception."""

    reason: str
    """`too-large memory timeout crashed empty not-a-table login pdf unsupported-format encrypted zip-bomb damaged not-json
    shape`; of texts also `no-text`."""
    detail: str | None = None
    """One short line for a person; never a body."""
