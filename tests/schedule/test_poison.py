"""A portal that kills whoever audits it: it costs three tries of its own, and the others go on.

The poison is a check of a third party, installed the way such checks are: a folder with its entry point.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from tests.schedule.desk import TERMS, Desk

CHECK = '''"""Kills the process.

What it tests:
    Nothing.

Why it matters:
    It does not.

How to mend it:
    Remove it.

Source:
    None.
"""

import os
import signal
import time

import numpy as np

from portalaudit.checks.fields import missing
from portalaudit.model.check import dataset_check


@dataset_check("metadata", field="title")
def poison(parts):
    if len(parts.datasets) == {poisoned}:
        {how}
    return missing(parts, "title")
'''
WAYS = {
    "a segmentation fault": ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "as the kernel does where memory ends": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "an end without a word": ("os._exit(0)", "exit code 0"),
    "all the memory": ("np.ones(1 << 45)", "done"),
    "a loop": ("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)", "SIGKILL"),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_poison_portal_is_parked_and_the_rest_go_on(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    how, told = WAYS[way]
    install(tmp_path / "third", how)
    monkeypatch.syspath_prepend(tmp_path / "third")
    with (
        serve(generate("ckan", POISONED, 1)) as poison,
        serve(generate("ckan", 20, 1)) as good,
        serve(generate("dcat", 20, 1)) as other,
    ):
        desk.ask(poison.url)
        desk.ask(good.url, other.url)
        desk.drain(replace(TERMS, longest=5.0 if way == "a loop" else TERMS.longest, patience=1.0))
    jobs = {job.target: job for job in desk.jobs()}

    assert jobs[good.url].state == jobs[other.url].state == "done"
    bad = jobs[poison.url]
    if told == "done":
        assert bad.state == "done", "a check that raises is one `error`, and the audit goes on"
        return
    assert (bad.state, bad.deaths, bad.tries) == ("parked", 3, 3)
    assert bad.line is not None
    assert told in bad.line
    assert f"`portalaudit schedule now {poison.url}`" in bad.line
    assert {job.deaths for job in (jobs[good.url], jobs[other.url])} == {0}
    desk.assert_consistent()


POISONED = 33
"""Datasets of the portal that kills."""


def install(folder: Path, how: str) -> None:
    """A package with one entry point."""
    told = folder / "poison-1.0.dist-info"
    told.mkdir(parents=True)
    (folder / "poison.py").write_text(CHECK.format(poisoned=POISONED, how=how), encoding="utf-8")
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text("[portalaudit.checks]\npoison = poison:poison\n", encoding="utf-8")
