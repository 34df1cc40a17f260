"""From utterances to statements, for a stream and for a whole transcript alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assist.core.errors import AssistError
from assist.core.statement import Effect, Option, Quote, Statement, id_of
from assist.core.transcript import Session, Transcript, Utterance
from assist.understand.actors import actor_of
from assist.understand.detect import Detected, detect
from assist.understand.for_whom import ForWhom, load_for_whom
from assist.understand.heads import Heads, load_heads
from assist.understand.nlp import make_nlp, version_of
from assist.understand.parts import Part, parts_of
from assist.understand.reading import Floats, Reading, marks_of, read
from assist.understand.repetition import joined
from assist.understand.statements import FOUND, READING, StatementFinder, pieces_of
from assist.understand.utterances import SPANS, whole

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from assist.core.protocols import Encoder

FINDER = "assist_statements"
BEFORE = 1  # utterances before it that a first suggestion weighs; the one after it as well


@dataclass(frozen=True)
class Understanding:
    """What a session holds, without values and links.

    Parameters
    ----------
    utterances : tuple of Utterance
        All of them, with the phase that was found (or that they came with).
    effects, options : tuple
        In the order they were spoken.
    """

    utterances: tuple[Utterance, ...]
    effects: tuple[Effect, ...]
    options: tuple[Option, ...]


class Understander:
    """Finds effects and options; loaded once, used for many sessions.

    Parameters
    ----------
    heads : Heads
    encoder : Encoder
        The one that the heads were made for.
    nlp : Language
        From `make_nlp`.
    for_whom : ForWhom, optional
        Without it only the words tell for whom an effect is.
    """

    def __init__(
        self,
        heads: Heads,
        encoder: Encoder,
        nlp: Language,
        for_whom: ForWhom | None = None,
    ) -> None:
        for made_for in (heads.encoder, for_whom.encoder if for_whom else encoder.name):
            if made_for != encoder.name:
                raise AssistError("heads-other-encoder", known=made_for, found=encoder.name)
        self.heads, self.encoder, self.nlp, self.for_whom = heads, encoder, nlp, for_whom
        self._finder: StatementFinder = nlp.get_pipe(FINDER)  # type: ignore[assignment]
        self._finder.equip(heads, encoder)
        self.versions: Mapping[str, str] = {"nlp": version_of(nlp), "statements": heads.version}

    @classmethod
    def load(cls, heads: Path, encoder: Encoder, *, nlp: str = "") -> Understander:
        """Load the classifiers of a folder.

        Parameters
        ----------
        nlp : str
            A spaCy pipeline of the user's; see `make_nlp`.

        Raises
        ------
        AssistError
            ``heads-unreadable``, ``heads-other-encoder`` or ``nlp-unreadable``.
        """
        return cls(load_heads(heads), encoder, make_nlp(nlp), load_for_whom(heads))

    def start(self, session: Session) -> Listening:
        """Listen to a stream of utterances."""
        return Listening(self, session)

    def understand(self, transcript: Transcript) -> Understanding:
        """Work through a whole transcript; its texts are embedded in one go."""
        listening = self.start(replace(transcript.session, duration=transcript.duration))
        listening.hear(transcript.utterances)
        return listening.finish()

    def parse(self, texts: Sequence[str]) -> list[Doc]:
        """One document an utterance, with clauses and cues."""
        with self.nlp.select_pipes(disable=[FINDER]):
            return list(self.nlp.pipe(whole(self.nlp.make_doc(text)) for text in texts))

    def find(self, doc: Doc) -> tuple[Detected, ...]:
        """Statements of a whole session's document."""
        found: tuple[Detected, ...] = self._finder(doc).user_data[FOUND]
        return found


