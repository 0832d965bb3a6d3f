"""A runner as a process of its own: `python -m tests.schedule.working JSON`; it tells `db`, `archive`, `jobs` and `lease`."""

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

from portalaudit.schedule.runner import News, Runner
from tests.schedule.desk import Desk, with_jobs


def tell(news: News) -> None:
    sys.stderr.write(f"{news.what} {news.job.target if news.job else ''} {news.line}\n{news.story or ''}")
    sys.stderr.flush()


def main() -> None:
    """Until SIGTERM."""
    order = json.loads(sys.argv[1])
    desk = Desk(order["db"], Path(order["archive"]))
    runner = Runner(desk.options, replace(with_jobs(order["jobs"]), lease=order["lease"]), tell)
    signal.signal(signal.SIGTERM, lambda *_: runner.ask_to_stop())
    runner.run()


if __name__ == "__main__":
    main()
