"""The model card of the statement classifiers, with the figures of this very training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from assist.core.files import write_text
from assist.training.corpus import GoldSession
from assist.training.evaluate import Evaluation
from assist.training.report import as_markdown
from assist.understand.heads import Heads

_CARD = """\
# {version}: the classifiers of statements

They find, in the transcript of an ethics dialogue, the effects and the options, and say of an
effect whether the speaker sees it as positive, negative or mixed, of an option in which domain
it lies, and in which phase the talk is. Linear models on top of a frozen sentence encoder;
what they weigh can be read off.

| | |
|---|---|
| Encoder | {encoder}; with vectors of another encoder they refuse to work |
| Method | logistic regression (scikit-learn), one for each question |
| Input | vectors of the utterance and both its neighbours, cue words, length, place in the \
session, speakers and roles where known |
| Without speakers or roles | the same models: in training each session stands \
there with roles, with speakers only and with neither |
| Probabilities | calibrated on sessions held out by technology |
| Shown from | effect {effect:.2f}, option {option:.2f}: where F1 was best on sessions \
held out by technology |
| Trained on | {sessions} sessions, {utterances} utterances, {effects} effects ({polarities}), \
{options} options ({domains}) |
| Made with | `python -m assist.training`; nothing in it is left to chance |
| Files | `heads.skops` (read with skops: no code in it), `heads.json`, `examples.json` and \
`examples.npz` (quotes of the corpus, to show the nearest one) |
| Terms | EUPL-1.2, as the program |

## What it is for, and what not

Suggestions that a person accepts, changes or refuses. Not a verdict on a technology or on
people, not a count of how important something is, and not for other talk than such sessions.

## Known limits

- The corpus is written, not recorded: real sessions are messier. All sessions are Dutch.
- Features, cue words and penalties were chosen with these same sessions at hand, so new sessions
  may fare worse than the figures below. The weights of option-effect links come from this corpus
  as well (`assist/valuemap/linking.py`): that figure is not held out.
- Sessions in which effects and options run through each other, and rough recognition without
  punctuation, are the hardest (see the table by session).
- Polarity and domain are the weak side; irony and praise that is meant otherwise go wrong.
- `mixed` has {mixed} examples and is hardly ever found.
- The actor is a word that was said, looked up in a list; mostly nobody is named and it stays empty.

## Figures

Command: `python -m assist.training` (the same figures: `assist evaluate --cross-validate`).

{figures}"""


def write_card(
    heads: Heads, golds: Sequence[GoldSession], evaluation: Evaluation, path: Path
) -> None:
    """Write the card in Markdown; an older one is replaced."""
    effects = [e for g in golds for e in g.effects]
    options = [o for g in golds for o in g.options]
    polarities: Counter[str] = Counter(e.polarity for e in effects)
    text = _CARD.format(
        version=heads.version,
        encoder=heads.encoder,
        effect=heads.thresholds["effect"],
        option=heads.thresholds["option"],
        sessions=len(golds),
        utterances=sum(len(g.transcript.utterances) for g in golds),
        effects=len(effects),
        polarities=_told(polarities),
        options=len(options),
        domains=_told(Counter(str(o.domain) for o in options)),
        mixed=polarities["mixed"],
        figures=as_markdown(evaluation),
    )
    write_text(path, text, force=True)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
