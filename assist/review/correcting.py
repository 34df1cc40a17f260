"""Correcting what was recognised: a decision like any other; times are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.statement import Quote
from assist.core.transcript import Transcript, Utterance
from assist.core.valuemap import Mention, ValueMap, ValueNode
from assist.review.aligning import alikeness, moved, patched, respoken
from assist.review.log import acts
from assist.review.wish import Wish, one_line

CORRECT: Final = "correct"
MAX_TEXT = 5000
_ALIKE = 0.3  # share of words; what differs more is other talk
_SLACK = 0.5  # seconds by which the same utterance may differ between two runs


def place(utterance: int) -> str:
    """What a decision calls an utterance."""
    return f"u-{utterance}"


def correct(shown: ValueMap, utterance: int, text: str, before: str | None = None) -> Wish | None:
    """Correct the text of an utterance; None when nothing would change.

    Parameters
    ----------
    shown : ValueMap
        As decided so far.
    utterance : int
        Its id.
    text : str
        What was said, as the person heard it.
    before : str, optional
        The text as it was when the person began. What another changed meanwhile in other
        words then stays.

    Raises
    ------
    AssistError
        ``statement-gone`` for an unknown utterance; ``correction-empty``.
    """
    if utterance not in shown.transcript:
        raise AssistError("statement-gone")
    said = shown.transcript[utterance]
    most = max(MAX_TEXT, 2 * len(said.text))  # a long turn is not cut short
    wanted, now = one_line(text, most), one_line(said.text, most)
    if before is not None:
        wanted = _joined(one_line(before, most), wanted, now)
    if not wanted:
        raise AssistError("correction-empty")
    if wanted == now:
        return None
    change: dict[str, Any] = {
        "utterance": utterance,
        "start": said.start,
        "end": said.end,
        "text": wanted,
        "was": {"text": said.text},
    }
    return Wish(CORRECT, place(utterance), change)


def _joined(before: str, wanted: str, now: str) -> str:
    """What a person wrote, beside what another changed meanwhile; theirs alone where it cannot be.

    Then the other's is gone from the text, and `assist.review.conflicts` tells so.
    """
    placed = patched(before, wanted, now)
    new = Counter(wanted.split()) - Counter(before.split())
    kept = not new - Counter(placed.split()) and (placed != now or wanted == before)
    return placed if kept else wanted


@dataclass(frozen=True)
class Corrected:
    """A run with corrected text, and the corrections whose words it does not have."""

    suggestions: ValueMap
    lost: tuple[Decision, ...] = ()


def corrected(suggestions: ValueMap, log: Iterable[Decision]) -> Corrected:
    """A run of the pipeline with the corrections in force; statements follow their words.

    Parameters
    ----------
    suggestions : ValueMap
        As the run made it, with what was put back.
    log : iterable of Decision
        The session's whole log.

    Notes
    -----
    In a run that cut or heard the talk otherwise, a correction goes to the same words at
    the same time, changes only the words that it changed, and is lost when those are not
    there. A suggestion of which no word is left is left out.
    """
    corrections = [d for d in acts(log) if d.action == CORRECT]
    if not corrections:
        return Corrected(suggestions)
    transcript = suggestions.transcript
    texts: dict[int, str] = {}
    lost: list[Decision] = []
    for decision in corrections:
        change = decision.change
        found = _found(transcript, texts, change)
        if found is None:
            lost.append(decision)
            continue
        now = texts.get(found.id, found.text)
        text = patched(str(change["was"]["text"]), str(change["text"]), now)
        if not text.strip() or (text == now and now != change["text"]):
            lost.append(decision)
        else:
            texts[found.id] = text
    texts = {i: t for i, t in texts.items() if t != transcript[i].text}
    if not texts:
        return Corrected(suggestions, tuple(lost))
    new = transcript.with_utterances(
        replace(u, text=texts[u.id], words=respoken(u, texts[u.id])) if u.id in texts else u
        for u in transcript.utterances
    )
    follow = _Following(transcript, new)
    made = replace(
        suggestions,
        transcript=new,
        effects=tuple(s for e in suggestions.effects if (s := follow.statement(e))),
        options=tuple(s for o in suggestions.options if (s := follow.statement(o))),
        values=tuple(map(follow.node, suggestions.values)),
    )
    return Corrected(made, tuple(lost))


def _found(
    transcript: Transcript, texts: Mapping[int, str], change: Mapping[str, Any]
) -> Utterance | None:
    """The utterance that a correction is about, in this run."""
    was, number, start = str(change["was"]["text"]), change["utterance"], float(change["start"])
    if number in transcript:
        here = transcript[number]
        if texts.get(number, here.text) == was or abs(here.start - start) <= _SLACK:
            return here
    end = float(change.get("end", start))
    around = [
        (alikeness(texts.get(u.id, u.text), was), -abs(u.start - start), -u.id, u)
        for u in transcript.utterances
        if u.start < end + _SLACK and u.end > start - _SLACK
    ]
    if around and max(around)[0] >= _ALIKE:
        return max(around)[-1]
    same = [u for u in transcript.utterances if texts.get(u.id, u.text) == was]
    return min(same, key=lambda u: abs(u.start - start)) if same else None


@dataclass(frozen=True)
class _Following:
    """Moves what quotes the old text along to the new one."""

    old: Transcript
    new: Transcript

    def quote(self, quote: Quote) -> Quote | None:
        before, after = self.old[quote.utterance].text, self.new[quote.utterance]
        if before == after.text:
            return quote
        span = moved(before, after.text, quote.start_char, quote.end_char)
        return Quote.of(after, *span) if span else None

    def statement(self, statement: Any) -> Any:
        quote = self.quote(statement.quote)
        return replace(statement, quote=quote) if quote else None

    def node(self, node: ValueNode) -> ValueNode:
        """A value is named aloud only where its words still stand."""
        kept = tuple(m for mention in node.mentions if (m := self._mention(mention)))
        return node if kept == node.mentions else replace(node, mentions=kept)

    def _mention(self, mention: Mention) -> Mention | None:
        before, after = self.old[mention.utterance].text, self.new[mention.utterance].text
        span = moved(before, after, mention.start_char, mention.end_char)
        if span is None or after[slice(*span)].casefold() != mention.exact.casefold():
            return None
        return Mention(mention.utterance, *span, after[slice(*span)])
