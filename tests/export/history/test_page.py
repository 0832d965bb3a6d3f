"""The pages in a real browser: silent, asking for nothing, within the window, heads that stay, and without a violation."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from portalaudit.export.history.page import page
from tests.export.history.samples import BARE, RICH, STRANGE, STRANGE_TREND, TALLIES, a_status, a_target, a_trend

pytestmark = pytest.mark.browser

HUNDRED = a_status(*(a_target(f"city-{n}", f"City {n}") for n in range(100)))
PAGES = {
    "status": (RICH, "en"), "hundred": (HUNDRED, "en"), "no-targets": (a_status(), "en"), "strange": (STRANGE, "en"),
    "trend": (a_trend(), "en"), "bare": (BARE, "en"), "strange-trend": (STRANGE_TREND, "en"), "tallies": (TALLIES, "en"),
    "status-es": (RICH, "es"), "trend-pt": (a_trend(), "pt"), "tallies-es": (TALLIES, "es"),
}  # fmt: skip
every = pytest.mark.parametrize("name", PAGES)
widths = pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path, name: str, width: int) -> Iterator[tuple[Page, list[str], Path]]:
    """A page in a window, and what was said and asked for meanwhile."""
    path = tmp_path / "page.html"
    path.write_text(page(*PAGES[name]), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if width == 390 else "light")
    found, heard = context.new_page(), []
    found.on("console", lambda message: heard.append(message.text))
    found.on("request", lambda request: heard.append(request.url))
    found.on("dialog", lambda dialog: heard.append(dialog.message))
    found.goto(path.as_uri())
    yield found, heard, path
    context.close()


Opened = tuple[Page, list[str], Path]


@every
@widths
def test_it_opens_silently_asks_for_nothing_fits_and_has_no_violation(opened: Opened, width: int) -> None:
    found, heard, path = opened
    assert heard == [path.as_uri()]
    assert found.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(found).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations] == []


@pytest.mark.parametrize("name", ["hundred"])
@widths
def test_the_head_and_the_names_stay_where_one_scrolls(opened: Opened) -> None:
    found = opened[0]
    box = found.locator(".heat-box")
    before = box.bounding_box()
    box.evaluate("box => { box.scrollTop = 1500; box.scrollLeft = 300; }")
    head, name = found.locator(".heat-map thead .id").first.bounding_box(), found.locator("tbody .who").nth(60).bounding_box()
    assert before is not None and head is not None and name is not None
    assert before["y"] <= head["y"] <= before["y"] + 60
    assert before["x"] <= name["x"] <= before["x"] + 3


@pytest.mark.parametrize("name", ["status"])
@pytest.mark.parametrize("width", [1280])
def test_a_cell_says_in_words_what_its_sign_shows(opened: Opened) -> None:
    row = opened[0].locator("tbody tr").first.locator("td.cell")
    assert [text.strip() for text in row.all_text_contents()][:6] == [
        "Met", "▼Partly met (indicated, a person must confirm), fell", "▲Met, rose",
        "~Undetermined (looked for, not found), moved otherwise",
        "…Met, not observed this time: as last seen", "Never observed",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["strange", "strange-trend"])
@pytest.mark.parametrize("width", [1280])
def test_strange_texts_stay_texts(opened: Opened) -> None:
    assert opened[0].locator("script").count() == 0
    assert "<script>alert(1)</script>" in opened[0].locator("body").inner_text()
    assert "49" not in opened[0].locator("h1").inner_text()
