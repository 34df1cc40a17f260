"""``python -m assist.training.asr_noise``: learn the channel, check it on scenes apart, card."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.language import set_language
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.training.asr_noise.alignment import Scene, align, read_scenes
from assist.training.asr_noise.channel import (
    WORDS_FILE,
    AsrChannel,
    WordList,
    read_words,
    write_channel,
)
from assist.training.asr_noise.learning import learn, tuned_to
from assist.training.asr_noise.looks import KINDS, LETTERS, LISTED, WER, looks, made, wer_of
from assist.training.corpus import GoldSession, read_corpus

SOURCE = "python -m assist.training.asr_noise"
APART = 4  # every fourth scene is only compared with
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_CARD = """\
# ASR noise: what recognition errors look like

With these numbers `assist evaluate` and the training make rough copies of annotated sessions: text
as a recogniser would have it, at a word error rate of choice (0.20 unless told otherwise).

| | |
|---|---|
| Learned from | {scenes} recordings, {words} words: real Dutch speech by two actors (Debian's \
`fillets-ng-data-nl`, GPL-2; sound and text are not here) beside what Whisper base made of it; \
word error rate {wer:.3f} |
| Holds | rates; which letters are taken for which; {swaps} short common words and what they were \
taken for. No sentence of those texts |
| `words.txt` | {listed} words seen at least twice in annotated sessions of this project and in \
proceedings of the Dutch parliament (public record), with their number |
| Made with | `{source} SCENES HYPOTHESES models/asr_noise`; `--words` to count words anew |
| Terms | `channel.json`: EUPL-1.2, as the program; `words.txt`: CC BY 4.0, as the corpus |

## How it works

1. **Which words.** Log odds by length and frequency of the word and by whether the word before was
   misheard, so that errors come in bursts, with a spread over utterances. To reach the word error
   rate asked for, all odds of a session shift together: hard words stay the hard ones.
2. **What becomes of them.** Words misheard in a row become one sound. How many words it turns into
   is drawn as counted (0: left out; more: a compound falls apart; fewer: words run together).
   A short common word alone may turn into one it was really taken for. Else letters change
   as counted, as many as in real errors, and most words that are none then turn into the nearest
   word of the list.
3. **Marks and capitals** go as they went. Hesitations are left out at the rate counted.

A quote becomes the words that its words became, so it still stands in the text word for word.

## Real beside made

Learned on {train} recordings, compared on the {apart} others (every fourth by name): the same
reference texts, really recognised, and made at the same word error rate and at 0.20.

| | real | made | made at 0.20 |
|---|---|---|---|
{rows}

Over `models/corpus` ({sessions} sessions, {corpus_words} words) at 0.20, seed 0: word error rate
{corpus_wer:.3f}; of all errors {corpus_s:.2f} substitutions, {corpus_d:.2f} deletions,
{corpus_i:.2f} insertions.

## Fewer errors, or milder ones?

A copy at 0.20 has fewer errors than the recordings had, each as heavy. That is what they show: the
third of the recordings with fewest errors beside the third with most (50 words or more).

| real | fewest | most |
|---|---|---|
{thirds}

## Limits

- Acted speech in a studio, with effects on the voice; no overlap, no room, no crowd. Where real
  meetings lose whole turns or speakers, this does not.
- One recogniser (Whisper base, int8). Larger models may err otherwise at the same rate.
- Few hesitations ({hesitations}) and numbers stood in the text: the rate of the first is weak,
  numbers are treated as words. Nothing is invented on silence.
- What turns up is right by sound, not by sense; a real recogniser also prefers what fits
  the sentence.
"""


def main(arguments: list[str] | None = None) -> int:
    """Learn from scenes and write the channel with its card; exit status."""
    set_language("en")
    parser = argparse.ArgumentParser(prog=SOURCE, description=__doc__)
    parser.add_argument("scenes", type=Path, help="folder with NAME.tsv: start, end, speaker, text")
    parser.add_argument("recognised", type=Path, help="folder with NAME.json: segments with text")
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--words",
        type=Path,
        nargs="+",
        help="count words anew: folders of sessions, files of which the last column is text",
    )
    parser.add_argument("--corpus", type=Path, default=shipped("models", "corpus"))
    options = parser.parse_args(arguments)
    try:
        golds = read_corpus(options.corpus)
        if options.words:
            words = count_words(t for path in options.words for t in _texts(path))
        else:
            words = read_words(options.out / WORDS_FILE)
        scenes = read_scenes(options.scenes, options.recognised)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    train = [s for n, s in enumerate(scenes) if n % APART]
    apart = [s for n, s in enumerate(scenes) if not n % APART]
    rows = compare(learn(train, words), apart)
    talk = [_as_scene(g) for g in golds]
    channel = tuned_to(learn(scenes, words), talk[::3])
    write_channel(channel, options.out)
    card = _card(channel, scenes, rows, talk, (len(train), len(apart)))
    write_text(options.out / "README.md", card, force=True)
    write_manifest(options.out, source=SOURCE)
    return 0


def count_words(texts: Iterable[str]) -> WordList:
    """Words seen twice or more, at least once without a capital, by falling number."""
    counts: Counter[str] = Counter()
    low: set[str] = set()
    for text in texts:
        for word in _WORD.findall(text.replace("’", "'")):
            counts[word.lower()] += 1
            if word == word.lower() and (len(word) > 1 or word == "u"):
                low.add(word)
    ordered = sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    return WordList({word: number for word, number in ordered if number > 1 and word in low})


def _texts(path: Path) -> Iterable[str]:
    if path.is_dir():
        return [u.text for g in read_corpus(path) for u in g.transcript.utterances]
    return [row.split("\t")[-1] for row in path.read_text(encoding="utf-8").splitlines()[1:]]


def _as_scene(gold: GoldSession) -> Scene:
    return Scene(gold.id, tuple(u.text for u in gold.transcript.utterances), "")


def compare(channel: AsrChannel, scenes: Sequence[Scene]) -> dict[str, tuple[float, float, float]]:
    """Each figure of `looks`: real, made at the same word error rate, made at 0.20."""
    aligned = [align(s) for s in scenes]
    real = looks(aligned, channel.words)
    both = [
        looks([align(s) for s in made(scenes, channel, wer)], channel.words)
        for wer in (wer_of(aligned), 0.2)
    ]
    return {name: (real[name], both[0][name], both[1][name]) for name in real}


def _card(
    channel: AsrChannel,
    scenes: Sequence[Scene],
    rows: Mapping[str, tuple[float, ...]],
    talk: Sequence[Scene],
    sizes: tuple[int, int],
) -> str:
    corpus = looks(aligned := [align(s) for s in made(talk, channel, 0.2)], channel.words)
    return _CARD.format(
        scenes=len(scenes),
        words=f"{channel.learned_from['words']:,}",
        wer=channel.wer,
        swaps=len(channel.swaps),
        listed=f"{len(channel.words.counts):,}",
        source=SOURCE,
        train=sizes[0],
        apart=sizes[1],
        rows="\n".join(_rows(rows)),
        thirds="\n".join(_rows(_thirds(scenes, channel))),
        sessions=len(talk),
        corpus_words=f"{sum(a.counts['words'] for a in aligned):,}",
        corpus_wer=corpus[WER],
        corpus_s=corpus[f"of all errors: {KINDS[0]}"],
        corpus_d=corpus[f"of all errors: {KINDS[1]}"],
        corpus_i=corpus[f"of all errors: {KINDS[2]}"],
        hesitations=channel.learned_from["hesitations"],
    )


def _thirds(scenes: Sequence[Scene], channel: AsrChannel) -> dict[str, tuple[float, ...]]:
    aligned = [a for a in map(align, scenes) if a.counts["words"] >= 50]
    aligned.sort(key=lambda a: wer_of([a]))
    third = len(aligned) // 3
    both = [looks(part, channel.words) for part in (aligned[:third], aligned[-third:])]
    told = (WER, *(f"of all errors: {kind}" for kind in KINDS), LETTERS, LISTED)
    return {name: tuple(part[name] for part in both) for name in told}


def _rows(table: Mapping[str, tuple[float, ...]]) -> Iterable[str]:
    return (f"| {name} | {' | '.join(f'{x:.3f}' for x in row)} |" for name, row in table.items())
