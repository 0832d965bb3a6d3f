"""The labelled policies: what the benchmark reports stays above a floor, on texts of places that were not learned from."""

from pathlib import Path

import pytest

from bench.provisions.evaluate import held_out, keyword_answers, own_truth_of, quoted_alike, said_of, setting, tally, truth_of

KAPPA, OWN_KAPPA, ALIKE = 0.70, 0.73, 0.80
"""Reached when this was written: 0.75; 0.77; of our quote 0.83 (of the marked passage 0.80). Below the floor something broke."""


@pytest.mark.recordings
@pytest.mark.slow
def test_texts_of_other_places_are_judged_as_reviewers_did(recordings: Path) -> None:
    given = setting(recordings)
    judged = held_out(given)
    truth = truth_of(judged)
    assert truth.shape == (27, 31)
    ours, peer = tally(truth, said_of(judged)).kappa, tally(truth, keyword_answers(recordings, judged)).kappa
    assert ours is not None and peer is not None
    assert peer == pytest.approx(0.54, abs=0.005), "the baseline as published: texts and labels are read rightly"
    assert ours >= KAPPA
    alike, total = quoted_alike(judged, "quote")
    assert alike >= ALIKE * total
    for one in judged:
        for provision in one.found:
            for quote in provision.quotes:
                assert one.policy.text.plain[quote.start : quote.end] == quote.text
    own = held_out(given, own=True)
    read = own_truth_of(own)
    assert read.shape == (30, 31)
    assert {one.policy.place for one in own}.isdisjoint(one.policy.place for one in judged)
    reached = tally(read, said_of(own)).kappa
    assert reached is not None and reached >= OWN_KAPPA
