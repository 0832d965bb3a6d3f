"""Nothing raises for what a server says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.connectors.build import Builder
from portalaudit.connectors.dcat.connector import add_entries
from portalaudit.connectors.dcat.entry import Places
from portalaudit.connectors.dcat.feed import Feed, parse
from portalaudit.connectors.dcat.platforms import platform_of
from portalaudit.connectors.dcat.schema import catalogue_violations
from tests.connectors.exchanges import an_answer

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(
    ["", "<br />", "http://[", "https://a/b", "8291-01-01", "R/P1D", "\x00", "‮", "=HYPERLINK()", "[::1", "mailto:"]
)  # fmt: skip
NAMES = """
    @id @type @value @language @graph title description dct:title dcat:dataset identifier keyword theme publisher name
    contactPoint fn hasEmail license distribution accessURL downloadURL format mediaType formats label value byteSize
    modified landingPage webService accrualPeriodicity spatial conformsTo catalog datasetSeries seriesMember service
    servesDataset record primaryTopic en fr hydra:nextPage dcat:distribution http://purl.org/dc/terms/title
"""
KEYS = st.text(max_size=6) | st.sampled_from(NAMES.split())
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8), max_leaves=25)
ENTRIES = st.lists(st.dictionaries(KEYS, JSON, max_size=10) | SCALARS, max_size=4)
DOCUMENTS = (
    JSON
    | ENTRIES
    | st.fixed_dictionaries(
        {"dataset": ENTRIES | JSON}, optional={"conformsTo": JSON, "@type": JSON, "catalog": JSON, "record": JSON}
    )
    | st.fixed_dictionaries({"dcat:dataset": ENTRIES | JSON}, optional={"@context": JSON})
    | st.fixed_dictionaries(
        {"@graph": st.lists(st.fixed_dictionaries({"@type": st.just("dcat:Dataset"), "dct:title": JSON}) | JSON, max_size=4)}
    )
)


def swallow(feed: object) -> None:
    if isinstance(feed, Feed):
        builder, places = Builder(), Places(feed.catalogue.dialect)
        add_entries(builder, feed, places)
        builder.add_catalogue_violations(catalogue_violations(feed.catalogue))
        platform_of(feed.catalogue.entries)
        places.all()
        builder.frames()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_any_json_is_a_feed_or_a_gap(document: object) -> None:
    swallow(parse(an_answer(document), "catalogue"))


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b'{"dataset":[{"title":"a"},', b'[{"title":"a","identifier":"b"},', b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_any_bytes_are_a_feed_or_a_gap(tail: bytes, head: bytes) -> None:
    swallow(parse(an_answer(head + tail), "catalogue"))


def test_deep_nesting_is_cut_and_said() -> None:
    deep = "[" * 300 + "]" * 300
    feed = parse(an_answer(f'{{"dataset":[{{"title":"a","spatial":{deep}}}],"conformsTo":{deep}}}'), "catalogue")
    assert isinstance(feed, Feed)
    assert [gap.reason for gap in feed.gaps] == ["nesting"]
    swallow(feed)


def test_nesting_beyond_the_parser_is_a_gap() -> None:
    gap = parse(an_answer(b'{"dataset":' + b"[" * 200_000), "catalogue")
    assert not isinstance(gap, Feed)


def test_numbers_beyond_64_bits_lone_surrogates_and_nan_are_read() -> None:
    body = b'{"dataset":[{"title":"\\ud800 x","identifier":1e400,"description":NaN,"keyword":[123456789012345678901234567890]}]}'
    feed = parse(an_answer(body), "catalogue")
    assert isinstance(feed, Feed)
    swallow(feed)
