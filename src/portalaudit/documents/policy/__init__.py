"""What a document is: kind, instrument, standing, place, dates and what it speaks of. Pure functions over a text."""

from portalaudit.documents.policy.belonging import of_place
from portalaudit.documents.policy.read import in_force, read_document, recency

__all__ = ["in_force", "of_place", "read_document", "recency"]
