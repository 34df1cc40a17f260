"""Dutch Universal Dependencies as training documents, with copies as speech is written down.

Three generations of the treebanks meet here. All are brought to the labels of v2.8, which
the published Dutch pipelines of spaCy have.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# Where two files hold the same sentence, the first one's labels count.
CURRENT = (
    "UD_Dutch-Alpino/v2.8/nl_alpino-ud-dev.conllu",
    "UD_Dutch-LassySmall/v2.8/nl_lassysmall-ud-dev.conllu",
    "UD_Dutch-Alpino/nl_alpino-ud-dev.conllu",
    "UD_Dutch-LassySmall/nl_lassysmall-ud-dev.conllu",
    "UD_Dutch-LassySmall/nl_lassysmall-ud-test.conllu",
)
OLDER = (
    "UD_Dutch-Alpino/old/nl-ud-train.2017-10-24.conllu",
    "UD_Dutch-LassySmall/old-train/train.2017.minus-heldout.conllu",
)
TEST = {
    "Alpino": "UD_Dutch-Alpino/v2.8/nl_alpino-ud-test.conllu",
    "LassySmall": "UD_Dutch-LassySmall/v2.8/nl_lassysmall-ud-test.conllu",
}

# Relations and features that v2.8 does not have.
_RELATIONS = {
    "obl:arg": "obl",
    "cc:preconj": "cc",
    "nsubj:outer": "nsubj",
    "csubj:outer": "csubj",
    "flat:name": "flat",
}
_LATER = ("ExtPos", "Foreign")
_POSSESSIVES = {"mijn": 1, "ons": 1, "onze": 1, "je": 2, "jouw": 2, "uw": 2, "zijn": 3, "haar": 3}
_POSSESSIVES |= {"hun": 3}
_MOST_TOGETHER = 6  # sentences in a document


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its labels; an empty label is unknown.

    Parameters
    ----------
    head : int
        Place of the head in the sentence, from 0; its own place for the root.
    space : bool
        Whether a space follows.
    """

    form: str
    lemma: str
    pos: str
    tag: str
    feats: str
    head: int
    dep: str
    space: bool


