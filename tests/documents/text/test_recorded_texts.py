"""The recorded open-data policies, which are Markdown with tags in it: the tags are a reviewer's answers, not text."""

import re
from pathlib import Path

import pytest

from portalaudit.documents.failure import Failure
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text


@pytest.mark.recordings
def test_recorded_policies_are_read_without_their_marks(recordings: Path) -> None:
    """Front matter and tags gone, every word kept in order, headings whole, English told by its words."""
    read, empty = 0, 0
    for path in sorted((recordings / "data" / "policies" / "texts").glob("*.md")):
        body = path.read_bytes()
        words = _words(body.decode())
        found = read_text(body)
        if isinstance(found, Failure):
            assert (found.reason, words) == ("empty", []), path.name
            empty += 1
            continue
        read += 1
        assert found.format == "markdown"
        assert not re.search(r"</?(?:span|p|li|ol|ul|br|em|strong|style|h\d)\b|\A---|^policy_url", found.plain, re.MULTILINE), (
            path.name
        )
        assert found.plain.split() and _share(words, _words(found.plain)) > 0.98, path.name
        assert found.language == "en", path.name
        assert "published" in dict(found.dates), path.name
        _sane(found, path.name)
    # The others hold nothing but front matter.
    assert (read, empty) == (112, 12)


def _sane(text: Text, name: str) -> None:
    assert text.title is None or (3 < len(text.title) <= 300 and "\n" not in text.title), name
    ends = [(heading.start, heading.end) for heading in text.headings]
    assert ends == sorted(ends), name
    for start, end in ends:
        heading = text.plain[start:end]
        assert heading == heading.strip() and "\n\n" not in heading and len(heading) < 250, (name, heading)
        assert start == 0 or text.plain[start - 1] in "\n\t", name
    assert text.plain == text.plain.strip() and "\n\n\n" not in text.plain and "  " not in text.plain, name


def _words(text: str) -> list[str]:
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    body = re.sub(r"<style.*?</style>|<[^<>]*>|\]\([^()]*\)", " ", body, flags=re.DOTALL)
    return re.findall(r"[a-zA-Z]{3,}", body)


def _share(wanted: list[str], found: list[str]) -> float:
    """Share of the wanted words that stand among the found ones in the same order, words near each other changing places."""
    place = kept = 0
    for word in wanted:
        try:
            at = found.index(word, place, place + 40)
        except ValueError:
            continue
        place, kept = at + 1, kept + 1
    return kept / max(1, len(wanted))
