"""Nights in which something is killed: what is let go, what is hit when, and what must hold afterwards whatever it was.

Three portals, each scheduled; every night its portals publish the other one of two catalogues, so that findings open and close.
What a night must come to is told by audits that nobody disturbed.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Server, serve
from portalaudit.model.schedule import Job
from portalaudit.store.audits import list_audits
from portalaudit.store.open_findings import open_findings
from tests.end_to_end.processes import alike
from tests.faults.bases import Base
from tests.faults.crew import RATE, Crew, kill, lives, scheduled, until
from tests.schedule.desk import Desk

OPEN = "User-agent: *\nDisallow:\n"
"""Without the ten seconds between requests that CKAN's own file asks for: nights in which nobody is hit only take time."""
CATALOGUES = tuple(
    {
        "pages": generate("ckan", 40 + 4 * seed, seed).with_options(rows_max=4, robots=OPEN),  # type: ignore[attr-defined]
        "small": generate("ckan", 24, seed + 2).with_options(rows_max=6, robots=OPEN),  # type: ignore[attr-defined]
        "feed": generate("dcat", 30, seed),
    }
    for seed in (1, 2)
)
"""What the portals publish in even and in odd nights."""
VICTIMS = {
    "together": ("serve", "audit", "database", "machine", "database"),
    "apart": ("clock", "worker", "database", "audit", "machine"),
}
"""machine: all processes at once, PostgreSQL's among them."""
AGAIN = 10
"""Requests that one kill may cost once more: two connections an audit, robots.txt, what began anew."""


@dataclass(frozen=True)
class Undisturbed:
    """The audits of one catalogue each when nobody disturbs them, by the portal's name."""

    documents: Mapping[str, Any]
    findings: Mapping[str, Any]
    requests: int
    twice: int
    """Requests that such an audit makes more than once."""


def undisturbed(folder: Path) -> tuple[Undisturbed, ...]:
    """What nights without a fault come to, on a SQLite file of their own."""
    desk = Desk(f"sqlite:///{folder / 'undisturbed.db'}", folder / "undisturbed")
    try:
        return tuple(_undisturbed(desk, catalogue) for catalogue in CATALOGUES)
    finally:
        desk.engine.dispose()


def _undisturbed(desk: Desk, catalogue: Mapping[str, Any]) -> Undisturbed:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serve(portal)) for name, portal in catalogue.items()}
        desk.ask(*(server.url for server in servers.values()))
        desk.drain()
        asked = Counter((name, entry.target) for name, server in servers.items() for entry in server.log)
        return Undisturbed(
            {name: document(desk, desk.job(server.url)) for name, server in servers.items()},
            {name: findings(desk, server.url) for name, server in servers.items()},
            asked.total(),
            asked.total() - len(asked),
        )


def document(desk: Desk, job: Job) -> Any:
    """What an audit found, without what is of one run or one server only."""
    made = json.loads(json.dumps(alike(desk.document(str(job.audit)))).replace(job.target, "http://portal"))
    for check in made["portals"][0]["checks"]:
        for example in check["examples"]:
            del example["id"]  # it is made of the portal's address
            # An age is another one where a day began between two audits.
            example["params"] = {key: value for key, value in example["params"].items() if not key.endswith("days")}
    return made


def findings(desk: Desk, url: str) -> Any:
    """The findings that are open."""
    there = open_findings(desk.engine, url)
    return sorted((one.check, one.subject.replace(url, "http://portal"), one.reason, one.organisation or "") for one in there)


def assert_moved(there: Any, calm: Undisturbed, name: str) -> None:
    """What is open is what the night found, and what an earlier night found and this one could not observe."""
    missing = Counter(calm.findings[name]) - Counter(there)
    assert not missing, (name, missing)
    stays = Counter(check for check, *_ in (Counter(there) - Counter(calm.findings[name])).elements())
    unobserved = {check["id"]: check["not_observed"] for check in calm.documents[name]["portals"][0]["checks"]}
    assert all(count <= unobserved[check] for check, count in stays.items()), (name, stays)


def differences(ours: Any, wanted: Any, where: str = "") -> Iterator[str]:
    """Where two documents differ, in words."""
    if isinstance(ours, dict) and isinstance(wanted, dict):
        for key in sorted({*ours, *wanted}):
            yield from differences(ours.get(key), wanted.get(key), f"{where}/{key}")
    elif isinstance(ours, list) and isinstance(wanted, list) and len(ours) == len(wanted):
        for number, (one, other) in enumerate(zip(ours, wanted, strict=True)):
            yield from differences(one, other, f"{where}/{number}")
    elif ours != wanted:
        yield f"{where}: {str(ours)[:200]} instead of {str(wanted)[:200]}"


