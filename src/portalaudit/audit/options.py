"""What a run is told."""

from dataclasses import dataclass, field
from pathlib import Path

from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.portal import City

DEFAULT_RUBRICS = ("wwc-v3", "portal-health")


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that one `audit` command says, settings merged in."""

    db: str
    archive: Path
    rubrics: tuple[str, ...] = DEFAULT_RUBRICS
    rate: float = 1.0
    """Requests a second for each host or shared back-end; 0 for no limit."""
    max_minutes: float | None = None
    pages: int = 60
    """Requests a portal that the look for documents may cost (issue of policy documents: default 60); 0 for no look."""
    data: str = "sample"
    """Datasets whose rows are asked about: `none sample all`; `sample` are the 50 most viewed, then by id (contract)."""
    allow_private: bool = False
    platform: str | None = None
    judged_as: City | None = None
    contact: str | None = None
    socrata_token: str | None = field(default=None, repr=False)
    robots_bind_apis: bool = False
    opt_out: tuple[str, ...] = ()
    resume: str | None = None
    """An incomplete audit to go on from."""
    store_patience: float = 0.0
    """Seconds that saving waits for a database that is away."""
    patience: FetchSettings = field(default_factory=FetchSettings)
    """Waits, tries and caps of the fetcher; what the fields above say goes before what stands here."""

    def on_record(self) -> dict[str, object]:
        """What a replay needs to know, as JSON; secrets stay out."""
        return {
            "rubrics": list(self.rubrics),
            "platform": self.platform,
            "rate": self.rate,
            "max_minutes": self.max_minutes,
            "pages": self.pages,
            "data": self.data,
        }
