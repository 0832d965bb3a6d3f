"""CKAN portals, 2.6 and later, under any path."""

from portalaudit.connectors.ckan.crawl import crawl
from portalaudit.connectors.ckan.detect import detect
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Connector, CrawlContext, Detection, Fetch, PlanLine
from portalaudit.model.snapshot import Snapshot


class Ckan:
    """Reads CKAN's action API by GET: `status_show license_list package_search organization_list package_list`."""

    name = "ckan"
    order = 30

    async def detect(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
        """Recognise CKAN by `status_show`, at the address, its parents or a known prefix."""
        return await detect(fetch, url)

    async def detect_beside(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
        """The same without the prefixes, for a host on which another platform was recognised already."""
        return await detect(fetch, url, beside=True)

    def plan(self, detection: Detection) -> tuple[PlanLine, ...]:
        """The requests of one crawl."""
        api = f"{detection.root}/api/3/action"
        pages = -(-detection.weight // 1000) if detection.weight else None
        return (
            PlanLine("status", f"{api}/status_show", 1),
            PlanLine("licences", f"{api}/license_list", 1),
            PlanLine("catalogue", f"{api}/package_search", pages, "1,000 packages a page, or what the portal grants"),
            PlanLine("organisations", f"{api}/organization_list", 1, "all pages where packages name organisations by id alone"),
            PlanLine("names", f"{api}/package_list", 1, "and one search a type that extensions hide, where it names more"),
            PlanLine("home", detection.root, 2, "over both schemes where the port is standard"),
        )

    async def crawl(self, context: CrawlContext) -> Snapshot:
        """Read the portal."""
        return await crawl(context)


CONNECTOR: Connector = Ckan()
