"""A process that is killed while it saves leaves a database that says nothing half."""

import subprocess
import sys
import time

import pytest
from sqlalchemy.engine import Engine

from portalaudit.store.audits import list_audits, load_document, save_audit
from portalaudit.store.findings import Moves
from portalaudit.store.health import database_problems
from tests.store.examples import a_check, a_part, an_audit

NAMES = [f"d{number:05d}" for number in range(10_000)]

SAVES = """
import sys
from portalaudit.store import engine
from portalaudit.store.audits import save_audit
from tests.store.test_killed import large
opened = engine.open(sys.argv[1])
audit = large()
print("saving", flush=True)
save_audit(opened, audit, b"whole")
print("saved", flush=True)
"""


def large() -> object:
    return an_audit("a1", a_part(NAMES, *(a_check(f"check_{number}", range(10_000)) for number in range(10))))


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.2])
def test_a_save_that_is_killed_is_there_whole_or_not_at_all(engine: Engine, delay: float) -> None:
    url = engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", SAVES, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "saving\n"
        time.sleep(delay)
        process.kill()
    assert database_problems(engine) == ()
    stored = [row.id for row in list_audits(engine)]
    if stored:
        assert load_document(engine, "a1") == b"whole"
    else:
        assert save_audit(engine, large(), b"whole") == Moves(opened=100_000)  # type: ignore[arg-type]
