"""Who says a statement again: a moderator who sums up, or somebody who takes up another's words.

A summary is short where the statement was long ("stiller op de gang, minder pillen"): it
takes up one or two words that only that statement had. Such words tell which one is meant;
the meaning of the piece they stand in must agree.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assist.core.dutch_words import common_words, plain, stem
from assist.core.protocols import Encoder
from assist.core.statement import Statement
from assist.core.transcript import Utterance
from assist.core.turns import span_of
from assist.understand.dutch import DUTCH
from assist.understand.features import LEADERS

# Chosen on half of tests/understand/repetitions.csv, for precision first.
COMMON = 700  # commonest words, which tell nothing apart
PLAIN = 120  # commonest words, which tell nothing even where the meaning agrees well
SHORTEST = 3  # letters of a telling stem
OWNERS = 2  # statements that may share a word for it to tell them apart
OFTEN = 6  # utterances; a word in more of them is what the session is about
LED = 3  # a moderator's utterances; what is in so many are names and talk of the workshop
FEWEST_WORDS = 5  # of an utterance that repeats
NEAR = 3  # utterances; an echo follows soon
# Least telling words and least likeness (a cosine) of a piece that says a statement again.
RECAP = (0.5, 0.1)  # in a summary
LIKE = (0.0, 0.45)  # in a summary, by plainer words
ECHO = (1.0, 0.3)  # by a moderator, soon after
AGAIN = (1.5, 0.3)  # by a moderator, later
# Word for word: share of a quote's words that a moderator says again, share of what the
# moderator says that they are, and fewest words.
SAID_AGAIN, OF_IT, WORDS = 0.75, 0.5, 4

_SPLIT = re.compile(r"[.,;:?!…]+\s*|\s+(?:en|maar)\s+")
_WORD = re.compile(r"[^\W\d_]+")
_RECAP, _REPORTED = (
    re.compile(rf"\b(?:{'|'.join(DUTCH['repetition'][kind])})", re.IGNORECASE)
    for kind in ("recap", "reported")
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of an utterance and the statements that share words with it.

    Parameters
    ----------
    telling : mapping of int to float
        By statement: its telling words, each divided by the statements that have it.
    owners : tuple of tuple of int
        For each shared word, the statements that have it.
    """

    utterance: int
    at: int
    words: str
    summary: bool
    telling: Mapping[int, float]
    owners: tuple[tuple[int, ...], ...]


def repetitions(
    utterances: Sequence[Utterance], statements: Sequence[Statement], encoder: Encoder
) -> dict[str, tuple[int, ...]]:
    """Later utterances that say a statement again.

    Parameters
    ----------
    utterances : sequence of Utterance
        The whole session, in order.
    statements : sequence of Statement
        Found in it. An utterance that holds one of its own repeats nothing.
    encoder : Encoder
        Embeds the pieces that share words with a statement, and those statements.

    Returns
    -------
    dict of str to tuple of int
        Utterance ids in order of time, by statement id; only statements that are repeated.
    """
    place = {u.id: at for at, u in enumerate(utterances)}
    ends = [max(place[id_] for id_ in s.utterances) for s in statements]
    pieces = list(_pieces(utterances, statements, place, ends))
    if not pieces:
        return {}
    meant = sorted({n for piece in pieces for n in piece.telling})
    vectors = encoder.encode(
        [
            *(piece.words for piece in pieces),
            *(statements[n].quote.exact for n in meant),
            *(
                _read(statements[n], utterances[place[statements[n].quote.utterance]])
                for n in meant
            ),
        ]
    )
    quotes, turns = vectors[len(pieces) :][: len(meant)], vectors[len(pieces) + len(meant) :]
    row = {n: i for i, n in enumerate(meant)}
    found: dict[str, set[int]] = defaultdict(set)
    for piece, vector in zip(pieces, vectors, strict=False):
        like = {
            n: float(max(vector @ quotes[row[n]], vector @ turns[row[n]])) for n in piece.telling
        }
        for n in _best(piece, like):
            if _enough(piece, piece.at - ends[n], piece.telling[n], like[n]):
                found[statements[n].id].add(piece.at)
    return {
        id_: tuple(utterances[at].id for at in sorted(places))
        for id_, places in sorted(found.items())
    }


def joined(
    utterances: Sequence[Utterance], statements: Sequence[Statement], encoder: Encoder
) -> list[Statement]:
    """Statements with their repetitions, and without those that are one themselves.

    A moderator who sums up makes no new statement, also where one was found in it.

    Parameters
    ----------
    utterances, statements, encoder
        As `repetitions` takes them.
    """
    texts = {u.id: u for u in utterances}
    summaries = {
        s.id
        for s in statements
        if all(texts[id_].role in LEADERS for id_ in s.utterances)
        and any(_RECAP.search(texts[id_].text) for id_ in s.utterances)
    }
    same = word_for_word(utterances, statements)
    summaries |= {s.id for s in statements if all(id_ in same for id_ in s.utterances)}
    others = [s for s in statements if s.id not in summaries]
    again = repetitions(utterances, others, encoder)
    kept_ids = {s.id for s in others}
    for id_, first in same.items():
        if first in kept_ids and not any(id_ in s.utterances for s in others):
            again[first] = tuple(sorted({*again.get(first, ()), id_}, key=list(texts).index))
    known = {id_ for places in again.values() for id_ in places}
    kept = [s for s in statements if s.id not in summaries or not known & {*s.utterances}]
    return [replace(s, repeated=again.get(s.id, ())) for s in kept]


