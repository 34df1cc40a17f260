"""``python -m assist.training.check_corpus``: is the training corpus sound, varied and balanced?

Prints a report in Markdown. Exit status 1 when there are faults: broken annotation, texts that
are too much alike, sentence patterns used too often, or a technology kept for measuring. What
is thin or near a bound is a note and no fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.core.statement import DOMAINS, POLARITIES, Statement
from assist.core.transcript import Utterance
from assist.models.shipped import shipped
from assist.training.alikeness import alike_pairs, openings, shared_runs, skeletons, words
from assist.training.corpus import (
    GoldSession,
    read_corpus,
    read_known,
    same_technology,
    write_known,
)
from assist.training.single_statements import SingleStatement, read_statements
from assist.values.skos import read_lexicon

STATEMENTS = "statements.csv"
KNOWN = "sessions.csv"

OTHER = (0.60, 0.78)  # share of a session's utterances that is in no statement
LONGEST = 46  # words of an utterance
PACE = (1.2, 5.0)  # words a second, from five words on
ALIKE = 0.5  # Jaccard of character 5-grams
ALIKE_WORDS = 6  # shorter ones ("ja, dat klopt") recur in any talk
ECHO = 3  # so near one another, people repeat each other's words
RUN = 8  # words in a row
OPENING, OPENINGS = 4, 12  # words; texts that may begin with the same
SKELETONS = 3  # sentences of one pattern
THIN = 80  # statements that have a value first or second
INVENTED = "amara"  # the subtitle credit that recognisers make up over silence is always the same


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it stands: session and utterance, or the file and line of a single one."""

    source: str
    place: int
    text: str
    apart: bool = False

    def __str__(self) -> str:
        return f"{self.source}:{self.place}"


@dataclass(frozen=True)
class Corpus:
    """All that is trained on, and the sessions that must stay apart from it."""

    sessions: tuple[GoldSession, ...]
    singles: tuple[SingleStatement, ...]
    apart: tuple[GoldSession, ...]

    @property
    def said(self) -> tuple[Said, ...]:
        """Every text, those kept apart last; a single one counts its line in the file."""
        own = (Said(g.id, u.id, u.text) for g in self.sessions for u in g.transcript.utterances)
        single = (Said(STATEMENTS, n, s.text) for n, s in enumerate(self.singles, start=2))
        apart = (
            Said(g.id, u.id, u.text, True) for g in self.apart for u in g.transcript.utterances
        )
        return (*own, *single, *apart)


def read(folder: Path, heldout: Path | None = None) -> Corpus:
    """Read sessions, single statements (when there) and the sessions kept apart.

    Raises
    ------
    AssistError
        When anything cannot be read: see `read_corpus` and `read_statements`.
    """
    path = folder / STATEMENTS
    return Corpus(
        read_corpus(folder),
        read_statements(path) if path.exists() else (),
        read_corpus(heldout) if heldout else (),
    )


def faults(corpus: Corpus, folder: Path, labels: Iterable[str]) -> list[str]:
    """Everything that is wrong, one line each; empty when the corpus is sound.

    Parameters
    ----------
    labels : iterable of str
        Preferred labels of the values that may be used.
    """
    known = frozenset(labels)
    return [
        *(f"{g.id}: {fault}" for g in corpus.sessions for fault in _session(g, folder, known)),
        *(
            f"{STATEMENTS}:{n}: {fault}"
            for n, s in enumerate(corpus.singles, start=2)
            for fault in chain(_values(s.values, known), _length(s.text))
        ),
        *(f"{i}: its technology is measured on" for i in _measured_on(corpus)),
        *(f"{i}: two sessions on its technology" for i in _doubled(corpus.sessions)),
        *_index(corpus.sessions, folder / KNOWN),
        *_repetition(corpus.said),
    ]


def _session(gold: GoldSession, folder: Path, known: frozenset[str]) -> Iterator[str]:
    """What `read_gold` lets pass, as a recorded session may have it and a written one may not."""
    utterances = gold.transcript.utterances
    raw = json.loads((folder / f"{gold.id}.json").read_text(encoding="utf-8-sig"))
    if [u.id for u in utterances] != list(range(1, len(utterances) + 1)):
        yield "utterances are not numbered 1, 2, 3"
    yield from _times(utterances)
    for u in utterances:
        yield from (f"utterance {u.id}: {fault}" for fault in _length(u.text))
        if not u.text or u.text != u.text.strip():
            yield f"utterance {u.id}: no text, or spaces around it"
    roles = Counter(speaker for speaker, _role in {(u.speaker, u.role) for u in utterances})
    yield from (f"{speaker} has several roles" for speaker, n in roles.items() if n > 1)
    covered = [n for p in raw.get("phases", ()) for n in range(p["from"], p["to"] + 1)]
    if covered != [u.id for u in utterances]:
        yield "the phases do not cover every utterance once"
    for s in gold.statements:
        yield from (f"{s.id}: {f}" for f in _values(_labels(s), known))
        if list(s.utterances) != sorted(set(s.utterances)):
            yield f"{s.id}: utterances out of order"
    yield from (f"{e.id}: no actor" for e in gold.effects if not e.actor)
    for label, mention in gold.mentions:
        if label not in known:
            yield f"utterance {mention.utterance}: unknown value {label}"
    if not OTHER[0] <= other(gold) <= OTHER[1]:
        yield f"{other(gold):.0%} of the talk is in no statement"


