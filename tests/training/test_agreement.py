"""Two readers of the same sessions, scored as a model is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.tiny_corpus import session

from assist.core.errors import AssistError
from assist.training.agreement import agreement
from assist.training.corpus import GoldSession, _session
from assist.training.report import as_json, as_markdown, as_text


def gold(number: int = 1) -> GoldSession:
    return _session(session(number))


def test_a_reader_agrees_with_himself() -> None:
    found = agreement([gold(1), gold(2)], [gold(2), gold(1)])
    assert found.given == ("readers",)
    figures = {name: s.mean for name, s in found.summary("readers").items()}
    assert set(figures.values()) == {1.0}
    assert figures["effect F1"] == 1.0


def test_it_does_not_matter_who_is_called_first() -> None:
    one = gold()
    other = replace(
        one,
        effects=tuple(replace(e, polarity="mixed") for e in one.effects[:4]),
        options=one.options[1:],
    )
    there, back = agreement([one], [other]), agreement([other], [one])
    assert there.results[0].figures == back.results[0].figures
    figures = there.results[0].figures
    share = 4 / len(one.effects)
    assert figures["effect precision"] == pytest.approx((1 + share) / 2)
    assert figures["effect F1"] == pytest.approx(2 * 4 / (4 + len(one.effects)))
    assert figures["polarity"] == 0.0


def test_only_sessions_of_both_count() -> None:
    assert [r.session for r in agreement([gold(1), gold(2)], [gold(2)]).results] == ["sessie-2"]
    with pytest.raises(AssistError) as error:
        agreement([gold(1)], [gold(2)])
    assert error.value.code == "no-shared-sessions"


def test_labels_on_other_words_are_not_compared() -> None:
    one = gold()
    longer = (replace(u, text=f"{u.text} Ja.") for u in one.transcript.utterances)
    other = replace(one, transcript=one.transcript.with_utterances(longer))
    with pytest.raises(AssistError) as error:
        agreement([one], [other])
    assert error.value.code == "other-words"


def test_readers_have_no_calibration() -> None:
    found = agreement([gold(1), gold(2)], [gold(1), gold(2)])
    assert "calibration" not in as_text(found)
    assert "IJkfout" not in as_markdown(found, details=True)
    assert '"readers"' in as_json(found)
