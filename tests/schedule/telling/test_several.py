"""Two processes that send the same outbox, and one that is killed while it sends."""

import subprocess
import sys
from datetime import timedelta

from sqlalchemy.engine import Engine

from portalaudit.data.alerts import number
from portalaudit.model.channels import Outcome
from portalaudit.schedule.telling import tell
from portalaudit.store.deliveries import claim, note, waiting_counts
from tests.receivers import Hooks, hook_server, scripted
from tests.schedule.telling.examples import MORNING, by_hook, moved

TELLS = """
import sys
from portalaudit.schedule.telling import tell
from portalaudit.store import engine
from tests.receivers import Hooks
from tests.schedule.telling.examples import MORNING, by_hook
opened = engine.open(sys.argv[1])
print("telling", flush=True)
sys.stdin.readline()
print(tell(opened, by_hook(Hooks(sys.argv[2])), MORNING).sent, flush=True)
"""


def teller(engine: Engine, url: str) -> "subprocess.Popen[str]":
    """A process that waits for a line, then tells."""
    place = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", TELLS, place, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "telling\n"
    return process


def test_two_processes_send_each_message_once(engine: Engine) -> None:
    for key in (f"city{letter}-aa" for letter in "abcdefghijkl"):
        moved(engine, key)
    with hook_server() as hooks:
        both = [teller(engine, hooks.url) for _ in range(2)]
        for process in both:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        sent = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(sent) == 12
    assert len(hooks.posted) == 12 == len({posted.headers["webhook-id"] for posted in hooks.posted})


def test_killed_between_sending_and_noting_it_is_sent_again_under_the_same_id(engine: Engine) -> None:
    """The receiver has the message and answers nothing; its sender dies. Nothing is lost, and the double can be known."""
    moved(engine)
    seen: list[bytes] = []

    def takes_and_hangs(connection: object) -> None:
        seen.append(connection.recv(100_000))  # type: ignore[attr-defined]
        victim.kill()

    with scripted(takes_and_hangs) as port:
        victim = teller(engine, f"http://127.0.0.1:{port}/hook")
        assert victim.stdin is not None
        victim.communicate("go\n", timeout=60)
        assert victim.returncode == -9
    assert waiting_counts(engine) == {"webhook:tracker": {"waiting": 1}}
    with hook_server() as hooks:
        assert tell(engine, by_hook(hooks), MORNING + timedelta(minutes=1)).sent == 0, "it is still its sender's"
        later = MORNING + timedelta(seconds=number("tell", "lease") + 1)
        assert tell(engine, by_hook(hooks), later).sent == 1
    (again,) = hooks.posted
    assert f"webhook-id: {again.headers['webhook-id']}".encode() in seen[0]
    assert waiting_counts(engine) == {"webhook:tracker": {"sent": 1}}


def test_who_lost_a_message_notes_nothing(engine: Engine) -> None:
    """A sender that slept past its lease finds the message another's, and leaves its state alone."""
    moved(engine)
    tell(engine, by_hook(Hooks("http://127.0.0.1:1/")), MORNING, seconds=0)
    slow = claim(engine, ["webhook:tracker"], MORNING)
    assert slow is not None
    assert claim(engine, ["webhook:tracker"], MORNING) is None
    quick = claim(engine, ["webhook:tracker"], MORNING + timedelta(seconds=number("tell", "lease") + 1))
    assert quick is not None and quick.id == slow.id
    note(engine, quick, Outcome(True, "taken"), MORNING)
    note(engine, slow, Outcome(False, "it did not answer in time", final=True), MORNING)
    assert waiting_counts(engine) == {"webhook:tracker": {"sent": 1}}
