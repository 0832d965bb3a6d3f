"""The rows of one asset, a small table such as a data inventory, asked for politely: which ways there are, and going one.

No export job is ever started. What a server does is told in `Rows`, never raised.
"""

from portalaudit.connectors.rows.datastore import datastore
from portalaudit.connectors.rows.features import features
from portalaudit.connectors.rows.files import file
from portalaudit.connectors.rows.pages import MOST_BYTES, MOST_PAGES, Rows
from portalaudit.connectors.rows.soda import soda
from portalaudit.connectors.rows.ways import Offers, way_of, ways
from portalaudit.model.ports import Fetch, PlanLine
from portalaudit.model.tables import Way


async def fetch_rows(fetch: Fetch, way: Way, largest: int = MOST_BYTES) -> Rows:
    """Ask for the rows of an asset in one way, page by page where it has pages. `largest` is the cap of a file in bytes.

    Raises:
        StopRequested: the run's budget is spent or a signal came.
    """
    match way.kind:
        case "soda":
            return await soda(fetch, way.url)
        case "datastore":
            return await datastore(fetch, way.url)
        case "features":
            return await features(fetch, way.url)
        case "file":
            return await file(fetch, way.url, largest)


def rows_plan(root: str) -> PlanLine:
    """The line of a request plan for the rows of inventories."""
    note = f"of what looks like a data inventory, {MOST_PAGES} pages a table at most; exports are never asked for"
    return PlanLine("inventory rows", root, None, note)


__all__ = ["MOST_BYTES", "MOST_PAGES", "Offers", "Rows", "fetch_rows", "rows_plan", "way_of", "ways"]
