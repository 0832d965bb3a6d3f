"""Shared fixtures, and the rule for skips: where everything that a test may need was promised, a skip fails the run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import realckan

RECORDINGS = "PORTALAUDIT_RECORDINGS"
NO_RECORDINGS = f"{RECORDINGS} is not set"


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded portals, policies and published results; tests that need it are skipped without it."""
    folder = os.environ.get(RECORDINGS)
    if not folder:
        pytest.skip(NO_RECORDINGS)
    path = Path(folder).resolve()
    if not (path / "portals").is_dir():
        pytest.fail(f"{RECORDINGS}={folder} holds no folder 'portals'")
    return path


@pytest.fixture(scope="session")
def real_ckan(recordings: Path) -> Iterator[realckan.RealCkan]:
    """A running CKAN with Amsterdam's packages, some that the public may not see, and tables in its datastore (a minute or two
    from nothing)."""
    with realckan.running(recordings) as ckan:
        realckan.load(ckan, realckan.recorded(recordings))
        realckan.fill_datastore(ckan)
        yield ckan


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A case of bytes is named by its argument: an archive's bytes hold the second in which they were packed, so names made of
    them would differ between pytest-xdist's two workers, which refuse to go on."""
    return argname if isinstance(val, bytes) else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped what it may not skip; xdist's workers leave that to the one that started them."""
    if session.exitstatus == pytest.ExitCode.OK and _forbidden(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many tests were skipped, and whether that fails the run."""
    skipped, forbidden = list(_skipped(config)), _forbidden(config)
    if skipped:
        terminalreporter.write_line(f"skipped: {len(skipped)}", yellow=True)
    if forbidden:
        why = f"{RECORDINGS} is set" if os.environ.get(RECORDINGS) else "CI=true"
        terminalreporter.write_line(f"FAILED: {why}, so these {len(forbidden)} skips fail the run:", red=True)
        for name, reason in forbidden:
            terminalreporter.write_line(f"  {name}: {reason}")


def _skipped(config: pytest.Config) -> Iterator[tuple[str, str]]:
    """Name and reason of every test, or file of tests, that was skipped."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for report in reporter.stats.get("skipped", []) if reporter is not None else []:
        told = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        yield report.nodeid, str(told).removeprefix("Skipped: ")


def _forbidden(config: pytest.Config) -> list[tuple[str, str]]:
    """With recordings no test may be skipped; in CI none but those that read them."""
    if os.environ.get(RECORDINGS):
        return list(_skipped(config))
    if os.environ.get("CI") == "true":
        return [(name, reason) for name, reason in _skipped(config) if reason != NO_RECORDINGS]
    return []
