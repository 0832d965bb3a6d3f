"""On a terminal: colours and progress; the same words as when piped."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from portalaudit.demo.server import Server
from tests.cli.commands import bare_environment, spawn
from tests.cli.conftest import Audited

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(*arguments: str, home: Path, **environment: str) -> tuple[int, str]:
    """Run a command line whose streams are one pseudo-terminal of 120 columns; its exit code and what it showed."""
    ours, theirs = pty.openpty()
    env = {**bare_environment(), "HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "50", **environment}
    child = subprocess.Popen(
        [sys.executable, "-m", "portalaudit", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env, close_fds=True
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return child.wait(60), shown.decode()


def test_colours_on_a_terminal(audited: Audited, tmp_path: Path) -> None:
    """`show` is coloured on a terminal, and without its escape codes it is what a pipe gets."""
    line = ("--db", audited.db, "--archive", str(audited.archive), "show", "last")
    code, shown = on_a_terminal(*line, home=tmp_path)
    piped = spawn(*line, env={"HOME": str(tmp_path)})

    assert code == 0
    assert "\x1b[1m" in shown
    assert "\x1b" not in piped.out
    assert words(ESCAPES.sub("", shown)) == words(piped.out)


def test_no_color(audited: Audited, tmp_path: Path) -> None:
    """NO_COLOR (no-color.org) is obeyed."""
    line = ("--db", audited.db, "--archive", str(audited.archive), "show", "last")
    _, shown = on_a_terminal(*line, home=tmp_path, NO_COLOR="1")

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_progress_on_a_terminal(server: Server, tmp_path: Path) -> None:
    """`audit` shows assets, requests and bytes while it runs; `-q` shows the result alone."""
    line = ("audit", server.url, "--allow-private", "--rate", "0")
    code, shown = on_a_terminal(*line, home=tmp_path)
    quiet_code, quiet = on_a_terminal("-q", *line, home=tmp_path)

    assert code == quiet_code == 0
    assert " requests, " in ESCAPES.sub("", shown).split("assets seen")[0]
    assert "\x1b[?25l" in shown and "\x1b[?25h" in shown  # the cursor is hidden meanwhile and comes back
    assert "\x1b[?25l" not in quiet


def test_datasets_want_a_form_on_a_terminal(audited: Audited, tmp_path: Path) -> None:
    """Nobody wants CSV on a screen by accident."""
    line = ("--db", audited.db, "--archive", str(audited.archive), "show", "last", "--datasets")
    code, shown = on_a_terminal(*line, home=tmp_path)

    assert code == 2
    assert "--output csv" in shown


def words(text: str) -> list[str]:
    return text.split()
