"""The model card of the statement classifiers, with the figures of this very training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from assist.core.files import write_text
from assist.core.lexicon import Lexicon
from assist.training.corpus import GoldSession
from assist.training.evaluate import GIVEN, Evaluation
from assist.training.report import as_markdown
from assist.training.single_statements import SingleStatement
from assist.training.value_head import ValueFigures
from assist.understand.heads import Heads
from assist.valuemap.linking import LinkModel
from assist.values.head import ValueHead

_STATEMENTS = """\
# {version}: the classifiers of statements

They find, in the transcript of an ethics dialogue, the effects and the options, and say of an
effect whether the speaker sees it as positive, negative or mixed, of an option in which domain
it lies, and in which phase the talk is. Linear models on top of the adapted
sentence encoder; what they weigh can be read off.

| | |
|---|---|
| Encoder | {encoder}; with vectors of another encoder they refuse to work |
| Method | logistic regression (scikit-learn), one for each question |
| Input | vectors of the utterance and both its neighbours, cue words, length, place in the \
session, speakers and roles where known |
| Without speakers or roles | the same models: in training each session stands \
there with roles, with speakers only and with neither |
| Probabilities | calibrated on the technologies that the encoder was not adapted to |
| Shown from | effect {effect:.2f}, option {option:.2f}: where F1 was best on those |
| Trained on | {sessions} sessions, {utterances} utterances, {effects} effects ({polarities}), \
{options} options ({domains}); polarity and domain also on {singles} single statements: \
`models/corpus`, written for this project and labelled by its writers |
| Links | which option answers which effect: logistic regression on features of a pair, \
a further link from probability {links:.1f} |
| Made with | `python -m assist.training`; nothing in it is left to chance |
| Files | `heads.skops` (read with skops: no code in it), `heads.json`, `examples.json` and \
`examples.npz` (quotes of the corpus, to show the nearest one), `links.json` |
| Terms | EUPL-1.2, as the program; the quotes EUPL-1.2 or CC BY 4.0, as the corpus |

## What it is for, and what not

Suggestions that a person accepts, changes or refuses. Not a verdict on a technology or on
people, not a count of how important something is, and not for other talk than such sessions.

## Known limits

- The corpus is written, not recorded: real sessions are messier. All sessions are Dutch.
- Features, cue words and penalties were chosen on sessions of the corpus.
- Sessions in which effects and options run through each other, and rough recognition without
  punctuation, are the hardest (see the table by session).
- Polarity and domain are the weak side; irony and praise that is meant otherwise go wrong.
- `mixed` has {mixed} examples in sessions and is seldom found.
- Other languages than Dutch give false suggestions; a map of such talk says so on top (of Frisian
  it does not). So does other Dutch talk, though less: scores fall where a talk as a whole holds few
  statements (`assist evaluate --no-session`).
- It learned from turns, half of the effects in turns of 27 to 42 words. Cut at every full stop the
  same talk loses half of its effects, so recordings and files are cut into utterances of some 32 to
  40 words; what that costs: `python -m assist.training.as_recorded`.
- For whom an effect is (the actor) is a group that the words name, or else the guess of a
  classifier of the sixty commonest groups, or nothing; measured by
  `python -m assist.training.actors`.

## Figures

Command: `python -m assist.training`, as all of this folder.

{held}"""

_HELD = """\
### Sessions held out

`models/heldout`: {sessions} sessions on other technologies, on which nothing was trained or
chosen; they were written for this project too. The same figures: `assist evaluate models/heldout`.

{figures}"""

_VALUES = """\
# {version}: the values behind a statement

Suggests which values lie behind an effect or option, by the labels of the lexicon.

| | |
|---|---|
| Learned from | {examples} statements: of {sessions} sessions, and single ones; \
`models/corpus` |
| And from | names, definitions and cues of {values} values (`lexicons/waarden.ttl` {lexicon}) |
| Vectors | {encoder} |
| Files | `head.json`, `head.npz`, `lexicon.npz`, `lexical.npz` |
| Made with | `python -m assist.training`; the same files from the same corpus, lexicon and \
encoder |
| Terms | EUPL-1.2, as the program; the quotes EUPL-1.2 or CC BY 4.0, as the corpus |

## How it works

