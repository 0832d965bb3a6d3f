"""Every command says what it is for."""

import subprocess
import sys

import pytest

from portalaudit.cli.main import app
from tests.cli.commands import COMMANDS, bare_environment, say, spawn


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command: str) -> None:
    """`--help` and `-h` end well, show the usage and carry no escape codes when piped."""
    long, short = (say(*command.split(), option) for option in ("--help", "-h"))

    assert long.code == 0
    assert f"portalaudit {command}" in long.out
    assert "\x1b" not in long.out
    assert long == short


def test_every_command_is_in_the_table() -> None:
    """The table of these tests is whole."""
    alone = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {
        f"{group.name} {(command.name or command.callback.__name__).strip('_')}"
        for group in app.registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
        if command.callback
    }

    assert {*alone, *groups, *(name.split()[0] for name in groups)} == set(COMMANDS)


def test_the_help_of_nothing_is_an_error() -> None:
    """Without a command the help is shown, and scripts see that nothing was done."""
    assert say().code == 2


def test_the_version() -> None:
    """`--version` prints one line, in this process and in one of its own."""
    here, apart = say("--version"), spawn("--version")

    assert here.out == apart.out
    assert here.out.startswith("portalaudit 0.")
    assert here.code == apart.code == 0


def test_help_into_a_pipe_that_closes() -> None:
    """Whoever reads only the first line makes no error of it."""
    for arguments in (["--help"], ["checks", "list"]):
        child = subprocess.Popen(
            [sys.executable, "-m", "portalaudit", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=bare_environment(),
        )  # fmt: skip
        assert child.stdout is not None and child.stderr is not None
        child.stdout.close()
        assert (child.wait(60), child.stderr.read()) == (0, b"")
        child.stderr.close()
