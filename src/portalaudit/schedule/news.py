"""What a runner tells, as lines of the log."""

from collections.abc import Mapping

import structlog

from portalaudit.schedule.runner import News

LOG = structlog.get_logger()

_WHAT = {"begun": "begun", "lost": "lost to another runner", "back": "taken back"}


def log(news: News) -> None:
    """One line of the log for each piece of news."""
    if news.job is None:
        (LOG.warning if news.what == "trouble" else LOG.info)(news.line)
        return
    about = {"job": news.job.id, "target": news.job.target, "audit": news.job.audit, "tries": news.job.tries}
    if news.what != "ended" or news.ended is None:
        LOG.info(f"job {_WHAT.get(news.what, news.what)}", **_known({**about, "line": news.line or None}))
        return
    ended, again = news.ended, news.ended.not_before
    how = {"state": ended.state, "seconds": round(news.seconds, 1), "line": news.line or None}
    say = LOG.warning if ended.died or ended.state in ("parked", "dropped") else LOG.info
    say("job ended", **_known({**about, **how, "not_before": again and f"{again:%Y-%m-%dT%H:%M:%SZ}"}))
    if news.story:
        LOG.debug("the whole story", job=news.job.id, exception=news.story)


def _known(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
