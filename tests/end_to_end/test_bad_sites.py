"""Web sites that never end or answer badly, through whole audits: the budget holds by their own logs, and the policy is found."""

from itertools import count
from pathlib import Path

import pytest

from portalaudit.demo.http import Manner, Request, Response, as_text, redirect
from portalaudit.fetch.settings import FetchSettings
from tests.end_to_end.city_audits import audited, example, small_portal
from tests.patience import ends
from tests.portals.sites import POLICY, Page, Site, page, prose

BUDGET = 60
PATIENCE = FetchSettings(read_seconds=1.0, total_seconds=3.0, attempts=1, backoff_base=0.01, max_wait=1.0)
PRIVATE = ("http://169.254.169.254/open-data-policy", "http://10.255.255.1/open-data-policy")
WAY = ("/government/open-data-policy", "Open data policy")


def traps() -> dict[str, Site]:
    """Each has the policy beside the trap."""
    numbers = count()
    policy: dict[str, Page] = {WAY[0]: page("Open Data Policy", prose(POLICY))}

    def home(*links: tuple[str, str]) -> Page:
        return page("City of Springfield", links=[*links, WAY])

    def days(request: Request) -> Response:
        tail = request.path.rstrip("/").rpartition("/")[2]
        day = int(tail) if tail.isdigit() else 0
        return page(f"Open data, day {day}", links=[(f"/meetings/open-data/{day + step}", "Next day") for step in (1, 2, 3)])

    def changing(request: Request) -> Response:
        made = [next(numbers) for _ in range(5)]
        return page(
            f"Open data {made[0]}",
            f"<p>{made}</p>",
            links=[(f"/open-data/topic{one}-{'y' * (one % 17)}", "Open data") for one in made],
        )

    stalled = Response(
        200, (("Content-Type", "text/html"),), (b"<p>open data policy</p>" * 500,), Manner(part_delay=600.0, part_size=4_000)
    )
    addresses = ("javascript:void(0)", "data:text/html,<h1>Open data policy</h1>", "file:///etc/passwd", "http://[::1",
                 "ftp://files.example/open-data-policy", "mailto:x@springfield.example", *PRIVATE)  # fmt: skip
    return {
        "redirect maze": Site({"/": home(*[(f"/maze/open-data-{name}", "Open data policy") for name in "abcdef"]), **policy},
                              otherwise=lambda _: redirect(f"/maze/{next(numbers)}")),
        "calendar": Site({"/": home(("/meetings/open-data/0", "Open data meetings")), **policy}, otherwise=days),
        "pages that differ each time": Site({"/": home(("/open-data/", "Open data")), **policy}, otherwise=changing),
        "a page that stalls": Site({"/": home(("/open-data-policy", "Open data policy, old")), **policy,
                                    "/open-data-policy": stalled}),
        "strange links": Site({"/": home(*[(url, "Open data policy") for url in addresses]), **policy}),
    }  # fmt: skip


@pytest.mark.parametrize("name", traps())
def test_a_trap_costs_the_budget_at_most(name: str, tmp_path: Path) -> None:
    """And time; the audit ends well, with the policy beside the trap."""
    with ends(waits=True):
        audit = audited(tmp_path, traps()[name], patience=PATIENCE)

    assert audit.code == 0
    assert audit.path(audit.governance.policy) == WAY[0]
    assert len(audit.log) <= BUDGET
    assert {entry.method for entry in audit.log} <= {"GET", "HEAD"}


def test_private_addresses_that_nobody_named_are_refused(tmp_path: Path) -> None:
    """`--allow-private` opens the addresses of the targets, not those that their pages link to."""
    audit = audited(tmp_path, traps()["strange links"], patience=PATIENCE)

    assert {one.url: one.failure for one in audit.read if one.url in PRIVATE} == dict.fromkeys(PRIVATE, "address-refused")


def test_what_stalls_is_a_document_with_the_reason(tmp_path: Path) -> None:
    audit = audited(tmp_path, traps()["a page that stalls"], patience=PATIENCE)

    stalled = next(one for one in audit.read if one.url.endswith("/open-data-policy") and "government" not in one.url)
    assert (stalled.failure, stalled.reading) == ("timeout", None)
    assert audit.same_again(example(audit.sites))


def test_a_robots_txt_of_10_mb_counts_as_one_that_cannot_be_had(tmp_path: Path) -> None:
    """Nothing of the site is asked for (RFC 9309 section 2.3.1.4), and the place says why; the audit goes on."""
    robots = as_text("User-agent: *\n" + "Disallow: /private/\n" * 520_000)
    site = Site({"/": page("City of Springfield", links=[WAY]), "/robots.txt": robots, WAY[0]: page("Policy", prose(POLICY))})
    audit = audited(tmp_path, site, patience=PATIENCE)

    assert audit.code == 0
    assert set(audit.asked()) == {"/robots.txt"}
    assert audit.looked("city-site").reason == "robots"


def test_a_site_that_only_refuses_is_undetermined(tmp_path: Path) -> None:
    """Every answer is 403: it is left alone after three, and the place has the reason."""
    audit = audited(tmp_path, Site({}, otherwise=lambda _: Response(403)), small_portal(), patience=PATIENCE)

    assert audit.code == 0
    assert audit.governance.policy is None
    assert audit.looked("city-site").reason == "http-403"
    assert len(audit.log) <= 8