class Listening:
    """One session while it comes in; made by `Understander.start`."""

    def __init__(self, understander: Understander, session: Session) -> None:
        self._by = understander
        self._session = session
        self._all: list[Utterance] = []
        self._parts: list[Part] = []  # of those that hold words
        self._docs: list[Doc] = []
        self._marks: list[Floats] = []
        self._vectors: list[Floats] = []

    def add(self, utterance: Utterance) -> tuple[Statement, ...]:
        """Hear one more utterance.

        Returns
        -------
        tuple of Statement
            First suggestions in the utterance before this one (and in all but the end of
            a long one), now that both neighbours are known. The finished map may rank,
            join or drop them.
        """
        before = len(self._parts)
        self.hear([utterance])
        judged = range(max(0, before - 1), len(self._parts) - 1)
        if not judged:
            return ()
        first = max(0, judged.start - BEFORE)
        reading = self._reading(first)
        docs = self._docs[first:]
        found = detect(
            self._by.heads,
            reading,
            [p.utterance.text for p in self._parts[first:]],
            [pieces for doc in docs for pieces in pieces_of(doc)],
            self._by.encoder,
        )
        return tuple(self._statement(f, first) for f in found if f.at + first in judged)

    def hear(self, utterances: Sequence[Utterance]) -> None:
        """Take in utterances without a first opinion; their texts are embedded in one go."""
        self._all.extend(utterances)
        parts = [part for u in utterances if u.text.strip() for part in parts_of(u)]
        if not parts:
            return
        texts = [part.utterance.text for part in parts]
        self._parts.extend(parts)
        self._docs.extend(self._by.parse(texts))
        self._marks.extend(map(marks_of, texts))
        self._vectors.extend(self._by.encoder.encode(texts))

    def finish(self, labelled: Sequence[Utterance] = ()) -> Understanding:
        """Weigh everything anew with the whole session in view.

        Parameters
        ----------
        labelled : sequence of Utterance
            What was heard, by the same ids and in the same words, now with who said it.
        """
        if labelled:
            self._label({u.id: u for u in labelled})
        if not self._parts:
            return Understanding(tuple(self._all), (), ())
        from spacy.tokens import Doc

        reading = self._reading(0).placed()
        doc = Doc.from_docs(self._docs)
        if doc is None or len(doc.spans[SPANS]) != len(self._parts):
            raise RuntimeError("the documents of a session do not add up")
        doc.user_data[READING] = reading
        told = self._for_whom(self._by.find(doc))
        found = joined(self._all, [self._statement(f, 0) for f in told], self._by.encoder)
        course = zip(self._parts, self._by.heads.phases(reading), strict=True)
        # A long utterance lies in the phase that it begins in.
        phases = {part.whole.id: phase for part, phase in reversed(list(course))}
        return Understanding(
            utterances=tuple(
                u if u.phase or u.id not in phases else replace(u, phase=phases[u.id])
                for u in self._all
            ),
            effects=tuple(f for f in found if isinstance(f, Effect)),
            options=tuple(f for f in found if isinstance(f, Option)),
        )

    def _for_whom(self, found: Sequence[Detected]) -> list[Detected]:
        """With the group that each effect is for, also where the words name none."""
        effects = [f for f in found if f.kind == "effect" and f.told is not None]
        if self._by.for_whom is None or not effects:
            return list(found)
        told = np.stack([f.told for f in effects if f.told is not None])
        guesses = self._by.for_whom.tell(told, (u.text for u in self._all))
        guess = {id(f): group for f, group in zip(effects, guesses, strict=True)}
        return [
            replace(f, actor=self._actor(f, guess[id(f)])) if id(f) in guess else f for f in found
        ]

    def _actor(self, found: Detected, guess: str) -> str:
        said = self._parts[found.at].utterance
        quote = said.text[found.piece.start : found.piece.end]
        return actor_of(quote, said.text, role=said.role, guess=guess)

    def _label(self, known: Mapping[int, Utterance]) -> None:
        """Take over who spoke; the words and their vectors stay."""
        self._all = [known.get(u.id, u) for u in self._all]
        self._parts = [
            replace(
                part,
                whole=(whole := known.get(part.whole.id, part.whole)),
                utterance=replace(part.utterance, speaker=whole.speaker, role=whole.role),
            )
            for part in self._parts
        ]

    def _reading(self, first: int) -> Reading:
        return read(
            [part.utterance for part in self._parts[first:]],
            np.stack(self._vectors[first:]),
            self._marks[first:],
            self._session.duration,
        )

    def _statement(self, found: Detected, first: int) -> Statement:
        part = self._parts[first + found.at]
        start, end = part.offset + found.piece.start, part.offset + found.piece.end
        quote = Quote.of(part.whole, start, end)
        places = dict.fromkeys(self._parts[first + p].whole.id for p in found.places)
        common = {
            "id": id_of(found.kind, self._session.id, quote),
            "quote": quote,
            "utterances": tuple(places),
            "score": found.score,
            "because": found.because,
        }
        if found.kind == "effect":
            return Effect(polarity=found.label, actor=found.actor, **common)  # type: ignore[arg-type]
        return Option(domain=found.label, **common)  # type: ignore[arg-type]
