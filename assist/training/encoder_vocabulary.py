"""Cut a multilingual vocabulary down to the pieces that Dutch needs.

A piece stays when the full vocabulary uses it in a Dutch word, in a common English word,
or in one of the shapes that running text gives them (with a capital, after a quote mark);
so does whatever Latin text can fall back on: single characters, digits, punctuation
and short runs of capitals. What stays keeps its score, so known text is cut into pieces
as before.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

METASPACE = "▁"
DUTCH_WORDS = 60_000  # of wordfreq's list, by frequency
ENGLISH_WORDS = 15_000
QUOTED_WORDS = 10_000  # also as the first word after a quote mark or bracket

_LATIN = re.compile(r"[ -ɏ‐-›€▁]*")  # to Latin Extended-B, dashes and quotes
_CAPITALS = re.compile(r"▁?[A-Z]{1,3}")
# What the original normaliser does beside NFKC: characters that vanish, or become a space.
_GONE = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACE = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def make_tokenizer(pieces: Sequence[tuple[str, float]], specials: dict[str, int]) -> Tokenizer:
    """Unigram tokenizer that cuts as XLM-R's does and puts ``<s> … </s>`` around.

    Parameters
    ----------
    pieces : sequence of (str, float)
        Vocabulary with log probabilities.
    specials : dict of str to int
        Places of ``bos``, ``eos``, ``pad`` and ``unk`` in it.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=specials["unk"]))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_GONE), ""),
            normalizers.Replace(Regex(_SPACE), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    bos, eos, pad, unk = (pieces[specials[name]][0] for name in ("bos", "eos", "pad", "unk"))
    tokenizer.add_special_tokens([bos, pad, eos, unk])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, specials["bos"]), (eos, specials["eos"])]
    )
    return tokenizer


def used_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> set[int]:
    """Every piece that the tokenizer needs for these texts."""
    return {
        piece
        for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for piece in encoding.ids
    }


def always_kept(pieces: Sequence[tuple[str, float]]) -> set[int]:
    """What any Latin text can fall back on."""
    kept = set()
    for place, (piece, _) in enumerate(pieces):
        if not _LATIN.fullmatch(piece):
            continue
        without_letters = not any(c.isalpha() for c in piece)
        if without_letters or len(piece.lstrip(METASPACE)) <= 1 or _CAPITALS.fullmatch(piece):
            kept.add(place)
    return kept


def dutch_pieces(
    pieces: Sequence[tuple[str, float]],
    specials: dict[str, int],
    *,
    dictionary: Sequence[str],
    dutch: Sequence[str],
    english: Sequence[str],
) -> list[int]:
    """Places of the pieces to keep, ascending.

    Parameters
    ----------
    dictionary : sequence of str
        A Dutch spelling list; the order does not matter.
    dutch, english : sequence of str
        Words by falling frequency.
    """
    tokenizer = make_tokenizer(pieces, specials)
    dutch, english = dutch[:DUTCH_WORDS], english[:ENGLISH_WORDS]
    common = [*dutch[:QUOTED_WORDS], *map(_capital, dutch[:QUOTED_WORDS])]
    kept = set(specials.values()) | always_kept(pieces)
    for words in (
        dictionary,
        dutch,
        map(_capital, dutch),
        english,
        map(_capital, english),
        [f'"{word}' for word in common],
        [f"({word}" for word in common],
    ):
        kept |= used_pieces(tokenizer, words)
    return sorted(kept)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def frequent_words(language: str) -> list[str]:
    """Words of the package ``wordfreq`` by falling frequency; the package is not imported.

    Raises
    ------
    FileNotFoundError
        When it is not installed.
    """
    import msgpack  # type: ignore[import-untyped]

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pip install --no-deps wordfreq==3.1.1")
    path = Path(spec.origin).parent / "data" / f"large_{language}.msgpack.gz"
    # A header, then a list of words for every hundredth of a decade of frequency.
    _, *bins = msgpack.loads(gzip.decompress(path.read_bytes()), raw=False)
    return [word for words in bins for word in words]
