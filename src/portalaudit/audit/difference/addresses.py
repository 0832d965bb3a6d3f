"""Identifiers and addresses made comparable, a column at a time."""

import pyarrow as pa
import pyarrow.compute as pc

_TRAILING = "/#?& "
_ESCAPES = (("(?i:%3A)", ":"), ("(?i:%2D)", "-"), ("(?i:%5F)", "_"), ("(?i:%7E)", "~"))
"""What needs no escape in a path (RFC 3986)."""
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ITEM = "[0-9a-f]{32}(?:_[0-9]+)?"
_FOUR = "[a-z0-9]{4}-[a-z0-9]{4}"

_IDS = (
    rf"(?:^|[^0-9a-f-])(?P<id>{_UUID})(?:$|[^0-9a-f-])",
    rf"(?:^|[^0-9a-f])(?P<id>{_ITEM})(?:$|[^0-9a-z_])",
    rf"(?:^|/d/|/views/|/resource/|/id/|/geospatial/|/dataset/[^/?#]+/)(?P<id>{_FOUR})(?:$|[/?#.])",
)
"""Ids that platforms give and that no two assets of the world share: UUIDs (RFC 4122; CKAN, DKAN), items of ArcGIS Online with
the layer behind them, Socrata's four-by-four ids in the paths that Socrata has (Socrata's API documentation)."""

_OF_THE_WORLD = rf"^(?:[^/\s]+\.[^/\s]+/.+|(?:urn|doi|info|ark|hdl):.+|{_UUID}|{_ITEM}|{_FOUR})$"
"""Identifiers that mean the same on every portal: with a host before a path, a registered scheme, or a platform's own id."""


def folded(texts: pa.Array) -> pa.Array:
    """Identifiers or addresses without what only spells them: scheme, `www.`, case of the host, escapes, marks at the end.
    Empty becomes null."""
    bare = pc.utf8_rtrim(
        pc.replace_substring_regex(pc.utf8_trim_whitespace(texts), r"^(?:(?i:https?:)?//)?(?i:www\.)?", ""), _TRAILING
    )
    if _any(pc.match_substring(bare, "%")):
        for escape, mark in _ESCAPES:
            bare = pc.replace_substring_regex(bare, escape, mark)
    if _any(pc.match_substring_regex(bare, r"^[^/?#]*[A-Z][^/?#]*[/?#]")):
        parts = pc.extract_regex(bare, r"^(?P<host>[^/?#]*)(?P<rest>(?s:.*))$")
        host, rest = pc.struct_field(parts, "host"), pc.struct_field(parts, "rest")
        hosted = pc.and_(pc.match_substring(host, "."), pc.not_equal(rest, ""))
        bare = pc.binary_join_element_wise(pc.if_else(hosted, pc.utf8_lower(host), host), rest, "")
    return no_blanks(bare)


def pages(texts: pa.Array) -> pa.Array:
    """Addresses folded; null for one that has nothing behind its host: that is a site's, not an asset's."""
    known = folded(texts)
    return pc.if_else(pc.match_substring_regex(known, r"^[^/?#\s]+[/?#]."), known, pa.scalar(None, pa.string()))


def schemes(texts: pa.Array) -> pa.Array:
    """The scheme of an address in lower case; null where a text has none."""
    found = pc.extract_regex(pc.utf8_trim_whitespace(texts), r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
    return pc.utf8_lower(pc.struct_field(found, "scheme"))


def hosts(texts: pa.Array) -> pa.Array:
    """The host of an http address in lower case; null where a text has none."""
    found = pc.extract_regex(pc.utf8_trim_whitespace(texts), r"^(?i:https?://)(?P<host>[^/?#\s]+)")
    return pc.utf8_lower(pc.struct_field(found, "host"))


def platform_ids(*columns: pa.Array) -> pa.Array:
    """The platform's id within the first of these texts that holds one; null where none does."""
    found = []
    for texts in columns:
        lower = pc.utf8_lower(texts)
        found += [pc.struct_field(pc.extract_regex(lower, pattern), "id") for pattern in _IDS]
    return pc.coalesce(*found)


def of_the_world(ids: pa.Array) -> pa.BooleanArray:
    """Which identifiers mean the same wherever they stand."""
    return pc.fill_null(pc.match_substring_regex(pc.utf8_lower(ids), _OF_THE_WORLD), False)


def letters_and_digits(titles: pa.Array) -> pa.Array:
    """Titles in lower case without anything but letters and digits; null where none is left."""
    plain = pc.utf8_lower(pc.utf8_normalize(titles, form="NFKC"))
    return no_blanks(pc.replace_substring_regex(plain, r"[^\p{L}\p{M}\p{N}]+", ""))


def no_blanks(texts: pa.Array) -> pa.Array:
    """Empty texts as null."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _any(array: pa.Array) -> bool:
    return bool(pc.any(array).as_py())
