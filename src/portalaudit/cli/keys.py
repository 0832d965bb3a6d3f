"""`portalaudit keys`: keys that sign bundles."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.cli.config import Settings

app = typer.Typer(help="Keys that sign bundles, in minisign's format.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the key is called here.")]


@app.command()
def new(
    context: typer.Context,
    name: Name = "portalaudit",
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Leave it unsealed: whoever reads the file can sign.")
    ] = False,
) -> None:
    """Make a key; the secret file stays in your data folder, the public key is printed."""
    from portalaudit.audit.keys import make_key
    from portalaudit.cli.config import load

    settings = load(context.obj)
    made = make_key(keys_folder(), name, None if no_passphrase else passphrase(settings, name, new=True))
    sys.stdout.write(f"{made.public.text}\n")
    if not context.obj.quiet:
        sys.stderr.write(
            f"portalaudit: key {made.public.name} is in {keys_folder()}; publish the line above where those who check your "
            f"bundles trust it, and sign with `portalaudit export AUDIT -o FILE --sign {made.name}`\n"
        )


@app.command("list")
def list_(context: typer.Context) -> None:
    """All keys, with what others need to check a signature."""
    from portalaudit.audit.keys import list_keys
    from portalaudit.cli.text import paragraph, table

    del context
    found = list_keys(keys_folder())
    if not found:
        paragraph("There is no key; `portalaudit keys new` makes one")
        return
    rows = [(key.name, key.public.name, "passphrase" if key.sealed else "none", key.public.text) for key in found]
    table(("name", "id", "sealed by", "public key"), rows)


def keys_folder() -> Path:
    """Where the keys are."""
    from portalaudit.cli.config import data_folder

    return data_folder() / "keys"


def passphrase(settings: "Settings", name: str, *, new: bool = False) -> str:
    """The passphrase of a key: a setting, else asked for on the terminal.

    Raises:
        UsageError: there is neither.
    """
    if settings.key_passphrase is not None:
        return settings.key_passphrase.get_secret_value()
    if not sys.stdin.isatty():
        hint = ", or give --no-passphrase" if new else ""
        raise UsageError(
            f"key {name} wants a passphrase and there is no terminal to ask at: set PORTALAUDIT_KEY_PASSPHRASE{hint}"
        )
    given: str = typer.prompt(f"Passphrase of key {name}", hide_input=True, confirmation_prompt=new, err=True)
    return given
