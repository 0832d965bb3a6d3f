"""What a city's documents show, judged: whose they are, whether they stand, what they say of governance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portalaudit.model.capture import Evidence
from portalaudit.model.policy import Document, Looked, Reading

Whose = Literal["own", "other", "unknown"]


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """One document as it counts for the city."""

    document: Document
    portal: str
    """The portal's address in whose look it was found."""
    whose: Whose
    """The city's own, another place's, or not told by its words."""
    published: bool
    """The city publishes it: on its own hosts, or its own pages and catalogue point at it. A copy elsewhere only shows that it
    was adopted."""
    stands: bool
    """It is in force as far as its text tells: neither a draft nor dead, superseded, or replaced by another that was found."""
    because: tuple[Evidence, ...] = ()
    """The words that decided its kind, instrument and dates."""
    aspects: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """What it speaks of, by code (model.policy.Reading.aspects), with the passages."""
    provisions: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """Provisions present, by code, in their order, with the passages."""

    @property
    def own(self) -> bool:
        """The city's by its words; where they don't tell, by the host that it stands on, or by who named it or handed it over."""
        if self.whose != "unknown":
            return self.whose == "own"
        document = self.document
        return document.same_site or document.submitted or document.source in ("registry", "registry-copy")

    @property
    def reading(self) -> Reading:
        """What was read; an unread document is of kind `other` and says nothing."""
        return self.document.reading or Reading("other", 0.0)


@dataclass(frozen=True, slots=True)
class Governance:
    """All documents of a city, pooled over its portals. Empty where nobody looked."""

    documents: tuple[JudgedDocument, ...] = ()
    """Those that were read and are of a kind, the city's own first, then those that could not be read."""
    policy: JudgedDocument | None = None
    """The open-data policy in force."""
    older: tuple[JudgedDocument, ...] = ()
    """Other versions of it that were found, newest first."""
    looked: tuple[Looked, ...] = ()
    """Where was looked, one line a place."""
    pages: int = 0
    """Pages and documents that were read."""
    registered: bool = False
    """The city has a record: its own site was known."""
