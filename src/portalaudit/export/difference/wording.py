"""What the codes of a difference are called, for people."""

PLATFORMS = {
    "socrata": "Socrata", "ckan": "CKAN", "arcgis": "ArcGIS Hub", "dkan": "DKAN", "opendatasoft": "Opendatasoft",
    "udata": "udata", "junar": "Junar", "jkan": "JKAN", "dcat": "a data.json", "unknown": "an unknown platform",
}  # fmt: skip
"""How platforms are called."""

GROUNDS = {
    "identifier": "by the identifier",
    "spelling": "by an identifier that is spelt otherwise",
    "id-in-address": "by the platform's id within the address",
    "landing-page": "by the address of the page",
    "access-address": "by the address of the data",
}
DOUBTS = {
    "portal-not-audited": "the other audit did not look at that portal",
    "not-seen-whole": "the other audit did not see the whole catalogue",
    "other-interface": "the other audit read another interface, which may list other things",
    "moved-platform": "the other platform has none of this title: it may stand there under another one",
    "other-target": "the two portals have too little in common to say that anything came or went",
    "ambiguous-title": "the title is on both sides, but not of one asset each: which is which cannot be told",
}
FIELDS = {
    "modified": "date of change", "data_modified": "date of the data", "metadata_modified": "date of the entry",
    "issued": "date of issue",
    "license": "licence", "organization": "department", "contact_name": "contact", "contact_email": "contact's address",
    "landing_page": "page", "access_level": "access level", "spatial": "area covered", "temporal": "time covered",
    "distributions": "number of files", "columns": "number of columns",
}  # fmt: skip
"""How fields are called where their name does not say it."""

LISTS = (
    ("removed", "Removed"), ("added", "Added"), ("same-title", "Probably the same, by the title alone"),
    ("same-changed-address", "The same under another address"), ("not-found-again", "Seen then, not found again"),
    ("not-found-before", "Seen now, not found before"),
)  # fmt: skip

CLOSED = {
    "fixed": "fixed", "removed": "removed", "not_found_again": "not found again", "not_observed": "not seen now",
    "not_counted_now": "not counted now",
}  # fmt: skip
OPENED = {
    "failed_since": "new failures", "added": "of added assets", "not_found_before": "not found before",
    "not_observed_before": "not seen before", "counted_now": "counted now",
}  # fmt: skip
CAUSES = {
    "data": "data",
    "documents": "documents",
    "platform": "the portal's software",
    "city-record": "the city's record",
    "rubric": "the rubric",
    "software": "our version",
    "noise": "network noise",
    "unknown": "a cause that is not known",
}