@dataclass
class Storm:
    """One database, its processes and its portals, night after night."""

    desk: Desk
    crew: Crew
    base: Base
    servers: Mapping[str, Server]
    calm: Sequence[Undisturbed]
    dice: random.Random
    nights: int = 0
    hits: list[str] = field(default_factory=list)

    def night(self, victim: str) -> None:
        """One night, in which the victim is hit at a moment that the dice tell."""
        self.crew.start()
        begin = {name: len(server.log) for name, server in self.servers.items()}
        for name, portal in CATALOGUES[self.nights % 2].items():
            self.servers[name].portals[""] = portal
        due = self.schedule()
        known = self.hit(victim, begin)
        until(lambda: not any(map(lives, known)), lambda: "what hung on it ends too")
        self.base.start()
        until(lambda: self.over(due), lambda: (self.tonight(due), self.crew.said()[-3000:]), self.look_after)
        self.nights += 1
        self.assert_well(due, begin)

    def schedule(self) -> datetime:
        """All portals are due in a moment, each once."""
        with self.desk.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM schedules")
        return scheduled(self.desk.engine, [server.url for server in self.servers.values()], 1)

    def hit(self, victim: str, begin: Mapping[str, int]) -> list[int]:
        """Hit it.

        Returns:
            Processes that end with it.
        """
        wanted, pause = self.dice.randrange(self.calm[self.nights % 2].requests * 4 // 5), self.dice.uniform(0.0, 0.4)
        if victim == "clock":
            wanted, pause = 0, self.dice.uniform(0.5, 2.0)  # around the moment when it lets the night go
        until(lambda: self.asked(begin).total() >= wanted or self.quiet(), self.crew.said)
        time.sleep(pause)
        said, known = victim, []
        if victim == "database":
            said = self.base.hit(self.crew, self.dice)
        elif victim == "audit":
            below = self.crew.below()
            known = below[-1:]
            for process in known:
                kill(process)
        elif victim == "machine":
            known = self.crew.all()
            if self.base.kind == "postgresql":
                self.base.server.kill()  # type: ignore[union-attr]
            self.crew.kill_all()
        else:
            known = self.crew.below() if victim != "clock" else []
            self.crew.kill(victim)
        self.hits.append(f"{said} after {self.asked(begin).total()} requests and {pause:.2f} s")
        time.sleep(self.dice.choice((0.0, 0.0, 2.0)))
        return known

    def asked(self, begin: Mapping[str, int]) -> "Counter[tuple[str, str]]":
        """What was asked of each portal this night, and how often."""
        return Counter((name, entry.target) for name, server in self.servers.items() for entry in server.log[begin[name] :])

    def quiet(self) -> bool:
        """Whether the night is over before its blow fell."""
        return self.released() and not self.desk.jobs("waiting", "running")

    def released(self) -> bool:
        with self.desk.engine.connect() as connection:
            return not connection.exec_driver_sql("SELECT 1 FROM schedules WHERE last_due IS NULL").first()

    def tonight(self, due: datetime) -> list[Job]:
        return [job for job in self.desk.jobs() if job.due_at == due]

    def over(self, due: datetime) -> bool:
        there = self.tonight(due)
        return len(there) >= len(self.servers) and all(job.state not in ("waiting", "running") for job in there)

    def look_after(self) -> None:
        """Start what was killed, and let a minute's wait after a death pass."""
        self.crew.supervise()
        self.desk.hurry()

    def assert_well(self, due: datetime, begin: Mapping[str, int]) -> None:
        """Nothing lost, nothing doubled, nothing different, nobody asked more than needed or faster than allowed."""
        calm, there, told = self.calm[(self.nights - 1) % 2], self.tonight(due), self.hits[-1]
        assert Counter(job.target for job in there) == Counter(server.url for server in self.servers.values()), told
        assert [(job.state, job.deaths <= 1) for job in there] == [("done", True)] * len(there), (told, there)
        audits = list_audits(self.desk.engine)
        assert all(row.complete for row in audits), told
        assert Counter(row.id for row in audits) == Counter(str(job.audit) for job in self.desk.jobs()), told
        by_url = {job.target: job for job in there}
        for name, server in self.servers.items():
            apart = list(differences(document(self.desk, by_url[server.url]), calm.documents[name]))
            assert apart == [], (told, name, apart[:5])
            assert_moved(findings(self.desk, server.url), calm, name)
            log = server.log[begin[name] :]
            assert log[-1].at - log[0].at >= (len(log) - 1) / RATE * 0.9 - 1.0, (told, name, "faster than allowed")
        asked = self.asked(begin)
        again = {target: count for target, count in asked.items() if count > 1}
        assert asked.total() - len(asked) <= calm.twice + AGAIN, (told, again)
        self.desk.assert_consistent()

    def assert_all_well(self) -> None:
        """At the end of all nights: every byte, and every process that ends as it should."""
        self.crew.start()  # a blow that fell when the last night was over already
        assert set(self.crew.stop().values()) == {0}, self.crew.said()[-3000:]
        checked = self.desk.say("db", "check", "--deep")
        assert (checked.code, checked.out) == (0, "consistent\n")
        assert len(list_audits(self.desk.engine)) == self.nights * len(self.servers)


@contextmanager
def storm(base: Base, folder: Path, way: str, calm: Sequence[Undisturbed], dice: random.Random) -> Iterator[Storm]:
    """A storm about to begin: the processes are up and the portals answer."""
    folder.joinpath("logs").mkdir()
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serve(portal)) for name, portal in CATALOGUES[0].items()}
        desk = Desk(base.url, folder / "archive")
        stack.callback(desk.engine.dispose)
        crew = Crew(base.url, folder / "archive", folder / "logs", way)
        stack.callback(crew.kill_all)
        yield Storm(desk, crew, base, servers, calm, dice)
