"""Socrata portals (Tyler Data & Insights)."""

from portalaudit.connectors.socrata.crawl import crawl
from portalaudit.connectors.socrata.detect import detect
from portalaudit.connectors.socrata.views import MOST
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Connector, CrawlContext, Detection, Fetch, PlanLine
from portalaudit.model.snapshot import Snapshot


class SocrataPortals:
    """Reads Discovery by `scroll_id`, `/api/views/metadata/v1`, single views by the plan, and `/data.json`."""

    name = "socrata"
    order = 10

    async def detect(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
        """Recognise Socrata by an answer of Discovery on the portal's own host."""
        return await detect(fetch, url)

    def plan(self, detection: Detection) -> tuple[PlanLine, ...]:
        """The requests of one crawl. Exports and questions about rows are never among them."""
        root, known = detection.root, detection.weight
        pages = -(-known // 1000) if known else None
        return (
            PlanLine("scope", f"{root}/api/catalog/v1", 1, "the name under which Discovery knows the portal"),
            PlanLine("descriptions", f"{root}/api/views/metadata/v1", pages, "custom fields, licences and stamps, 1,000 a page"),
            PlanLine("views", f"{root}/api/views/…", MOST, "at most: those that moved, and five by rotation"),
            PlanLine("catalogue", f"{root}/api/catalog/v1", pages and pages + 1, "1,000 assets a page, by scroll id"),
            PlanLine("federated", f"{root}/api/catalog/v1", 1, "how many assets of others are shown"),
            PlanLine("feed", f"{root}/data.json", 1, "a second list"),
            PlanLine("home", root, 2, "over both schemes where the port is standard"),
        )

    async def crawl(self, context: CrawlContext) -> Snapshot:
        """Read the portal."""
        return await crawl(context)


CONNECTOR: Connector = SocrataPortals()