def word_for_word(
    utterances: Sequence[Utterance], statements: Sequence[Statement]
) -> dict[int, str]:
    """Utterances in which a moderator says nearly all words of an earlier statement again.

    Returns
    -------
    dict of int to str
        Id of the statement by utterance id; the first of those that are said again best.
    """
    place = {u.id: at for at, u in enumerate(utterances)}
    quoted = [
        (max(place[id_] for id_ in s.utterances), _stems(s.quote.exact), s.id) for s in statements
    ]
    having: dict[str, list[int]] = defaultdict(list)
    for n, (_, words, _) in enumerate(quoted):
        for word in words:
            having[word].append(n)
    found: dict[int, str] = {}
    for at, utterance in enumerate(utterances):
        if utterance.role not in LEADERS:
            continue
        said = _stems(utterance.text)
        shared = Counter(n for word in said for n in having.get(word, ()) if quoted[n][0] < at)
        enough = [
            (-count / len(quoted[n][1]), n)
            for n, count in shared.items()
            if count >= max(WORDS, SAID_AGAIN * len(quoted[n][1]), OF_IT * len(said))
            and not all(id_ in found for id_ in statements[n].utterances)
        ]
        if enough:
            found[utterance.id] = quoted[min(enough)[1]][2]
    return found


def _best(piece: _Piece, like: Mapping[int, float]) -> set[int]:
    """For each word the statement that it most likely takes up."""
    return {max(owners, key=lambda n: (piece.telling[n], like[n], -n)) for owners in piece.owners}


def _enough(piece: _Piece, distance: int, telling: float, like: float) -> bool:
    ways = (RECAP, LIKE) if piece.summary else (AGAIN, ECHO)[: 2 if distance <= NEAR else 1]
    return any(telling >= words and like >= likeness for words, likeness in ways)


def _pieces(
    utterances: Sequence[Utterance],
    statements: Sequence[Statement],
    place: Mapping[int, int],
    ends: Sequence[int],
) -> Iterator[_Piece]:
    """Pieces that may repeat, each with the statements before it that share words with it."""
    stems = [_stems(u.text) for u in utterances]
    usual, common = _usual(utterances, stems), {stem(plain(w)) for w in common_words(COMMON)}
    taken = {place[id_] for s in statements for id_ in s.utterances}
    owners: dict[str, list[int]] = defaultdict(list)
    for n, statement in enumerate(statements):
        own = (_read(statement, utterances[place[id_]]) for id_ in statement.utterances)
        for word in set().union(*map(_stems, own)) - usual:
            owners[word].append(n)
    for at, utterance in enumerate(utterances):
        last = utterances[at - 1] if at else None
        summary = _repeats(utterance, last) if at not in taken else None
        if summary is None:
            continue
        for words in filter(str.strip, _SPLIT.split(utterance.text)):
            telling: dict[int, float] = defaultdict(float)
            by_word = []
            for word in sorted(_stems(words)):
                before = tuple(n for n in owners.get(word, ()) if ends[n] < at)
                if 0 < len(before) <= OWNERS:
                    by_word.append(before)
                    for n in before:
                        telling[n] += 0.0 if word in common else 1.0 / len(before)
            if by_word:
                yield _Piece(utterance.id, at, words.strip(), summary, telling, tuple(by_word))


def _read(statement: Statement, utterance: Utterance) -> str:
    return utterance.text[slice(*span_of(statement, utterance))]


def _usual(utterances: Sequence[Utterance], stems: Sequence[frozenset[str]]) -> frozenset[str]:
    """Words that are said too often in this session to tell one statement from another."""
    everywhere = Counter(word for said in stems for word in said)
    led: Counter[str] = Counter()
    for utterance, said in zip(utterances, stems, strict=True):
        if utterance.role in LEADERS:
            led.update(said)
    return frozenset(w for w, n in everywhere.items() if n > OFTEN or led[w] >= LED)


def _repeats(utterance: Utterance, before: Utterance | None) -> bool | None:
    """Whether it sums up; None when it is nothing that repeats.

    A co-moderator reads out when a moderator asks for it, without a phrase that says so.
    """
    text = utterance.text
    if len(text.split()) < FEWEST_WORDS:
        return None
    if utterance.role not in LEADERS and utterance.role is not None:
        return True if _REPORTED.search(text) else None
    asked = before is not None and {utterance.role, before.role} <= LEADERS
    if _RECAP.search(text) or _REPORTED.search(text):
        return True
    if asked and before is not None and _RECAP.search(before.text):
        return True
    return None if utterance.role is None or text.rstrip().endswith("?") else False


def _stems(text: str) -> frozenset[str]:
    common = common_words(PLAIN)
    words = (m.group() for m in _WORD.finditer(text))
    kept = (stem(plain(w)) for w in words if w.casefold() not in common)
    return frozenset(w for w in kept if len(w) >= SHORTEST)
