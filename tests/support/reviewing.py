"""People at work on a small map, without a store: every wish becomes a line of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from support.fake_pipeline import lexicon

from assist.core.decision import Decision
from assist.core.lexicon import Lexicon
from assist.core.statement import (
    Effect,
    EffectLink,
    Option,
    Quote,
    Statement,
    ValueSuggestion,
    id_of,
)
from assist.core.transcript import Session, Transcript, Utterance, Word
from assist.core.valuemap import MadeBy, Mention, ValueMap, ValueNode
from assist.review import changes, turning
from assist.review.changes import Wish
from assist.review.decide import Decided, built, decide, prepare
from assist.review.history import Step, history
from assist.valuemap.build import rebuild

SAID = (
    ("S1", "Nou, het scheelt ons echt een hoop tijd, dat merk je en het werk wordt leuker."),
    ("S2", "Maar straks durft niemand meer iets te zeggen over privacy."),
    ("S2", "Ja."),
    ("S1", "Kunnen we niet gewoon een knop maken waarmee het uitgaat?"),
    ("S3", "En de mensen op straat, die weten niet dat ze worden bekeken."),
    ("S3", "Dat vind ik eng, dat niemand nog wat durft te zeggen."),
)
TIME = "het scheelt ons echt een hoop tijd, dat merk je en het werk wordt leuker"
SILENT = "straks durft niemand meer iets te zeggen"
AFRAID = "niemand nog wat durft te zeggen"
BUTTON = "een knop maken waarmee het uitgaat"


def utterances(said: Iterable[tuple[str | None, str]], first: float = 10.0) -> Transcript:
    """Utterances of nine seconds each, with word times; one every ten seconds."""
    made = []
    for i, (speaker, text) in enumerate(said, 1):
        start, words = first + (i - 1) * 10.0, text.split()
        step = 9.0 / len(words)
        times = tuple(
            Word(w, round(start + n * step, 3), round(start + (n + 1) * step, 3), 0.9)
            for n, w in enumerate(words)
        )
        made.append(Utterance(i, start, start + 9.0, text, speaker, words=times))
    return Transcript(Session("s-test", "Proef", "scanauto"), tuple(made))


def quote(transcript: Transcript, words: str) -> Quote:
    for utterance in transcript.utterances:
        if (at := utterance.text.find(words)) >= 0:
            return Quote.of(utterance, at, at + len(words))
    raise AssertionError(words)


def effect(transcript: Transcript, words: str, polarity: Any, *values: str, **more: Any) -> Effect:
    said = quote(transcript, words)
    chosen = tuple(ValueSuggestion(v, 0.9 - n / 10) for n, v in enumerate(values))
    where = id_of("effect", transcript.session.id, said), said, (said.utterance,)
    return Effect(*where, polarity, score=0.8, values=chosen, **more)


def option(transcript: Transcript, words: str, domain: Any, *answers: str) -> Option:
    said = quote(transcript, words)
    links = tuple(EffectLink(a, 0.5) for a in answers)
    where = id_of("option", transcript.session.id, said), said, (said.utterance,)
    return Option(*where, domain, 0.7, (ValueSuggestion("autonomie", 0.6),), links)


def run_of(transcript: Transcript, *statements: Statement, model: str = "heads 1") -> ValueMap:
    """A run of the pipeline with these suggestions; "privacy" is named aloud where it is said."""
    made = ValueMap(transcript.session, MadeBy("0.1.0", {"statements": model}), transcript)
    named = [
        Mention(u.id, at, at + 7, "privacy")
        for u in transcript.utterances
        if (at := u.text.find("privacy")) >= 0
    ]
    nodes = (ValueNode("privacy", "privacy", mentions=tuple(named)),) if named else ()
    effects = tuple(s for s in statements if isinstance(s, Effect))
    options = tuple(s for s in statements if isinstance(s, Option))
    return rebuild(replace(made, values=nodes, effects=effects, options=options), lexicon())


def small_run() -> ValueMap:
    """Three effects, of which two say the same, and an option that answers one of those."""
    said = utterances(SAID)
    silent = effect(said, SILENT, "negative", "vrijheid", actor="bewoners")
    return run_of(
        said,
        effect(said, TIME, "positive", "efficiëntie", "effectiviteit", actor="team"),
        silent,
        effect(said, AFRAID, "negative", "vrijheid", "veiligheid"),
        option(said, BUTTON, "techniek", silent.id),
    )


def decided_map(run: ValueMap, log: Iterable[Decision], values: Lexicon | None = None) -> ValueMap:
    """A run under a whole log, worked out at once."""
    log = tuple(log)
    prepared = prepare(run, log)
    return built(run, prepared, decide(prepared.suggestions, log), log, values or lexicon())


@dataclass
class Review:
    """A run, its log, and people who decide."""

    run: ValueMap = field(default_factory=small_run)
    log: list[Decision] = field(default_factory=list)

    @property
    def suggestions(self) -> ValueMap:
        return prepare(self.run, self.log).suggestions

    @property
    def decided(self) -> Decided:
        return decide(self.suggestions, self.log)

    @property
    def map(self) -> ValueMap:
        return decided_map(self.run, self.log)

    def of(self, target: str) -> Any:
        """A statement by its id or by words of it."""
        found = [s for s in self.map.statements if target in (s.id, s.quote.exact)]
        assert len(found) == 1, [s.quote.exact for s in self.map.statements]
        return found[0]

    def do(self, wish: Wish | None, who: str = "An", seen: int | None = None) -> Decision | None:
        if wish is None:
            return None
        change = json.loads(json.dumps(wish.change))  # as the store gives it back
        if seen is not None and seen < len(self.log):
            change["seen"] = seen
        number = len(self.log) + 1
        at = f"2026-11-{number:02}T10:00:00.000+00:00"
        made = Decision(number, "s", at, who, wish.action, wish.target, change, wish.made_by)
        self.log.append(made)
        return made

    def judge(self, target: str, action: Any, **more: Any) -> Decision | None:
        return self.do(changes.judge(self.suggestions, self.of(target), action), **more)

    def edit(self, target: str, who: str = "An", seen: int | None = None, **fields: Any) -> Any:
        """Change fields; with ``seen`` as somebody whose screen showed that much of the log."""
        had = None
        if seen is not None:
            then = decide(self.suggestions, self.log[:seen])
            statements: tuple[Statement, ...] = (*then.effects, *then.options)
            had = next(s for s in statements if s.id == self.of(target).id)
        wish = changes.edit(self.suggestions, self.of(target), fields, had)
        return self.do(wish, who, seen)

    def undo(self, who: str | None = None) -> Decision | None:
        return self.do(turning.undo(self.log, who), who or "An")

    def redo(self, who: str | None = None) -> Decision | None:
        return self.do(turning.redo(self.log, who), who or "An")

    def steps(self, target: str) -> tuple[Step, ...]:
        return history(self.log, target)
