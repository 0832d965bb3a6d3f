"""Settings: arguments, then environment, then the configuration file, then defaults."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.cli.main import Common


class Settings(BaseSettings):
    """What a run is given from outside. Secrets are read from the environment or the file, never from arguments."""

    model_config = SettingsConfigDict(env_prefix="PORTALAUDIT_", env_ignore_empty=True, extra="forbid", frozen=True)

    db: str = Field(default_factory=lambda: f"sqlite:///{data_folder() / 'portalaudit.sqlite'}")
    archive: Path = Field(default_factory=lambda: data_folder() / "archive")
    contact: str | None = None
    """A mail address or URL of whoever runs this, put into the User-Agent."""
    socrata_token: SecretStr | None = None
    """An application token, sent to Socrata alone (fetch/tokens.py)."""
    robots_bind_apis: bool = False
    """True to obey robots.txt for documented public APIs too."""
    opt_out: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts that are never asked for anything; in the environment with commas between them."""

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


def load(common: "Common") -> Settings:
    """Settings of one run.

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
        arguments = {"db": common.db, "archive": common.archive}
        merged = {**given, **told, **{name: value for name, value in arguments.items() if value is not None}}
        settings = Settings(**merged)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"setting {name}: {first['msg'].removeprefix('Value error, ')}") from problem
    if "://" not in settings.db:
        raise UsageError(f"--db {settings.db}: give a database URL, such as sqlite:///{settings.db} or postgresql://…")
    return settings
