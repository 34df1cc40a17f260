"""Short clauses around common Dutch verbs: how people speak, which newspapers hardly write.

The treebanks hold news and encyclopedia: "ik ga" and "kijk je" are rare there, and whole verbs
of daily talk are missing. A table of conjugated verbs, put into a few plain frames, brings
the forms; the labels follow from the frame.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assist.training.treebank_data import Sentence, Token

VERBS = 1500  # from the top of the table, which runs by frequency
EACH = 3  # clauses a verb
LED_IN = 0.2  # of the clauses
# They help other verbs, or link; a frame for plain verbs would teach them wrongly.
_HELPERS = frozenset(
    {"zijn", "hebben", "worden", "kunnen", "zullen", "willen", "moeten", "mogen", "hoeven",
     "blijven", "laten"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verb:
    """Forms of a verb: infinitive, with "ik", with "hij", past one and many, participle."""

    infinitive: str
    first: str
    third: str
    past: str
    past_many: str
    participle: str

    @property
    def parts(self) -> bool:
        """Whether it comes apart: "kijkt … na", "nagekeken"."""
        before, ge, after = self.participle.partition("ge")
        rest = self.infinitive.removeprefix(before)
        own = rest.startswith("ge") and not after.startswith("ge")  # vervan-ge-n
        return bool(ge and before) and rest != self.infinitive and not own


# Word, tag, features, and the form of the verb; the second person's loses its t before it.
_SUBJECTS: tuple[tuple[str, str, str, str], ...] = (
    ("ik", "VNW|pers|pron|nomin|vol|1|ev", "Case=Nom|Person=1|PronType=Prs", "first"),
    ("je", "VNW|pers|pron|nomin|red|2v|ev", "Case=Nom|Person=2|PronType=Prs", "second"),
    ("jij", "VNW|pers|pron|nomin|vol|2v|ev", "Case=Nom|Person=2|PronType=Prs", "second"),
    ("u", "VNW|pers|pron|nomin|vol|2b|getal", "Case=Nom|Person=2|PronType=Prs", "third"),
    ("hij", "VNW|pers|pron|nomin|vol|3|ev|masc", "Case=Nom|Person=3|PronType=Prs", "third"),
    ("ze", "VNW|pers|pron|stan|red|3|ev|fem", "Person=3|PronType=Prs", "third"),
    ("ze", "VNW|pers|pron|stan|red|3|mv", "Person=3|PronType=Prs", "many"),
    ("we", "VNW|pers|pron|nomin|red|1|mv", "Case=Nom|Person=1|PronType=Prs", "many"),
    ("jullie", "VNW|pers|pron|stan|nadr|2v|mv", "Person=2|PronType=Prs", "many"),
)
_ADVERBS = ("nu", "niet", "ook", "weer", "daar", "dan", "even", "gewoon", "toch", "nooit", "hier")
_LEAD_IN = ("ja", "nee", "hè", "eh", "oké", "ach", "tja", "oh", "amai", "jawel")
_OPENERS = ("nu", "dan", "daar", "toen", "soms", "straks")
_CONJUNCTIONS = ("dat", "omdat", "als", "terwijl", "of")
_MODALS = {
    "kan": "kunnen", "moet": "moeten", "mag": "mogen", "zal": "zullen", "wil": "willen",
    "kunnen": "kunnen", "moeten": "moeten", "mogen": "mogen", "zullen": "zullen",
    "willen": "willen",
}  # fmt: skip


def read_verbs(path: Path) -> tuple[Verb, ...]:
    """The table of `pattern.nl`: a verb a line, forms between commas; whole rows only."""
    found = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        cells = [c.strip() for c in line.split(",")]
        if line.startswith(";") or len(cells) < 12:
            continue
        verb = Verb(cells[0], cells[1], cells[3], cells[10], cells[9], cells[11])
        forms = (verb.first, verb.third, verb.past, verb.past_many, verb.participle)
        if verb.infinitive not in _HELPERS and all(f.isalpha() for f in forms):
            found.append(verb)
    return tuple(found)


def clauses(verbs: Sequence[Verb], *, seed: int) -> list[Sentence]:
    """Short sentences around the first `VERBS` verbs, shuffled; the same for the same seed."""
    chance = random.Random(seed)
    made = [
        tuple(_written(chance.choice(_WHOLE if verb.parts else _FRAMES)(verb, chance), chance))
        for verb in verbs[:VERBS]
        for _ in range(EACH)
    ]
    chance.shuffle(made)
    return made


def _word(form: str, pos: str, tag: str, feats: str, head: int, dep: str, lemma: str = "") -> Token:
    return Token(form, lemma or form, pos, tag, feats, head, dep, space=True)


def _subject(chosen: tuple[str, str, str, str], head: int) -> Token:
    return _word(chosen[0], "PRON", chosen[1], chosen[2], head, "nsubj")


def _adverb(form: str, head: int) -> Token:
    return _word(form, "ADV", "BW", "_", head, "advmod")


def _finite(verb: Verb, person: str, at: int, *, past: bool, after: bool = False) -> Token:
    """The finite verb as root; ``after``: its subject follows."""
    many = person == "many"
    if past:
        form = verb.past_many if many else verb.past
        tag = f"WW|pv|verl|{'mv' if many else 'ev'}"
    elif many:
        form, tag = verb.infinitive, "WW|pv|tgw|mv"
    elif person == "first" or (person == "second" and after):
        form, tag = verb.first, "WW|pv|tgw|ev"
    else:
        form = verb.third
        tag = "WW|pv|tgw|met-t" if form != verb.first else "WW|pv|tgw|ev"
    feats = f"Number={'Plur' if many else 'Sing'}|Tense={'Past' if past else 'Pres'}|VerbForm=Fin"
    return _word(form, "VERB", tag, feats, at, "ROOT", verb.infinitive)


def _plain(verb: Verb, chance: random.Random) -> Iterator[Token]:
    """Ik kijk weer."""
    subject = chance.choice(_SUBJECTS)
    yield _subject(subject, 1)
    yield _finite(verb, subject[3], 1, past=chance.random() < 0.3)
    yield _adverb(chance.choice(_ADVERBS), 1)


def _turned(verb: Verb, chance: random.Random) -> Iterator[Token]:
    """Dan kijk je niet."""
    subject = chance.choice(_SUBJECTS)
    yield _adverb(chance.choice(_OPENERS), 1)
    yield _finite(verb, subject[3], 1, past=chance.random() < 0.3, after=True)
    yield _subject(subject, 1)
    yield _adverb(chance.choice(_ADVERBS), 1)


def _dependent(verb: Verb, chance: random.Random) -> Iterator[Token]:
    """Omdat we kijken."""
    subject = chance.choice(_SUBJECTS)
    yield _word(chance.choice(_CONJUNCTIONS), "SCONJ", "VG|onder", "_", 2, "mark")
    yield _subject(subject, 2)
    yield _finite(verb, subject[3], 2, past=chance.random() < 0.3)


def _perfect(verb: Verb, chance: random.Random) -> Iterator[Token]:
    """Ik had dat niet gekeken: whether hebben or zijn helps is left aside."""
    subject = chance.choice([s for s in _SUBJECTS if s[3] in ("first", "many")])
    form, number = ("hebben", "Plur") if subject[3] == "many" else ("heb", "Sing")
    tag = "WW|pv|tgw|mv" if number == "Plur" else "WW|pv|tgw|ev"
    feats = f"Number={number}|Tense=Pres|VerbForm=Fin"
    yield _subject(subject, 3)
    yield _word(form, "AUX", tag, feats, 3, "aux", "hebben")
    yield _adverb(chance.choice(_ADVERBS), 3)
    yield _word(
        verb.participle, "VERB", "WW|vd|vrij|zonder", "VerbForm=Part", 3, "ROOT", verb.infinitive
    )


def _modal(verb: Verb, chance: random.Random) -> Iterator[Token]:
    """Je moet ook kijken."""
    subject = chance.choice(_SUBJECTS)
    many = subject[3] == "many"
    helper = chance.choice([m for m in _MODALS if m.endswith("en") == many])
    tag = "WW|pv|tgw|mv" if many else "WW|pv|tgw|ev"
    feats = f"Number={'Plur' if many else 'Sing'}|Tense=Pres|VerbForm=Fin"
    yield _subject(subject, 3)
    yield _word(helper, "AUX", tag, feats, 3, "aux", _MODALS[helper])
    yield _adverb(chance.choice(_ADVERBS), 3)
    yield _word(verb.infinitive, "VERB", "WW|inf|vrij|zonder", "VerbForm=Inf", 3, "ROOT")


_WHOLE = (_dependent, _perfect, _modal)  # frames in which no verb comes apart
_FRAMES = (_plain, _turned, *_WHOLE)


def _written(tokens: Iterator[Token], chance: random.Random) -> Iterator[Token]:
    """With a capital, a full stop and now and then a word before it, as speakers begin.

    Without capital and marks it is made bare like any sentence.
    """
    words = list(tokens)
    if chance.random() < LED_IN:
        root = next(t.head for i, t in enumerate(words) if t.head == i) + 2
        words = [replace(t, head=t.head + 2) for t in words]
        words.insert(0, _word(chance.choice(_LEAD_IN), "INTJ", "TSW", "_", root, "parataxis"))
        words.insert(1, _word(",", "PUNCT", "LET", "_", 0, "punct"))
        words[0] = replace(words[0], space=False)
    root = next(t.head for i, t in enumerate(words) if t.head == i)
    words[0] = replace(words[0], form=words[0].form.capitalize())
    words[-1] = replace(words[-1], space=False)
    yield from words
    yield _word(".", "PUNCT", "LET", "_", root, "punct")
