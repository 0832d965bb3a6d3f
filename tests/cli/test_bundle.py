"""`portalaudit export`, `verify` and `recheck BUNDLE` as a person uses them."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Server, serve
from tests.bundles import files_of, remade, zipped
from tests.cli.commands import say, spawn
from tests.cli.conftest import Audited, Desk
from tests.pango import without_pango


@pytest.fixture(scope="module")
def bundle(audited: Audited, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "city.zip"
    said = audited.say("export", "last", "-o", path)
    assert said.code == 0, said.err
    return path


def verified(*arguments: str | Path) -> Any:
    said = say("verify", *arguments, "--output", "json")
    return said.code, json.loads(said.out)


def test_an_export_says_what_it_wrote(audited: Audited, tmp_path: Path) -> None:
    """On standard error, one line; nothing when told to be quiet, and nothing is left beside the file."""
    loud, quiet = (audited.say(*first, "export", "last", "--no-pdf", "-o", tmp_path / "a.zip") for first in ((), ("-q",)))

    assert (loud.code, loud.out, loud.err.count("\n")) == (0, "", 1)
    assert audited.document["audit"] in loud.err
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_it_is_as_it_says(bundle: Path) -> None:
    """Every step is printed, and the last line says so; JSON says the same."""
    said = say("verify", bundle)
    code, told = verified(bundle)

    assert said.code == code == 0
    assert said.out.splitlines()[-1] == "It is as it says"
    assert [line.split()[1] for line in said.out.splitlines() if line.startswith("✓")] == [step["name"] for step in told["steps"]]
    assert (told["schema"], told["good"], told["first_difference"]) == ("portalaudit/verify/1", True, None)


def test_one_without_a_pdf(audited: Audited, tmp_path: Path) -> None:
    """The way to a bundle without Pango, as the message says. Nothing in it speaks of a PDF, and it is as it says; other formats
    are not made without one."""
    path, env = tmp_path / "city.zip", without_pango(tmp_path)
    refused = spawn(*audited.options, "export", "last", "-o", path, env=env)
    said = spawn(*audited.options, "export", "last", "-o", path, "--no-pdf", env=env)

    assert (refused.code, "; with --no-pdf the bundle is made without it" in refused.err) == (2, True)
    assert said.code == 0, said.err
    files = files_of(path)
    assert "data/report.html" in files and "data/report.pdf" not in files
    assert all(b"report.pdf" not in files[f"data/{name}"] for name in ("VERIFY.md", "ro-crate-metadata.json"))
    assert verified(path)[0] == 0
    other = audited.say("export", "last", "-o", path, "--format", "xlsx", "--no-pdf")
    assert (other.code, other.err) == (2, "portalaudit: --no-pdf goes with --format bundle\n")


def test_a_difference_is_named_and_ends_with_1(bundle: Path, tmp_path: Path) -> None:
    files = files_of(bundle)
    files["data/report.html"] += b" "
    with zipfile.ZipFile(bundle) as packed:
        top = packed.namelist()[0].partition("/")[0]
    path = zipped(tmp_path / "b.zip", files, top)
    said = say("verify", path)
    code, told = verified(path)

    assert said.code == code == 1
    assert "data/report.html: not the bytes that manifest-sha256.txt tells" in said.out.replace("\n" + " " * 13, " ")
    assert said.out.splitlines()[-1] == "It is not as it says"
    assert (told["good"], told["first_difference"]) == (False, "manifests")
    assert {step["outcome"] for step in told["steps"][3:]} == {"not reached"}


def test_a_signed_one(audited: Audited, tmp_path: Path) -> None:
    """The key is asked for by its public half or its file; another key's is a difference."""
    mine, other = (say("keys", "new", name, "--no-passphrase").out.strip() for name in ("mine", "other"))
    said = audited.say("export", "last", "--no-pdf", "-o", tmp_path / "a.zip", "--sign", "mine")
    assert (said.code, "signed by key" in said.err) == (0, True)
    file = tmp_path / "home" / "share" / "portalaudit" / "keys" / "mine.pub"

    assert [verified(tmp_path / "a.zip", "--key", key)[0] for key in (mine, file, other)] == [0, 0, 1]
    assert say("verify", tmp_path / "a.zip", "--key", "nonsense").code == 2


