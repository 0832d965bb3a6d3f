"""ArcGIS item types and what kind of asset they are. Source: Esri's list of items and item types."""

from collections.abc import Mapping, Sequence

from portalaudit.connectors.dcat.kind import holds_data, hub_kind, section_of

_TYPES = {
    "dataset": """
        feature service, feature layer, feature collection, feature collection template, table, map service, image service,
        vector tile service, scene service, scene layer, stream service, stream layer, raster layer, imagery layer, layer,
        group layer, elevation layer, relational database connection, relational catalog service, geodata service, wms, wfs, wmts,
        ogcfeatureserver, kml, kml collection, csv, csv collection, shapefile, file geodatabase, geojson, geopackage,
        microsoft excel, cad drawing, sqlite geodatabase, apache parquet, image collection, oriented imagery catalog,
        scene layer package, layer package, map package, tile package, vector tile package, mobile map package,
        raster function template, 3dtiles service, building scene layer,
        point cloud layer, network analysis service, geocoding service, dataset
    """,
    "map": "web map, web scene, map area, map, pro map, project package, map template, cityengine web scene, 360 vr experience",
    "story": "storymap, story map, storymap theme",
    "page": """
        hub page, site page, hub site application, site application, hub initiative, hub initiative template, hub event,
        hub project, hub group, initiative, discussion, content page
    """,
    "link": "document link",
    "document": """
        pdf, image, visio document, document, report template, statistical data collection, microsoft word, microsoft powerpoint,
        iwork keynote, iwork pages, iwork numbers, notebook, code sample, code attachment, ebook, form document
    """,
    "app": """
        web mapping application, web experience, web experience template, dashboard, operation view, application,
        mobile application, native application, desktop application, form, survey, insights workbook, insights page,
        insights model, workforce project, quickcapture project, solution, mission,
        mission report, app, web app, instant app, urban model, data pipeline,
        geoprocessing service, geoprocessing package, administrative report, desktop add in, site initiative
    """,
}
_KINDS = {" ".join(name.split()): kind for kind, names in _TYPES.items() for name in names.split(",")}


def kind_of_type(name: object) -> str | None:
    """The kind of an item type; None for types that we do not know."""
    if not isinstance(name, str):
        return None
    plain = " ".join(name.lower().replace("_", " ").split())
    known = _KINDS.get(plain)
    if known is None and plain.endswith((" service", " layer")):
        return "dataset"
    return known


def kind_of_item(item_type: object, url: object) -> str:
    """The kind of an item that only the search tells of: by its type, but a service is a dataset; else a dataset."""
    kind = kind_of_type(item_type)
    if kind is None or holds_data([{"access_url": url, "format": None}]):
        return "dataset"
    return kind


def kind_of_both(item_type: object, page: object, distributions: Sequence[Mapping[str, object]]) -> str:
    """The kind of an entry that feed and search both tell of.

    Where they disagree the distributions decide: data or a service makes a dataset. Without either, a page in a section of
    its own (`/documents/`, `/apps/`) is no dataset whatever its type, and a map page no more than a map.
    """
    if holds_data(distributions):
        return "dataset"
    told, shown = kind_of_type(item_type), hub_kind(page, list(distributions))
    section = section_of(page)
    if told is None or (told == "dataset" and section not in (None, "datasets", "content")):
        return shown
    if told == "link" and section not in (None, "datasets", "maps"):
        return shown
    return told