A statement's vector is that of its exact words and its turn, less the mean of the corpus. One ridge
regression on the annotated statements and the lexicon's texts together gives a score for each
value. A second one, on hashed pieces of three to five letters of the turn (`lexical.npz`), adds
what the choice of words says; it knows nothing of a value that nobody labelled. A sigmoid makes of
both a probability (slope {slope}, intercept {intercept}), with a shift for each value, so that one
threshold is a threshold of its own for each; fitted on the technologies that the encoder was not
adapted to. The first regression is solved at load from the examples in this folder and the lexicon
in use, in milliseconds. So a value that a user adds with a definition and a few cues takes part at
once. Names and cues that stand in the talk in so many words raise the score.

Three values are suggested for each statement; those from probability {threshold} on agree best with
the readers.

## Figures

Gold statements on the technologies of `models/corpus` that neither the encoder nor this head saw.

| | number | hit@1 | recall@3 | hit in three |
|---|---|---|---|---|
{rows}

The last row: a fifth of the values at a time is unlabelled in all sessions and cut to label,
definition and five cues; for each statement that carries one, whether it is among the first three.
The encoder did see those values labelled, on other technologies. Choices of method were made on
such sessions, so new sessions may fare a little worse.

{held}
## Not for

Judging people or sessions, or counting what a group finds important. It suggests; a co-moderator
decides. Another encoder's vectors mean nothing beside these: the lexicon alone then decides.
"""


def statements_card(
    heads: Heads,
    linking: LinkModel,
    golds: Sequence[GoldSession],
    singles: Sequence[SingleStatement],
    held: Evaluation,
) -> str:
    """Card of the classifiers and links, in Markdown.

    Parameters
    ----------
    golds, singles : sequences
        What they learned from.
    held : Evaluation
        On sessions apart.
    """
    effects = [e for g in golds for e in g.effects]
    options = [o for g in golds for o in g.options]
    polarities: Counter[str] = Counter(e.polarity for e in effects)
    return _STATEMENTS.format(
        version=heads.version,
        encoder=heads.encoder,
        effect=heads.thresholds["effect"],
        option=heads.thresholds["option"],
        links=linking.threshold,
        sessions=len(golds),
        utterances=sum(len(g.transcript.utterances) for g in golds),
        effects=len(effects),
        polarities=_told(polarities),
        options=len(options),
        domains=_told(Counter(str(o.domain) for o in options)),
        mixed=polarities["mixed"],
        singles=sum(s.kind != "other" for s in singles),
        held=_held(held, as_markdown(held, level=4)),
    )


def values_card(
    head: ValueHead,
    golds: Sequence[GoldSession],
    lexicon: Lexicon,
    figures: Sequence[ValueFigures],
    held: Evaluation,
) -> str:
    """Card of the values, in Markdown; see `statements_card`."""
    names = {"effect": "effects", "option": "options", "new": "a value never labelled"}
    rows = (
        f"| {names[f.what]} | {f.number} | {f.hit_at_1:.2f} | {f.recall_at_3:.2f}"
        f" | {f.hit_in_3:.2f} |"
        for f in figures
    )
    calibration = head.calibration
    return _VALUES.format(
        version=head.version,
        encoder=head.encoder,
        examples=len(head.quotes),
        sessions=len(golds),
        values=len(lexicon),
        lexicon=lexicon.version,
        rows="\n".join(rows),
        slope=calibration.slope,
        intercept=calibration.intercept,
        threshold=calibration.threshold,
        held=_held(held, _value_rows(held)),
    )


def _held(held: Evaluation, figures: str) -> str:
    return _HELD.format(sessions=len({r.session for r in held.results}), figures=figures)


def _value_rows(evaluation: Evaluation) -> str:
    """What concerns values, with speakers and by text alone."""
    both = [evaluation.summary(given) for given in GIVEN]
    rows = (
        f"| {name} | " + " | ".join(f"{s[name].mean:.3f} ({s[name].sd:.3f})" for s in both) + " |"
        for name in both[0]
        if "value" in name and name in both[1]
    )
    head = "| mean (spread) over sessions | with speakers | text alone |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def write_card(folder: Path, card: str) -> None:
    """Put a card in a model folder; an older one is replaced."""
    write_text(folder / "README.md", card, force=True)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