Sentence = tuple[Token, ...]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Sentences of a file, with the labels of v2.8; empty nodes are left out.

    Compound marks of lemmas (``raad_lid``) are taken out: a reader looks for the word.
    """
    rows: list[list[str]] = []
    text = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# text ="):
            text = line.partition("=")[2].strip()
        elif line[:1].isdigit():
            cells = line.split("\t")
            if cells[0].isdigit():
                rows.append(cells)
        elif not line.strip() and rows:
            yield _sentence(rows, spaced=bool(text))
            rows, text = [], ""


def _sentence(rows: Sequence[Sequence[str]], *, spaced: bool) -> Sentence:
    tokens = []
    for at, row in enumerate(rows):
        form, lemma, pos, tag, feats, head, dep = *row[1:6], row[6], row[7]
        following = rows[at + 1][1] if at + 1 < len(rows) else ""
        tokens.append(
            Token(
                form=form,
                lemma=whole_lemma(form, lemma, pos),
                pos=pos,
                tag="" if tag == "_" else tag,
                feats=_features(feats),
                head=int(head) - 1 if int(head) else at,
                dep="ROOT" if dep == "root" else _RELATIONS.get(dep, dep),
                space="SpaceAfter=No" not in row[9] if spaced else _usual_space(form, following),
            )
        )
    return tuple(map(_as_in_v28, tokens))


def _as_in_v28(token: Token) -> Token:
    """What the oldest files say otherwise, or did not tell apart."""
    person = _POSSESSIVES.get(token.form.lower())
    if person and token.dep == "det" and token.pos in ("DET", "PRON"):
        feats = f"Person={person}|Poss=Yes|PronType=Prs"
        return replace(token, pos="PRON", feats=feats, dep="nmod:poss")
    if token.form.lower() == "zich" and not token.tag:
        return replace(token, dep="")  # object or part of the verb: unknown
    return token


def whole_lemma(form: str, lemma: str, pos: str) -> str:
    """A lemma as the word is written, where the treebank gives its parts.

    Examples
    --------
    >>> whole_lemma("gemeenteraadsverkiezingen", "gemeente_raad_verkiezing", "NOUN")
    'gemeenteraadsverkiezing'
    >>> whole_lemma("uitgevoerd", "uit_voeren", "VERB")
    'uitvoeren'
    >>> whole_lemma("kabinet-Kok", "kabinet_Kok", "NOUN")
    'kabinet-Kok'
    """
    joined = lemma.replace("_", "")
    before, mark, last = lemma.rpartition("_")
    if not (mark and before and last) or pos == "VERB":
        return joined or lemma
    # The form holds what joins the parts (an s, a hyphen); the last part holds the lemma.
    for size in range(len(last), 2, -1):
        at = form.lower().rfind(last[:size].lower())
        if at >= len(before.replace("_", "")) - 1:
            start = form[:at] if before[0].isupper() else form[0].lower() + form[1:at]
            return start + last
    return joined


def _features(cell: str) -> str:
    kept = [f for f in cell.split("|") if f.partition("=")[0] not in (*_LATER, "_")]
    return "|".join(kept) or "_"


def _usual_space(form: str, following: str) -> bool:
    """Whether a space would stand here, where the file does not say."""
    return form not in ("(", "[", "«") and following not in tuple(",.;:!?)]»")


def key_of(sentence: Sentence) -> str:
    """Letters and digits of a sentence: the same however it was cut or spaced."""
    return re.sub(r"\W", "", "".join(t.form for t in sentence)).lower()


def gather(folder: Path, files: Iterable[str], *, apart: Iterable[str]) -> list[Sentence]:
    """Sentences of some files, each once, without those that also stand in other files.

    Parameters
    ----------
    apart : iterable of str
        Files whose sentences are kept for measuring.
    """
    kept = {key_of(s) for file in apart for s in read_conllu(folder / file)}
    seen = set(kept)
    found = []
    for file in files:
        for sentence in read_conllu(folder / file):
            key = key_of(sentence)
            if key not in seen:
                seen.add(key)
                found.append(sentence)
    if kept & {key_of(s) for s in found}:
        raise RuntimeError("sentences kept for measuring lie among those to learn from")
    return found


def bare(sentence: Sentence) -> Sentence:
    """The sentence as plain speech recognition writes it: no capitals, no punctuation.

    Empty when nothing is left, or when the root of the sentence was a mark.
    """
    stays = [t.pos != "PUNCT" for t in sentence]
    if not any(stays) or not all(stays[i] for i, t in enumerate(sentence) if t.head == i):
        return ()
    place = {old: new for new, old in enumerate(i for i, s in enumerate(stays) if s)}
    left = []
    for i, token in enumerate(sentence):
        if not stays[i]:
            continue
        head = token.head
        while not stays[head]:
            head = sentence[head].head
        last = i + 1 == len(sentence)
        left.append(
            replace(
                token,
                form=token.form.lower(),
                lemma=token.lemma.lower(),
                head=place[head],
                space=token.space or last or not stays[i + 1],
            )
        )
    return tuple(left)


def bare_of(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The bare ones of some sentences, without those of which nothing is left."""
    return [b for s in sentences if (b := bare(s))]


def to_doc(sentences: Sequence[Sentence], vocab: Vocab) -> Doc:
    """One gold document of sentences in a row."""
    from spacy.tokens import Doc

    tokens = [t for s in sentences for t in s]
    starts = [0]
    for sentence in sentences[:-1]:
        starts.append(starts[-1] + len(sentence))
    offsets = [start for start, s in zip(starts, sentences, strict=True) for _ in s]
    ends = {start - 1 for start in starts}
    return Doc(
        vocab,
        words=[t.form for t in tokens],
        spaces=[t.space or i in ends for i, t in enumerate(tokens)],
        tags=[t.tag for t in tokens],
        pos=[t.pos for t in tokens],
        morphs=[t.feats for t in tokens],
        lemmas=[t.lemma for t in tokens],
        heads=[t.head + offset for t, offset in zip(tokens, offsets, strict=True)],
        deps=[t.dep for t in tokens],
        sent_starts=[i in set(starts) for i in range(len(tokens))],
    )


def documents(sentences: Sequence[Sentence], vocab: Vocab, *, seed: int) -> Iterator[Doc]:
    """Training documents of one to some sentences: as written, and bare.

    How many stand together follows from the seed; the bare ones are cut elsewhere, so that
    nothing can be learned from where a document ends.
    """
    for number, copies in enumerate((sentences, bare_of(sentences))):
        chance = random.Random(f"{seed}.{number}")
        at = 0
        while at < len(copies):
            size = chance.randint(1, _MOST_TOGETHER)
            yield to_doc(copies[at : at + size], vocab)
            at += size


def in_tens(sentences: Sequence[Sentence], vocab: Vocab) -> Iterator[Doc]:
    """Documents of ten sentences, as spaCy's own models are measured."""
    for at in range(0, len(sentences), 10):
        yield to_doc(sentences[at : at + 10], vocab)
