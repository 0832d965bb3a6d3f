"""Sites that never end: what they cost is bounded, and the policy beside the trap is found all the same."""

from itertools import count
from pathlib import Path

import pytest

from portalaudit.demo.http import Request, Response, redirect
from tests.connectors.website.looking import look
from tests.portals.sites import POLICY, Page, Site, page, prose

WAY = ("/government/technology", "Department of Technology")
POLICY_PAGES: dict[str, Page] = {
    WAY[0]: page("Technology", links=[("/government/open-data-policy", "Open Data Policy")]),
    "/government/open-data-policy": page("Policy", prose(POLICY)),
}


def _calendar(form: str) -> Site:
    """A calendar that links to every day of every month, for ever."""

    def day(request: Request) -> Response:
        number = int("".join(filter(str.isdigit, request.target)) or 1)
        days = [(form.format(number * 31 + day), str(day)) for day in range(31)]
        return page("Events", links=[*days, (form.format(number + 1), "Next month")])

    return Site({"/": page("City", links=[(form.format(1), "What is on"), WAY]), **POLICY_PAGES}, otherwise=day)


@pytest.mark.parametrize(
    ("form", "most"),
    [("/calendar/2026/11/{}", 0), ("/events?day={}", 0), ("/calendar/view.aspx?d={}", 0), ("/whats-on/{}", 3), ("/w?x={}", 3)],
)
def test_an_endless_calendar_costs_three_requests_at_most(tmp_path: Path, form: str, most: int) -> None:
    found = look(tmp_path, _calendar(form))
    days = [target for target in found.asked() if target.startswith(form.partition("{")[0].rstrip("0123456789/"))]

    assert found.visit("/open-data-policy") is not None
    assert len(days) <= most


def test_days_with_names_of_their_own_cost_a_third_of_the_budget_at_most(tmp_path: Path) -> None:
    """A trap without numbers is one of neutral links."""
    words = ("one", "two", "three", "four", "five", "six", "seven")

    def more(request: Request) -> Response:
        return page("More", links=[(f"{request.path}-{word}/{word}", f"And {word}") for word in words])

    site = Site({"/": page("City", links=[("/z", "Curious"), ("/y", "Curiouser"), WAY]), **POLICY_PAGES}, otherwise=more)
    found = look(tmp_path, site, depth=9)

    assert found.visit("/open-data-policy") is not None
    assert found.requests() <= 30


def test_a_redirect_maze_is_entered_once(tmp_path: Path) -> None:
    """Eleven requests, then its part of the site is left alone."""
    numbers = count()
    links = [(f"/maze/open-data-policy-{name}", "Open Data Policy") for name in "abcdef"]
    site = Site(
        {"/": page("City", links=[*links, WAY]), **POLICY_PAGES}, otherwise=lambda _: redirect(f"/maze/{next(numbers)}"),
    )  # fmt: skip
    found = look(tmp_path, site)

    assert found.visit("/government/open-data-policy") is not None
    assert [visit.failure for visit in found.found.visits if "/maze/" in visit.url] == ["redirect-loop"]
    assert found.requests() <= 25


def test_session_ids_make_no_new_pages(tmp_path: Path) -> None:
    numbers = count()

    def counted(request: Request) -> Response:
        return page(
            "Open data", f"<p>{next(numbers)}</p>",
        links=[(f"/a;jsessionid={next(numbers)}?sid={next(numbers)}", "Open data"), (f"/b?utm_source={next(numbers)}", "Data")],
        )  # fmt: skip

    found = look(tmp_path, Site({"/": counted, "/a": counted, "/b": counted}))

    assert sorted(found.asked()) == ["/", "/a", "/b", "/robots.txt"]


def test_one_content_under_many_addresses_is_read_once(tmp_path: Path) -> None:
    same = page("Open data", prose(POLICY))
    links = [(f"/open-data/{name}", f"Open data {name}") for name in ("alpha", "beta", "gamma", "delta")]
    found = look(tmp_path, Site({"/": page("City", links=links)}, otherwise=lambda _: same))

    statuses = [(visit.status, visit.failure) for visit in found.found.visits[1:]]
    assert statuses == [("read", None), *[("skipped", "duplicate")] * 3]
    assert found.found.visits[2].detail == found.found.visits[1].url


def test_pages_that_differ_each_time_end_with_the_budget(tmp_path: Path) -> None:
    numbers = count()

    def changing(request: Request) -> Response:
        made = [next(numbers) for _ in range(5)]
        return page(
            f"Open data {made[0]}", links=[(f"/open-data/topic{number}-x{'y' * (number % 17)}", "Open data") for number in made]
        )

    found = look(tmp_path, Site({}, otherwise=changing), depth=50)

    assert found.requests() <= 60


@pytest.mark.parametrize(
    "url",
    [
        "/login?next=/open-data-policy", "/search?q=open+data+policy", "/open-data-policy.jpg", "/tag/open-data-policy",
        "/open-data-policy/print",
        "/open-data/?C=M;O=A", "/open-data-policy.zip", "mailto:x@city.example", "javascript:void(0)", "tel:+15550100",
        "/files/open-data.csv",
        "https://www.facebook.com/open-data-policy", "/open-data-policy?sort=desc", "ftp://files.example/open-data-policy",
        "http://[::1",
        "/calendar/2026/11/24/open-data-policy", "//user:secret@127.0.0.1/open-data-policy",
    ],
)  # fmt: skip
def test_links_that_are_never_followed(tmp_path: Path, url: str) -> None:
    found = look(tmp_path, Site({"/": page("City", links=[(url, "Open Data Policy")])}))

    assert found.asked() == ["/robots.txt", "/"]
    assert len(found.found.visits) == 1


@pytest.mark.parametrize(
    ("media", "body", "failure"),
    [
        ("image/png", b"\x89PNG", "media-type"), ("application/octet-stream", b"\0" * 99, "media-type"),
        ("text/html", b"", "empty"),
        ("application/pdf", b"%PDF-1.4 broken", "damaged"), ("text/html", b"<title>Request Rejected</title><p>no", "waf"),
    ],
)  # fmt: skip
def test_answers_that_are_no_text_say_why(tmp_path: Path, media: str, body: bytes, failure: str) -> None:
    site = Site(
        {
            "/": page("City", links=[("/policy", "Open Data Policy")]),
            "/policy": Response(200, (("Content-Type", media),), (body,)),
        }
    )
    visit = look(tmp_path, site).visit("/policy")

    assert visit is not None
    assert visit.failure == failure


def test_a_page_of_50_mb_is_not_read(tmp_path: Path) -> None:
    huge = Response(200, (("Content-Type", "text/html"),), (b"<p>open data policy</p>" * 45_000,) * 50)
    visit = look(tmp_path, Site({"/": page("City", links=[("/policy", "Open Data Policy")]), "/policy": huge})).visit("/policy")

    assert visit is not None
    assert (visit.status, visit.failure) == ("failed", "too-large")


def test_a_redirect_to_a_login_is_no_page_and_a_login_box_on_a_page_is_no_wall(tmp_path: Path) -> None:
    box = '<form><input type="password" name="p"></form>'
    site = Site(
        {
            "/": page("City", box, links=[("/door", "Open Data Policy"), WAY]), **POLICY_PAGES,
            "/door": redirect("/signin"), "/signin": page("Sign in", box),
        }
    )  # fmt: skip
    found = look(tmp_path, site)
    door, policy = found.visit("/door"), found.visit(WAY[0])

    assert door is not None and policy is not None
    assert (door.status, door.failure, policy.status) == ("failed", "login", "read")
