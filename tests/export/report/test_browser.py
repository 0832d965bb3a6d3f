"""The report in a real browser: drawn, silent, within the window, and without an accessibility violation."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from portalaudit.data.writing import LANGUAGES
from portalaudit.export.report import render
from tests.export.beside import judged_again
from tests.export.governed import CHARTER, FOREIGN, HANDED, OLDER, a_document, governed, unread
from tests.export.inventoried import TREES, a_failure, a_result
from tests.export.probed import lived_in
from tests.export.report.sample import HOSTILE, an_audit, hostile_rows, manuals
from tests.export.report.test_doubts import hostile as hostile_rows_asked
from tests.export.report.test_inventory import audited, hostile_results
from tests.export.report.test_policy import hostile_documents

pytestmark = pytest.mark.browser

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    audits = {
        "rich": an_audit(),
        "hostile": an_audit({"Parks": 5}, extra=hostile_rows(), city=None, all_fail=True),
        "empty": an_audit({}),
        "freshness": lived_in(an_audit()),
        "hostile freshness": hostile_rows_asked(),
        "inventory": audited(a_result(), a_failure(), refused=[TREES]),
        "hostile inventory": audited(*hostile_results(), refused=[TREES]),
        "policy": governed(an_audit({"Parks": 3}), a_document(), OLDER, CHARTER, HANDED, FOREIGN, unread()),
        "hostile policy": governed(an_audit({"Parks": 3}), *hostile_documents()),
        "moved": judged_again(an_audit({"Parks": 3})),
        "hostile moved": judged_again(an_audit({"Parks": 3}), "".join(HOSTILE)),
    }
    folder = tmp_path_factory.mktemp("reports")
    pages = [(name, audit, "en") for name, audit in audits.items()]
    pages += [(f"{name} {lang}", audits[name], lang) for lang in LANGUAGES[1:] for name in LOCALISED]
    made = {}
    for name, audit, lang in pages:
        made[name] = folder / f"{name}.html"
        made[name].write_text(render(audit, manuals=manuals(), lang=lang), encoding="utf-8")
    return made


class Opened:
    """A report in a window, and what the browser said and asked for meanwhile."""

    def __init__(self, browser: Browser, path: Path, width: int, **options: object) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            self.page.wait_for_function("!document.querySelector('figure[data-chart]:not([data-drawn])')")

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def violations(self) -> list[str]:
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]

    def open_all(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


LOCALISED = ("rich", "freshness", "inventory", "policy", "moved")
NAMES = (
    "rich", "hostile", "empty", "freshness", "hostile freshness", "inventory", "hostile inventory", "policy", "hostile policy",
    "moved", "hostile moved",
    *(f"{name} {lang}" for lang in LANGUAGES[1:] for name in LOCALISED),
)  # fmt: skip
names = pytest.mark.parametrize("name", NAMES)
widths = pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())


@names
@widths
def test_it_opens_silently_asks_for_nothing_and_fits_the_window(
    browser: Browser, reports: dict[str, Path], name: str, width: int
) -> None:
    with Opened(browser, reports[name], width) as opened:
        opened.open_all()
        assert opened.said == []
        assert opened.asked == [reports[name].as_uri()]
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("rich", 1280, "light"),
        ("rich", 390, "dark"),
        ("hostile", 390, "light"),
        ("empty", 1280, "dark"),
        ("freshness", 1280, "light"),
        ("freshness", 390, "dark"),
        ("hostile freshness", 390, "light"),
        ("inventory", 1280, "light"),
        ("inventory", 390, "dark"),
        ("hostile inventory", 390, "light"),
        ("policy", 1280, "dark"),
        ("rich es", 1280, "light"),
        ("rich pt", 390, "light"),
        ("freshness es", 390, "light"),
        ("freshness pt", 1280, "dark"),
        ("inventory es", 1280, "light"),
        ("inventory pt", 390, "light"),
        ("policy es", 390, "light"),
        ("policy pt", 1280, "light"),
    ],
)
def test_axe_finds_no_violation_with_every_fold_open(
    browser: Browser, reports: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    with Opened(browser, reports[name], width, color_scheme=scheme) as opened:
        opened.open_all()
        assert opened.violations() == []


def test_axe_sees_a_page_that_is_broken(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 1280) as opened:
        opened.page.evaluate(
            "document.querySelector('table caption').parentElement.insertAdjacentHTML('afterend', '<img src=\"data:,\">')"
        )
        opened.page.evaluate("document.documentElement.removeAttribute('lang')")
        assert {line.split(":")[0] for line in opened.violations()} >= {"html-has-lang", "image-alt"}


def test_charts_are_drawn_and_their_tables_folded_away(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 1280) as opened:
        charts = opened.page.locator(".chart svg")
        assert charts.count() == 3
        assert all(charts.nth(n).bounding_box()["height"] > 100 for n in range(3))
        assert opened.page.locator("figure details[open]").count() == 0
        assert opened.page.locator(".chart svg text", has_text="No licence").count() == 1


def test_the_grids_of_freshness_are_drawn_with_their_numbers(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["freshness"], 390) as opened:
        charts = opened.page.locator("#freshness .chart svg")
        assert charts.count() == 4
        for number in range(4):
            assert charts.nth(number).bounding_box()["height"] > 100
            table = opened.page.locator("#freshness figure table").nth(number)
            cells = [text for text in table.locator("tbody td:not(:last-child)").all_text_contents() if text not in ("0", "–")]
            drawn = charts.nth(number).locator(".mark-text.role-mark text").all_text_contents()
            assert cells and [text for text in drawn if text] == cells


def test_without_javascript_the_tables_stand_in_for_the_charts(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 390, java_script_enabled=False) as opened:
        assert opened.page.locator("figure table").count() == 3
        assert all(opened.page.locator("figure table").nth(n).is_visible() for n in range(3))
        assert opened.page.locator(".chart >> visible=true").count() == 0


def test_hostile_texts_run_nothing(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["hostile"], 1280) as opened:
        dialogs: list[str] = []
        opened.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        opened.open_all()
        opened.page.wait_for_timeout(200)
        assert dialogs == []
        assert opened.page.locator("script").count() == 5 + 3
        assert opened.page.locator("img").count() == 0


def test_a_link_to_a_check_opens_its_fold(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 1280) as opened:
        opened.page.click("#checks table a >> nth=0")
        opened.page.wait_for_function("document.querySelector('#check-1').open")


def test_the_page_can_be_walked_by_keyboard_from_the_skip_link(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 1280) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.className") == "skip"
        box = opened.page.locator(".skip").bounding_box()
        assert box is not None and box["x"] >= 0


def test_paper_shows_every_department_and_hides_the_menu(browser: Browser, reports: dict[str, Path]) -> None:
    with Opened(browser, reports["rich"], 1280) as opened:
        opened.page.emulate_media(media="print")
        opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert not opened.page.locator("nav").is_visible()
        assert opened.page.locator("details.fold:not([open])").count() == 0
        opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert opened.page.locator("details.fold[open]").count() == 0
