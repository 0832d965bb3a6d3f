"""The PDF: what it says on its first page, how it is built, that it fetches nothing, and that it is the same every time."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from portalaudit.data.writing import LANGUAGES
from portalaudit.errors import UsageError
from portalaudit.export.pdf import INSTALL, pdf, printed
from portalaudit.model.audit import Audit
from tests.builders import TAKEN_AT
from tests.export.governed import CHARTER, a_document, governed
from tests.export.inventoried import a_result
from tests.export.probed import lived_in
from tests.export.report.sample import HOSTILE, an_audit, hostile_rows, manuals
from tests.export.report.test_inventory import audited
from tests.pango import without_pango

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def poppler() -> None:
    if shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no poppler-utils is installed")


@cache
def made(name: str, lang: str = "en") -> bytes:
    audits = {
        "rich": an_audit,
        "hostile": lambda: an_audit({"Parks": 5}, extra=hostile_rows(), city=None, all_fail=True),
        "empty": lambda: replace(an_audit({}), rubrics=(), captures=()),
        "no portals": lambda: replace(an_audit({}), portals=(), rubrics=(), captures=()),
        "freshness": lambda: lived_in(an_audit()),
        "inventory": lambda: audited(a_result()),
        "policy": lambda: governed(an_audit({"Parks": 3}), a_document(), CHARTER),
    }
    audit: Audit = audits[name]()  # type: ignore[operator]
    return pdf(audit, lang, manuals())


def asked(program: str, data: bytes, *options: str) -> str:
    """What one of poppler's programs says of a PDF."""
    command = [program, *options, "-"] + (["-"] if program == "pdftotext" else [])
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def text(data: bytes, *options: str) -> str:
    """Its text, on one line."""
    return " ".join(asked("pdftotext", data, *options).split())


def language(data: bytes) -> str:
    """What it says that it is written in."""
    found, room = pypdfium2.PdfDocument(data), pypdfium2.raw.FPDF_WCHAR * 20
    length = pypdfium2.raw.FPDFCatalog_GetLanguage(found, None, 0)
    told = room()
    pypdfium2.raw.FPDFCatalog_GetLanguage(found, told, length)
    return "".join(map(chr, told)).rstrip("\0")


FIRST = {
    "en": (
        "On 1 November 2026 we looked at one portal and found 352 assets, 300 of them datasets of the city's own.",
        "We held what we saw against 16 criteria: 5 stand, 7 do not stand yet, or only in part, and 4 could not be decided.",
        "What stands", "What does not stand yet", "What could not be seen", "The feed could not be read",
    ),
    "es": (
        "El 1 de noviembre de 2026 examinamos un portal y encontramos 352 elementos, 300 de ellos conjuntos de datos",
        "Comparamos lo que vimos con 16 criterios: 5 se cumplen, 7 aún no se cumplen, o solo en parte, y 4 no se pudieron",
        "Lo que se cumple", "Lo que aún no se cumple", "Lo que no se pudo ver", "el servidor lo negó (403)",
    ),
    "pt": (
        "Em 1º de novembro de 2026 examinamos um portal e encontramos 352 itens, 300 deles conjuntos de dados da própria cidade.",
        "Comparamos o que vimos com 16 critérios: 5 são atendidos, 7 ainda não são atendidos, ou só em parte, e 4 não puderam",
        "O que é atendido", "O que ainda não é atendido", "O que não pôde ser visto", "o servidor recusou (403)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_says_what_was_looked_at_what_stands_what_does_not_and_what_could_not_be_seen(lang: str) -> None:
    first = text(made("rich", lang), "-l", "1")

    assert [sentence for sentence in FIRST[lang] if sentence not in first] == []
    assert "67.4" in first or "67,4" in first
    assert asked("pdfinfo", made("rich", lang)).count("Page size:       595.276 x 841.89 pts (A4)") == 1


def test_criteria_come_before_findings_and_how_it_was_made_last() -> None:
    found = pypdfium2.PdfDocument(made("rich"))
    marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in found.get_toc()]
    chapters = [title for level, title, _ in marks if level == 0]
    pages = [page for level, _, page in marks if level == 0]

    assert chapters == [
        "In short", "Criteria", "Policy and governance", "Data inventory", "In pictures", "How fresh the data are",
        "What to mend", "Checks", "How it was made",
    ]  # fmt: skip
    assert pages == sorted(pages) and pages[0] == 0 and pages[-1] == len(found) - 1
    assert {"Portal health", "What stands", "Departments and what they have to mend"} & {title for _, title, _ in marks}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_but_the_first_bears_city_and_date_and_all_their_number(lang: str) -> None:
    data = made("rich", lang)
    found = pypdfium2.PdfDocument(data)
    day = {"en": "1 November 2026", "es": "1 de noviembre de 2026", "pt": "1º de novembro de 2026"}[lang]
    for number in range(1, len(found) + 1):
        page = text(data, "-f", str(number), "-l", str(number))
        assert f"{number} / {len(found)}" in page
        assert (number == 1) or (page.startswith("Exampleville ") and day in page)


def test_it_is_tagged_in_its_language_and_dated_by_the_audit() -> None:
    data = made("rich", "pt")
    told, meta = asked("pdfinfo", data, "-isodates"), asked("pdfinfo", data, "-meta")
    pairs = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in told.splitlines())}

    assert pairs["Tagged"] == "yes" and pairs["JavaScript"] == "no" and pairs["Form"] == "none"
    assert pairs["Title"] == "Auditoria de dados abertos de Exampleville, 1º de novembro de 2026"
    assert pairs["CreationDate"] == pairs["ModDate"] == TAKEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert 'pdfuaid:part="1"' in meta and pairs["Creator"] == "portalaudit 0.1.0"
    assert language(data) == "pt"
    tags = {line.split()[0] for line in asked("pdfinfo", data, "-struct").splitlines() if line.strip()}
    assert tags >= {"Document", "H1", "H2", "H3", "P", "L", "LI", "Table", "TR", "TH", "Caption", "Link"} and "Figure" not in tags


