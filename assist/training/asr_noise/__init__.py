"""Rough copies of annotated sessions: errors such as a recogniser makes, learned from real ones.

    python -m assist.training.asr_noise SCENES HYPOTHESES OUT

learns the channel (`learning`), checks it on scenes apart, and writes it with its card (`card`).
Everything here is pure: the same text, channel and seed give the same copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from assist.core.statement import Quote
from assist.core.transcript import Utterance
from assist.core.valuemap import Mention
from assist.training.asr_noise.channel import AsrChannel
from assist.training.asr_noise.errors import Heard, cut, hear, shift_for
from assist.training.corpus import GoldSession

WER = 0.20


def noisy_texts(
    texts: Sequence[str], channel: AsrChannel, rng: Random, wer: float = WER
) -> list[str]:
    """Texts of one recording; the word error rate is to be expected over all together."""
    if wer <= 0:
        return list(texts)
    all_said = [cut(text) for text in texts]
    shift = shift_for(all_said, channel, wer)
    copies = (_written(hear(said, channel, rng, shift, wer))[0] for said in all_said)
    return [copy or text for copy, text in zip(copies, texts, strict=True)]


def noisy_session(
    gold: GoldSession, channel: AsrChannel, *, wer: float = WER, seed: int = 0
) -> GoldSession:
    """A copy with errors in its words; ids, times, speakers and labels stay.

    A quote becomes the words that its words became, so it stands in the copy word for word.
    Word times are lost.

    Parameters
    ----------
    wer : float
        Word error rate to be expected over the whole session, in [0, 0.6].
    seed : int
        Each session and seed has its own errors.
    """
    if wer <= 0:
        return gold
    rng = Random(f"{seed}/{gold.id}")
    all_said = [cut(u.text) for u in gold.transcript.utterances]
    shift = shift_for(all_said, channel, wer)
    copies: dict[int, tuple[Utterance, Sequence[Heard], Sequence[tuple[int, int]]]] = {}
    for utterance, said in zip(gold.transcript.utterances, all_said, strict=True):
        heard = hear(said, channel, rng, shift, wer)
        text, places = _written(heard)
        if not text:  # marks alone
            text, places, heard = utterance.text, [(0, len(utterance.text))], []
        copies[utterance.id] = (replace(utterance, text=text, words=()), heard, places)

    def carried(place: int, start: int, end: int) -> tuple[Utterance, int, int]:
        utterance, heard, places = copies[place]
        return (utterance, *_carry(utterance.text, heard, places, start, end))

    def quoted(quote: Quote) -> Quote:
        return Quote.of(*carried(quote.utterance, quote.start_char, quote.end_char))

    def named(mention: Mention) -> Mention:
        utterance, start, end = carried(mention.utterance, mention.start_char, mention.end_char)
        return replace(mention, start_char=start, end_char=end, exact=utterance.text[start:end])

    return replace(
        gold,
        transcript=gold.transcript.with_utterances(copy for copy, _, _ in copies.values()),
        effects=tuple(replace(e, quote=quoted(e.quote)) for e in gold.effects),
        options=tuple(replace(o, quote=quoted(o.quote)) for o in gold.options),
        mentions=tuple((label, named(mention)) for label, mention in gold.mentions),
    )


def _written(heard: Sequence[Heard]) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where in it each word stands, with its marks."""
    text, places = "", []
    for word in heard:
        text += " " if text else ""
        places.append((len(text), len(text) + len(word.word) + len(word.marks)))
        text += word.word + word.marks
    return text, places


def _carry(
    text: str, heard: Sequence[Heard], places: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int]:
    """Where in the copy the words stand that these characters of the source became."""
    if not heard:
        return (start, end)
    inside = [n for n, h in enumerate(heard) if h.start < end and h.end > start]
    if not inside:  # all of it was lost: the word that stood nearest
        inside = [min(range(len(heard)), key=lambda n: (abs(heard[n].start - start), n))]
    first, last = places[inside[0]][0], places[inside[-1]][1]
    return first, first + len(text[first:last].rstrip(".,?!…")) or last