def test_a_sealed_key_wants_its_passphrase(audited: Audited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALAUDIT_KEY_PASSPHRASE", "right")
    say("keys", "new", "sealed")
    assert audited.say("export", "last", "--no-pdf", "-o", tmp_path / "a.zip", "--sign", "sealed").code == 0
    for given, reason in (("wrong", "the passphrase is not that of the key"), ("", "set PORTALAUDIT_KEY_PASSPHRASE")):
        monkeypatch.setenv("PORTALAUDIT_KEY_PASSPHRASE", given)
        said = audited.say("export", "last", "--no-pdf", "-o", tmp_path / "b.zip", "--sign", "sealed")
        assert (said.code, reason in said.err) == (2, True), said
    assert not (tmp_path / "b.zip").exists()


def test_a_key_that_others_may_read_signs_nothing(audited: Audited, tmp_path: Path) -> None:
    say("keys", "new", "open", "--no-passphrase")
    (tmp_path / "home" / "share" / "portalaudit" / "keys" / "open.key").chmod(0o644)
    said = audited.say("export", "last", "--no-pdf", "-o", tmp_path / "a.zip", "--sign", "open")

    assert (said.code, "others may read it" in said.err) == (2, True)


@pytest.mark.parametrize(("form", "begin"), [("json", b'{"schema":"portalaudit/audit/1"'), ("html", b"<!doctype html>")])
def test_other_formats(audited: Audited, tmp_path: Path, form: str, begin: bytes) -> None:
    said = audited.say("export", "last", "-o", tmp_path / "file", "--format", form)

    assert said.code == 0, said
    assert (tmp_path / "file").read_bytes().startswith(begin)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("last", "-o", "{here}/a.zip", "--format", "docx"), "one of bundle, xlsx, csv, json, html, pdf, dqv"),
        (("last", "-o", "{here}/a.html", "--format", "html", "--sign", "none"), "no"),
        (("last", "-o", "{here}/none/a.zip"), "cannot be written"),
        (("last", "-o", "{here}"), "cannot be written"),
        (("nothing", "-o", "{here}/a.zip"), "no audit 'nothing'"),
        (("last", "-o", "{here}/a.zip", "--sign", "nobody"), "nobody.key: cannot be read"),
    ],
)
def test_what_cannot_be_exported_is_one_line(audited: Audited, tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    said = audited.say("export", *(argument.format(here=tmp_path) for argument in arguments))

    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert reason in said.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_archive_that_lost_a_segment_exports_nothing(server: Server, desk: Desk) -> None:
    """The reason names the capture; no half of a bundle is left."""
    assert desk.audit(server.url, "--pages", "0").code == 0
    for path in desk.archive.rglob("*.warc.gz"):
        path.unlink()
    said = desk.say("export", "last", "--no-pdf", "-o", desk.folder / "a.zip")

    assert (said.code, "does not hold capture" in said.err) == (2, True)
    assert not (desk.folder / "a.zip").exists()


def test_verify_of_what_is_not_there() -> None:
    said = say("verify", "nowhere.zip")
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_recheck_of_a_bundle_needs_neither_database_nor_archive(audited: Audited, bundle: Path, tmp_path: Path) -> None:
    """It prints what a recheck of the stored audit does, by any rubric."""
    home = {"HOME": str(tmp_path / "elsewhere")}
    for more in ((), ("--all-findings",), ("--rubric", "dcat-us-1.1")):
        there = audited.say("recheck", "last", "--output", "json", *more)
        here = spawn("recheck", str(bundle), "--output", "json", *more, env=home)
        assert (here.code, json.loads(here.out)) == (0, json.loads(there.out)), here
    assert not (tmp_path / "elsewhere").exists()


def test_recheck_of_a_bundle_that_was_changed(bundle: Path, tmp_path: Path) -> None:
    files = files_of(bundle)
    files["data/inputs.json"] = files["data/inputs.json"].replace(b'"complete":true', b'"complete":false')
    said = say("recheck", zipped(tmp_path / "b.zip", files))

    assert (said.code, "data/inputs.json" in said.err) == (2, True)


def test_the_live_portal_is_asked_for_a_sample(tmp_path: Path) -> None:
    """Unchanged it answers the same; changed it answers otherwise, and what is gone does not answer: all that is no tampering."""
    desk = Desk(tmp_path)
    with serve(generate("dcat", 20, 3)) as server:
        assert desk.audit(server.url, "--pages", "0").code == 0
        assert desk.say("export", "last", "--no-pdf", "-o", tmp_path / "a.zip").code == 0
        code, told = verified(tmp_path / "a.zip", "--live", "2", "--allow-private", "--rate", "0")
        asked = [entry.target for entry in server.log]
        port = server.url.rpartition(":")[2]
    assert (code, told["steps"][-1]["outcome"]) == (0, "seen")
    assert "2 answer with the same bytes" in told["steps"][-1]["said"]
    assert asked.count("/data.json") >= 2

    with serve(generate("dcat", 20, 4), port=int(port)):
        code, told = verified(tmp_path / "a.zip", "--live", "50", "--allow-private", "--rate", "0")
    assert code == 0
    assert re.search(r"\b[1-9]\d* with others, in which", told["steps"][-1]["said"]), told["steps"][-1]
    code, told = verified(tmp_path / "a.zip", "--live", "1", "--allow-private", "--rate", "0")
    assert (code, "1 not (connect)" in told["steps"][-1]["said"]) == (0, True), told["steps"][-1]


def test_a_tampered_bundle_stays_so_whatever_the_portal_answers(
    audited: Audited, bundle: Path, server: Server, tmp_path: Path
) -> None:
    files = files_of(bundle)
    files["data/VERIFY.md"] = b"Trust me"
    path = zipped(tmp_path / "b.zip", remade(files), f"portalaudit-{audited.document['audit']}")

    assert verified(path, "--live", "1", "--allow-private", "--rate", "0")[0] == 1


def test_without_live_no_address_is_asked(bundle: Path, server: Server) -> None:
    before = len(server.log)
    verified(bundle)

    assert len(server.log) == before
