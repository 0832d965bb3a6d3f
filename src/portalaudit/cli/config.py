"""Settings: arguments, then environment, then the configuration file, then defaults."""

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

import platformdirs
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from portalaudit.cli import logs
from portalaudit.cli.channels import Telling, channels_of
from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.cli.main import Common
    from portalaudit.model.channels import Channels


class Settings(BaseSettings):
    """What a run is given from outside. Secrets are read from the environment or the file, never from arguments."""

    model_config = SettingsConfigDict(env_prefix="PORTALAUDIT_", env_ignore_empty=True, extra="forbid", frozen=True)

    db: str = Field(default_factory=lambda: f"sqlite:///{data_folder() / 'portalaudit.sqlite'}")
    archive: Path = Field(default_factory=lambda: data_folder() / "archive")
    contact: str | None = None
    """A mail address or URL of whoever runs this, put into the User-Agent."""
    socrata_token: SecretStr | None = None
    """An application token, sent to Socrata alone (fetch/tokens.py)."""
    key_passphrase: SecretStr | None = None
    """Opens the key that signs bundles."""
    robots_bind_apis: bool = False
    """True to obey robots.txt for documented public APIs too."""
    opt_out: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts that are never asked for anything; in the environment with commas between them."""
    telling: Telling = Telling()
    """Whom to tell what moved, and how (docs/alerts.md); in the environment as JSON."""
    smtp_password: SecretStr | None = None
    """Opens the mail server to the user of `telling.smtp`."""
    webhook_secret: SecretStr | None = None
    """Signs what goes to webhooks that have no secret of their own."""

    def channels(self) -> "Channels":
        """Where people are told.

        Raises:
            UsageError: something is missing, or does not fit together.
        """
        return channels_of(self.telling, self.smtp_password, self.webhook_secret)

    log_format: Literal["text", "json"] = "text"

    @field_validator("opt_out", mode="before")
    @classmethod
    def _hosts(cls, given: object) -> object:
        return [host.strip() for host in given.split(",") if host.strip()] if isinstance(given, str) else given

    @field_validator("opt_out")
    @classmethod
    def _lower(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(host.casefold() for host in given)

    @field_validator("contact", "socrata_token", mode="before")
    @classmethod
    def _header(cls, given: object) -> object:
        """Both are sent in a header of HTTP."""
        if isinstance(given, str) and not (given.strip().isascii() and given.strip().isprintable()):
            raise ValueError("only printable ASCII characters, on one line")
        return (given.strip() or None) if isinstance(given, str) else given

    @field_validator("archive", mode="before")
    @classmethod
    def _folder(cls, given: object) -> object:
        if "://" in str(given):
            raise ValueError(f"{given} is an address; the archive is a folder")
        return given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only arguments and environment; the file is merged in `load`, below the environment."""
        return (init_settings, env_settings)


def data_folder() -> Path:
    """The platform's folder for the user's data."""
    return Path(platformdirs.user_data_dir("portalaudit", appauthor=False))


def load(common: "Common", *, service: bool = False) -> Settings:
    """Settings of one run; the log follows them from here on.

    Args:
        service: the process stays, and says what it does without being asked to.

    Raises:
        UsageError: the file cannot be read, or a value is not understood; the text names it.
    """
    given: dict[str, Any] = {}
    if common.config is not None:
        try:
            given = tomllib.loads(common.config.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise UsageError(f"{common.config}: cannot be read as TOML: {problem}") from problem
    try:
        from_environment = Settings()
        told = {name: getattr(from_environment, name) for name in from_environment.model_fields_set}
        arguments = {"db": common.db, "archive": common.archive, "log_format": common.log_format}
        merged = {**given, **told, **{name: value for name, value in arguments.items() if value is not None}}
        settings = Settings(**merged)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"setting {name}: {first['msg'].removeprefix('Value error, ')}") from problem
    if "://" not in settings.db:
        raise UsageError(f"--db {settings.db}: give a database URL, such as sqlite:///{settings.db} or postgresql://…")
    logging_as(settings, common, service=service)()
    return settings


def logging_as(settings: Settings, common: "Common", *, service: bool = False) -> Callable[[], None]:
    """What configures the log so in this process, or in one that is handed it."""
    return partial(
        logs.start, settings.log_format, verbose=common.verbose, quiet=common.quiet, service=service, secrets=secrets(settings)
    )


def secrets(settings: Settings) -> frozenset[str]:
    """Every secret text of the settings, the database's password among them: none may stand in a log."""
    told = set(_secret_texts(settings))
    try:
        password = urlsplit(settings.db).password or ""
    except ValueError:
        password = ""
    return frozenset(filter(None, {*told, password, unquote(password)}))


def _secret_texts(value: object) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for _, field in value:
            yield from _secret_texts(field)
    elif isinstance(value, tuple):
        for item in value:
            yield from _secret_texts(item)
