"""docs/commands.md names every command, option, exit code and setting, and nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from portalaudit import errors
from portalaudit.cli.config import Settings
from portalaudit.cli.main import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
HELP = {"-h", "--help"}


def options() -> Iterator[tuple[str, set[str]]]:
    """Every command and group with its options, but for `--help`."""
    waiting = [("portalaudit", typer.main.get_command(app))]
    for name, command in waiting:
        yield name, {word for given in command.params for word in given.opts if word.startswith("-")} - HELP
        waiting += [(f"{name} {key}", below) for key, below in getattr(command, "commands", {}).items()]


def documented() -> dict[str, set[str]]:
    """Every command of the page with the options of its table."""
    found = {}
    for section in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)[1:]:
        title, _, text = section.partition("\n")
        if title.startswith("`"):
            cells = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)
            name = re.sub(r"( \[?[A-Z]+…?\]?)+$", "", title.strip("`"))
            found[name] = {word for cell in cells for word in re.findall(r"`(--?[a-z][a-z-]*)", cell)} - HELP
    return found


def test_every_command_stands_there_with_exactly_its_options() -> None:
    assert documented() == dict(options())
    assert "`-h`, `--help`" in PAGE


def test_every_setting_stands_there_by_variable_and_key() -> None:
    rows = set(re.findall(r"^\| `PORTALAUDIT_(\w+)` \| `(\w+)` \|", PAGE, re.MULTILINE))
    assert rows == {(name.upper(), name) for name in Settings.model_fields}


def test_every_exit_code_stands_there() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.PortalauditError)]
    codes = set(map(int, re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)))
    assert codes == {0, 1, *(kind.exit_code for kind in kinds)}
