"""Documents that people handed over for a city."""

from typing import TYPE_CHECKING

from portalaudit.model.audit import Target
from portalaudit.model.policy import Submission

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def handed_over(engine: "Engine", target: Target) -> tuple[Submission, ...]:
    """What was handed over for the city of a target, in the order in which it was added."""
    return ()
