"""Keys and signatures: minisign itself takes ours, and we take minisign's."""

import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portalaudit.archive import minisign
from portalaudit.errors import UsageError

MESSAGE = b"what is signed\n"
KEY = minisign.new_key()
SIGNED = minisign.sign(MESSAGE, KEY, "audit x of 2026-11-22T02:00:00Z")


@pytest.fixture
def program() -> str:
    found = shutil.which("minisign")
    if found is None:
        pytest.skip("minisign is not installed")
    return found


def run(program: str, folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], cwd=folder, input=given, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "message").write_bytes(MESSAGE)
    return tmp_path


def test_minisign_takes_our_signature(program: str, folder: Path) -> None:
    """By the public key as a file and on one line; it shows our trusted comment, and refuses another message."""
    (folder / "message.minisig").write_text(SIGNED)
    (folder / "key.pub").write_text(KEY.public.file)

    for key in (("-p", "key.pub"), ("-P", KEY.public.text)):
        said = run(program, folder, "-V", "-m", "message", *key)
        assert (said.returncode, "audit x of 2026-11-22T02:00:00Z" in said.stdout) == (0, True), said
    (folder / "message").write_bytes(MESSAGE + b" ")
    assert run(program, folder, "-V", "-m", "message", "-p", "key.pub").returncode != 0


@pytest.mark.parametrize("passphrase", [None, "correct horse", "Paßwort ñ"])
def test_minisign_signs_with_our_key(program: str, folder: Path, passphrase: str | None) -> None:
    """Sealed or not; what it signs, we take."""
    (folder / "key").write_text(minisign.secret_file(KEY, passphrase))
    said = run(
        program, folder, "-S", "-s", "key", "-m", "message", "-t", "by hand", given=f"{passphrase}\n" if passphrase else ""
    )
    signed = (folder / "message.minisig").read_text()

    assert said.returncode == 0, said
    assert minisign.objection(MESSAGE, signed, KEY.public) is None
    assert minisign.trusted_comment(signed) == "by hand"


@pytest.mark.parametrize("legacy", [(), ("-l",)])
def test_we_take_a_key_and_signatures_of_minisign(program: str, folder: Path, legacy: tuple[str, ...]) -> None:
    """Also of the old form, over the message itself."""
    made = run(program, folder, "-G", "-W", "-p", "theirs.pub", "-s", "theirs")
    assert made.returncode == 0, made
    assert run(program, folder, "-S", *legacy, "-s", "theirs", "-m", "message").returncode == 0
    key = minisign.read_secret((folder / "theirs").read_text(), None)

    assert key.public == minisign.read_public((folder / "theirs.pub").read_text())
    assert key.public.file == (folder / "theirs.pub").read_text()
    assert minisign.objection(MESSAGE, (folder / "message.minisig").read_text(), key.public) is None


def test_a_key_is_read_again() -> None:
    for passphrase in (None, "a passphrase"):
        text = minisign.secret_file(KEY, passphrase)
        assert minisign.needs_passphrase(text) == (passphrase is not None)
        assert minisign.read_secret(text, passphrase) == KEY
    assert minisign.read_public(KEY.public.file) == minisign.read_public(KEY.public.text) == KEY.public


def test_a_secret_is_never_shown() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY.seed)[2:-1] not in repr(KEY)


@pytest.mark.parametrize(
    ("text", "passphrase", "reason"),
    [
        (lambda: minisign.secret_file(KEY, "a"), "b", "the passphrase is not that of the key"),
        (lambda: minisign.secret_file(KEY, "a"), None, "sealed with a passphrase"),
        (lambda: KEY.public.file, None, "no minisign secret key"),
        (lambda: "", None, "no minisign secret key"),
        (lambda: _changed(minisign.secret_file(KEY, None), 80), None, "the key is damaged"),
        (lambda: _changed(minisign.secret_file(KEY, "a"), 53), "a", "another cost of its passphrase"),
        (lambda: _changed(minisign.secret_file(KEY, "a"), 2), "a", "no minisign secret key"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: Callable[[], str], passphrase: str | None, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        minisign.read_secret(text(), passphrase)


def _changed(file: str, place: int) -> str:
    """A key file with one byte of what it holds flipped."""
    first, held = file.splitlines()
    body = bytearray(b64decode(held))
    body[place] ^= 0x40
    return f"{first}\n{b64encode(body).decode()}\n"


@pytest.mark.parametrize(
    "text",
    ["", "RWQ", "untrusted comment: x\n", KEY.public.text[:-4], f"{KEY.public.text}AAAA", "x" * 56],
    ids=["nothing", "few characters", "no key line", "cut", "too long", "not base64 of a key"],  # the key is one of its own
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no minisign public key"):
        minisign.read_public(text)


def test_the_same_bytes_give_the_same_signature() -> None:
    assert minisign.sign(MESSAGE, KEY, "x") == minisign.sign(MESSAGE, KEY, "x")


def test_another_key_or_message_or_comment_is_told() -> None:
    other = minisign.new_key()
    same_id = minisign.SecretKey(KEY.id, other.seed)

    assert minisign.objection(MESSAGE, SIGNED, KEY.public) is None
    assert other.public.name in str(minisign.objection(MESSAGE, SIGNED, other.public))
    assert "no signature of these bytes" in str(minisign.objection(MESSAGE, SIGNED, same_id.public))
    assert "no signature of these bytes" in str(minisign.objection(MESSAGE + b"x", SIGNED, KEY.public))
    assert "trusted comment" in str(minisign.objection(MESSAGE, SIGNED.replace("02:00", "03:00"), KEY.public))


@given(some.integers(0, len(SIGNED) - 1), some.integers(1, 127))
def test_no_byte_of_a_signature_can_be_another(place: int, bits: int) -> None:
    """Not even in the first line, which no signature covers."""
    body = bytearray(SIGNED.encode())
    body[place] ^= bits

    assert minisign.objection(MESSAGE, body.decode("latin-1"), KEY.public) is not None
