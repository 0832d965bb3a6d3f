"""`portalaudit keys`: keys are made, listed, and kept."""

import stat
from pathlib import Path

import pytest

from portalaudit.archive.minisign import needs_passphrase, read_public
from tests.cli.commands import say, spawn


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Where the user's keys are (see conftest: an empty home)."""
    return tmp_path / "home" / "share" / "portalaudit" / "keys"


def test_a_key_is_made_and_its_public_half_printed(keys: Path) -> None:
    """The secret file is the user's alone; standard output has nothing but the public key."""
    said = say("keys", "new", "city", "--no-passphrase")
    secret = keys / "city.key"

    assert said.code == 0
    assert read_public(said.out) == read_public((keys / "city.pub").read_text())
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    held = secret.read_text().splitlines()[1]
    assert held not in said.out + said.err
    assert "city" in say("keys", "list").out and read_public(said.out).text in say("keys", "list").out


def test_a_passphrase_comes_from_the_environment(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it and without a terminal nothing is made."""
    refused = say("keys", "new")
    assert (refused.code, "PORTALAUDIT_KEY_PASSPHRASE" in refused.err) == (2, True)
    assert not (keys / "portalaudit.key").exists()

    monkeypatch.setenv("PORTALAUDIT_KEY_PASSPHRASE", "correct horse")
    said = say("keys", "new")
    assert said.code == 0
    assert needs_passphrase((keys / "portalaudit.key").read_text())
    assert "correct horse" not in said.out + said.err + (keys / "portalaudit.key").read_text()


def test_none_is_written_over(keys: Path) -> None:
    say("keys", "new", "city", "--no-passphrase")
    before = (keys / "city.key").read_bytes()
    again = say("keys", "new", "city", "--no-passphrase")

    assert (again.code, "already" in again.err) == (2, True)
    assert (keys / "city.key").read_bytes() == before


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "x" * 41, "a b", ".hidden"])
def test_a_name_that_is_none(name: str, tmp_path: Path) -> None:
    said = say("keys", "new", name, "--no-passphrase")

    assert (said.code, "a key's name has letters" in said.err) == (2, True)
    assert not list(tmp_path.rglob("*.key"))


def test_no_keys_at_all() -> None:
    assert (say("keys", "list").code, "no key" in say("keys", "list").out) == (0, True)


def test_a_damaged_key_is_one_line(keys: Path) -> None:
    say("keys", "new", "city", "--no-passphrase")
    (keys / "city.key").write_text("nonsense")
    said = say("keys", "list")

    assert (said.code, said.err.count("\n")) == (2, 1)


def test_listing_needs_no_database(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "elsewhere")}
    assert spawn("keys", "list", env=home).code == 0
    assert not (tmp_path / "elsewhere").exists()
