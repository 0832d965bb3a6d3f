"""What a run hands to whoever prints it."""

from collections.abc import Callable
from dataclasses import dataclass

from portalaudit.model.audit import Audit


@dataclass(frozen=True, slots=True)
class Result:
    """One audit's outcome."""

    document: bytes
    """The JSON document of the contract, one line."""
    code: int = 0
    """0 done, 3 nothing could be observed, 4 stopped by a budget or a signal."""
    line: str | None = None
    """One line for standard error where the code is not 0."""
    make: Callable[[], Audit] | None = None

    def whole(self) -> Audit:
        """The audit with its frames, for formats that show more than the document."""
        if self.make is None:
            raise ValueError("this result has its document only")
        return self.make()
