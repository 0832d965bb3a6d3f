"""What is known of a CKAN portal while its packages are read, and the tables of its vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PLACES: Mapping[str, str] = {
    "title": "#/title", "description": "#/notes", "publisher": "#/organization/title", "organization": "#/organization/title",
    "contact_name": "#/maintainer", "contact_email": "#/maintainer_email", "contact_url": "#/contact_url",
    "license": "#/license_id", "license_title": "#/license_title", "license_url": "#/license_url", "rights": "#/rights",
    "keywords": "#/tags", "categories": "#/groups", "identifier": "#/id", "landing_page": "#/url",
    "access_level": "#/access_level", "language": "#/language", "spatial": "#/spatial", "temporal": "#/temporal",
    "frequency": "#/frequency", "issued": "#/issued", "modified": "#/metadata_modified",
    "created_at": "#/metadata_created", "metadata_modified": "#/metadata_modified", "data_modified": "#/resources",
}  # fmt: skip
"""Where a field stands where a row says nothing else."""

KINDS: Mapping[str, str] = {
    "dataset": "dataset", "harvest": "link", "showcase": "page", "application": "app", "app": "app", "apps": "app",
    "map": "map", "maps": "map", "chart": "chart", "visualization": "chart", "dashboard": "chart", "document": "document",
    "documents": "document", "publication": "document", "report": "document", "page": "page", "pages": "page", "news": "page",
    "blog": "page", "info": "page", "article": "page", "dataset_series": "page", "story": "story", "link": "link",
    "service": "link", "data-service": "link", "dataservice": "link",
}  # fmt: skip
"""Kind by package type (ckanext-harvest, -showcase, -pages, -dataset-series and common scheming types); else dataset."""


@dataclass(frozen=True, slots=True)
class License:
    """One entry of the portal's own register."""

    title: object
    url: object


@dataclass(slots=True)
class Reading:
    """What is known of the portal while its packages are read."""

    root: str
    host: str | None
    language: str = "en"
    licenses: Mapping[str, License] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)
    """Organisation id or name → title, for packages that carry only the id."""
    frequency_keys: frozenset[str] = frozenset()
    """Keys of no known name that hold frequencies on this portal."""