def other(gold: GoldSession) -> float:
    """Share of the utterances that belong to no effect or option."""
    spoken_for = {n for s in gold.statements for n in s.utterances}
    return 1 - len(spoken_for) / len(gold.transcript.utterances)


def _times(utterances: Sequence[Utterance]) -> Iterator[str]:
    for a, b in pairwise(utterances):
        if b.start < a.end:
            yield f"utterance {b.id} begins before the last one ends"
    for u in utterances:
        said, seconds = len(u.text.split()), u.end - u.start
        if seconds <= 0:
            yield f"utterance {u.id} takes no time"
        elif said > 4 and not PACE[0] <= said / seconds <= PACE[1]:
            yield f"utterance {u.id} is spoken at {said / seconds:.1f} words a second"


def _length(text: str) -> Iterator[str]:
    if len(text.split()) > LONGEST:
        yield f"more than {LONGEST} words"


def _values(values: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    yield from (f"unknown value {value}" for value in values if value not in known)
    if len(set(values)) != len(values):
        yield "a value twice"
    if len(values) > 3:
        yield "more than three values"


def _measured_on(corpus: Corpus) -> Iterator[str]:
    yield from same_technology(corpus.sessions, corpus.apart)
    measured = {g.technology.casefold() for g in corpus.apart}
    for s in {s.technology for s in corpus.singles}:
        if s.replace("-", " ").casefold() in measured:
            yield s


def _doubled(sessions: Sequence[GoldSession]) -> Iterator[str]:
    count = Counter(g.technology.casefold() for g in sessions)
    yield from (g.id for g in sessions if count[g.technology.casefold()] > 1)


def _index(sessions: Sequence[GoldSession], path: Path) -> Iterator[str]:
    if path.exists() and [(k.id, k.technology) for k in read_known(path)] != [
        (g.id, g.technology) for g in sessions
    ]:
        yield f"{KNOWN} names other sessions; bring it up to date with --index"


def _repetition(said: Sequence[Said]) -> Iterator[str]:
    """Near-duplicates and shared runs of words, with what is kept apart too; patterns without."""
    told = [s for s in said if INVENTED not in s.text.casefold()]
    long = [s for s in told if len(words(s.text)) >= ALIKE_WORDS]
    for pair in alike_pairs([s.text for s in long], ALIKE):
        a, b = long[pair.first], long[pair.second]
        if not (a.apart and b.apart) and not _echo(a, b):
            yield f"{a} and {b}: {pair.share:.0%} alike: {a.text!r}"
    # Each single statement is a source of its own.
    sources = [str(s) if s.source == STATEMENTS else s.source for s in told]
    for run, places in shared_runs([s.text for s in told], sources, RUN):
        where = [told[place] for place in places]
        if not all(s.apart for s in where):
            yield f"{', '.join(map(str, where))}: the same words: {run!r}"
    own = [s.text for s in told if not s.apart]
    for opening, count in sorted(openings(own, OPENING).items()):
        if count > OPENINGS:
            yield f"{count} texts begin with {opening!r}"
    for pattern, count in sorted(skeletons(own).items()):
        if count > SKELETONS:
            yield f"{count} sentences follow the pattern {pattern!r}"


def _echo(a: Said, b: Said) -> bool:
    near = abs(a.place - b.place) <= ECHO
    return a.source == b.source != STATEMENTS and near


def totals(corpus: Corpus) -> list[str]:
    """Sizes and balance, as a Markdown table."""
    sessions, singles = corpus.sessions, corpus.singles
    effects = [e for g in sessions for e in g.effects]
    options = [o for g in sessions for o in g.options]
    shares = [other(g) for g in sessions]
    rough = sum(_rough(u.text for u in g.transcript.utterances) for g in sessions)
    rows = [
        ("", "sessions", "single statements"),
        ("---", "---", "---"),
        ("number", f"{len(sessions):,}", f"{len(singles):,}"),
        (
            "technologies",
            f"{len({g.technology.casefold() for g in sessions}):,}",
            f"{len({s.technology for s in singles}):,}",
        ),
        ("utterances", f"{sum(len(g.transcript.utterances) for g in sessions):,}", ""),
        (
            "words",
            f"{sum(len(u.text.split()) for g in sessions for u in g.transcript.utterances):,}",
            f"{sum(len(s.text.split()) for s in singles):,}",
        ),
        (
            "effects",
            _split((e.polarity for e in effects), POLARITIES),
            _split((s.label for s in singles if s.kind == "effect"), POLARITIES),
        ),
        (
            "options",
            _split((o.domain for o in options), DOMAINS),
            _split((s.label for s in singles if s.kind == "option"), DOMAINS),
        ),
        (
            "neither",
            f"{sum(shares) / len(shares):.0%} of the utterances ({min(shares):.0%} to"
            f" {max(shares):.0%} a session)",
            f"{sum(s.kind == 'other' for s in singles):,}",
        ),
        ("links from option to effect", f"{sum(len(o.effects) for o in options):,}", ""),
        ("values named aloud", f"{sum(len(g.mentions) for g in sessions):,}", ""),
        (
            "as a rough recogniser writes",
            f"{rough:,}",
            f"{sum(_rough([s.text]) for s in singles):,}",
        ),
    ]
    return [f"| {' | '.join(row)} |" for row in rows]


def _split(found: Iterable[str], labels: Sequence[str]) -> str:
    count = Counter(found)
    whole = sum(count.values())
    parts = ", ".join(f"{label} {count[label]:,}" for label in labels)
    return f"{whole:,} ({parts})"


def _rough(texts: Iterable[str]) -> bool:
    """Whether most begin without a capital."""
    starts = [text[:1].islower() for text in texts]
    return sum(starts) * 2 > len(starts)


def central(corpus: Corpus) -> Counter[str]:
    """How many statements, in sessions and single, have each value first or second."""
    values = chain(
        (_labels(s) for g in corpus.sessions for s in g.statements),
        (s.values for s in corpus.singles),
    )
    return Counter(value for found in values for value in found[:2])


def _labels(statement: Statement) -> tuple[str, ...]:
    return tuple(v.value for v in statement.values)


def value_table(corpus: Corpus, labels: Iterable[str]) -> list[str]:
    """Statements by value, the rarest last, as a Markdown table."""
    either = central(corpus)
    effects = [_labels(e) for g in corpus.sessions for e in g.effects]
    options = [_labels(o) for g in corpus.sessions for o in g.options]
    singles = [s.values for s in corpus.singles]
    first = Counter(values[0] for values in (*effects, *options, *singles) if values)
    inside, within, alone = (Counter(chain(*found)) for found in (effects, options, singles))
    rows = ["| value | first | first or second | effects | options | single |", "|---" * 6 + "|"]
    rows.extend(
        f"| {v} | {first[v]} | {either[v]} | {inside[v]} | {within[v]} | {alone[v]} |"
        for v in sorted(labels, key=lambda v: (-either[v], v))
    )
    return rows


def notes(corpus: Corpus, labels: Iterable[str]) -> list[str]:
    """What is thin or much used, and no fault."""
    count, singles = central(corpus), Counter(s.technology for s in corpus.singles)
    own = [s.text for s in corpus.said if not s.apart]
    return [
        *(
            f"{label} is first or second value of {count[label]} statements only"
            for label in labels
            if count[label] < THIN
        ),
        *(f"{n} texts begin with {words!r}" for words, n in openings(own, OPENING).most_common(5)),
        *(f"{n} single statements are about {slug}" for slug, n in singles.most_common(5)),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Check a corpus and print the report; exit status."""
    set_language("en")  # for developers
    parser = argparse.ArgumentParser(prog="python -m assist.training.check_corpus")
    parser.add_argument("folder", type=Path, nargs="?", default=shipped("models", "corpus"))
    parser.add_argument("--heldout", type=Path, default=shipped("models", "heldout"))
    parser.add_argument("--index", action="store_true", help=f"write {KNOWN} anew")
    options = parser.parse_args(arguments)
    labels = read_lexicon(shipped("lexicons", "waarden.ttl")).labels
    try:
        corpus = read(options.folder, options.heldout if options.heldout.is_dir() else None)
        if options.index:
            write_known(corpus.sessions, options.folder / KNOWN)
        wrong = faults(corpus, options.folder, labels)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join([*totals(corpus), "", *value_table(corpus, labels), "", "## Notes", ""]))
    print("\n".join(f"- {note}" for note in notes(corpus, labels)))
    print(f"\n## Faults: {len(wrong)}\n")
    print("\n".join(f"- {fault}" for fault in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
