"""Makes ``assist/core/common_words.txt``: words of any Dutch dialogue.

``python -m assist.training.common_words models/corpus``. A word that is said in one session
of twenty is common; what is said in fewer belongs to a technology or a place, and is worth
telling the recogniser.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from assist.core.dutch_words import COMMON
from assist.core.files import write_text
from assist.core.transcript import Transcript
from assist.training.corpus import read_corpus
from assist.transcribe.stretch import PLAIN

SHARE = 0.05  # of the sessions


def common_words(transcripts: Iterable[Transcript]) -> list[str]:
    """Words in small letters, those said in most sessions first."""
    sessions: Counter[str] = Counter()
    count = 0
    for transcript in transcripts:
        count += 1
        sessions.update(
            {w for u in transcript.utterances for w in PLAIN.findall(u.text.casefold())}
        )
    kept = [(n, word) for word, n in sessions.items() if n >= SHARE * count and word.isalpha()]
    return [word for _, word in sorted(kept, key=lambda pair: (-pair[0], pair[1]))]


if __name__ == "__main__":
    found = common_words(gold.transcript for gold in read_corpus(Path(sys.argv[1])))
    write_text(COMMON, "\n".join(found) + "\n", force=True)