@pytest.mark.parametrize(
    ("name", "lang"),
    [("hostile", "en"), ("empty", "pt"), ("no portals", "es"), ("freshness", "en"), ("inventory", "pt"), ("policy", "es")],
)
def test_audits_of_every_kind_are_printed(name: str, lang: str) -> None:
    data = made(name, lang)

    assert data.startswith(b"%PDF-1.7") and len(pypdfium2.PdfDocument(data)) >= 2
    assert {"en": "Criteria", "es": "Criterios", "pt": "Critérios"}[lang] in text(data)


def test_pictures_are_tables_with_their_numbers() -> None:
    said = text(made("freshness"))

    assert "The months in which data moved" in said and "How old the newest row was" in said
    assert "The numbers as a table" not in said and "Vega" not in said
    assert b"/Subtype /Image" not in made("freshness")


def test_hostile_texts_are_text_and_their_addresses_no_links() -> None:
    data = made("hostile")
    said, links = text(data), asked("pdfinfo", data, "-url")

    for harmful in (HOSTILE[0], HOSTILE[5], HOSTILE[6].split("http")[0] + "http", HOSTILE[8]):
        assert harmful in said, harmful
    assert not re.search(r"javascript:|data:|vbscript:|file:|secret@|nohost|//evil\.example", links, re.IGNORECASE)
    assert not re.search(rb"/JavaScript|/JS\b|/Launch|/EmbeddedFile|/OpenAction", data)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Neither from a server that is there, nor a file that is there; the picture that stands in the page itself is drawn."""
    there = tmp_path / "secret.txt"
    there.write_text("a secret")
    asked_for: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)

        def listen() -> None:
            try:
                asked_for.append(server.accept()[0].recv(100))
            except OSError:
                return

        listening = threading.Thread(target=listen)
        listening.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        page = (
            f'<html lang="en"><head><title>t</title><link rel="stylesheet" href="{url}">'
            f'<link rel="attachment" href="{there.as_uri()}"><style>@import url({url}); '
            f'@font-face {{ font-family: x; src: url({url}) }} p {{ background: url({url}); font-family: x }}'
            f'</style></head><body><p>Only this</p><img alt="a" src="{url}"><img alt="b" src="{there.as_uri()}">'
            f'<object data="{url}"></object><svg xmlns="http://www.w3.org/2000/svg"><title>c</title><image href="{url}"/></svg>'
            '<img alt="d" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' width=\'9\'/>"></body></html>'
        )  # fmt: skip
        data = printed(page)
        listening.join()

    assert asked_for == []
    assert "Only this" in text(data) and b"/EmbeddedFile" not in data and b"a secret" not in data


def test_the_same_audit_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    program = (
        "import hashlib\nfrom tests.export.test_pdf import made\n"
        "import sys; print(hashlib.sha256(made('policy', sys.argv[1])).hexdigest())"
    )
    for seed, lang in (("1", "en"), ("2", "es")):
        folder = tmp_path / seed
        folder.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(folder), "TZ": f"UTC-{seed}", "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-c", program, lang]
        done = subprocess.run(line, env=env, capture_output=True, text=True, check=True, timeout=300)
        assert done.stdout.strip() == hashlib.sha256(made("policy", lang)).hexdigest()
    assert made("policy") != made("policy", "es")


def test_where_pango_is_missing_one_line_says_what_to_install(tmp_path: Path) -> None:
    program = "from portalaudit.errors import PdfError\nfrom portalaudit.export.pdf import printed\n"
    program += "try:\n    printed('<p>x')\nexcept PdfError as error:\n    print(error)\n    print(error.exit_code)\n"
    env = {**os.environ, **without_pango(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout == f"{INSTALL} (cannot load library 'libpango-1.0-0')\n2\n"


def test_a_language_that_we_do_not_speak_is_refused() -> None:
    with pytest.raises(UsageError, match="no words for language 'de'"):
        pdf(an_audit({}), "de")


@pytest.mark.slow
def test_a_catalogue_of_2_000_datasets_fills_a_bounded_number_of_pages() -> None:
    whole = an_audit({f"Department of number {n}": 100 for n in range(20)}, all_fail=True)
    many = an_audit({f"Department of number {n}": 1 for n in range(2_000)}, all_fail=True)

    assert len(pypdfium2.PdfDocument(pdf(whole, manuals=manuals()))) < 60
    assert len(pypdfium2.PdfDocument(pdf(many, manuals=manuals()))) < 60
