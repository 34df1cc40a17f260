"""A small made-up corpus and an encoder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

TALK = {
    "other": [
        "Goedemiddag allemaal, wie wil er koffie?",
        "De kast hangt in de gang en hij heeft vier lampjes.",
        "Ja, dat klopt, hij komt uit België.",
        "Zo, dan gaan we naar de volgende ronde.",
        "Wie had daar net nog een vraag over?",
    ],
    "effect": [
        "Sinds die kast er hangt durf ik 's avonds niet meer naar buiten, echt niet.",
        "Het scheelt ons elke dag een uur, dus ik ben gewoon op tijd thuis.",
        "Mijn moeder slaapt nou door, want ze hoeft niet meer bang te zijn.",
        "Straks zegt niemand meer wat, omdat iedereen denkt dat hij meeluistert.",
    ],
    "option": [
        "Kunnen we niet gewoon een knop maken waarmee je hem uitzet?",
        "Spreek af dat er elk half jaar iemand naar de cijfers kijkt.",
        "Geef de mensen van de balie een middag les in wat hij doet.",
    ],
}
POLARITY = ("negative", "positive", "positive", "negative")
DOMAIN = ("techniek", "omgeving", "mens")


def session(number: int, length: int = 24) -> dict[str, object]:
    """One annotated session, as a file holds it."""
    kinds = ["other", "effect", "other", "effect", "option", "other"]
    utterances, effects, options = [], [], []
    for i in range(length):
        kind = kinds[(i + number) % len(kinds)]
        place = (i // len(kinds) + i + number) % len(TALK[kind])
        text = f"{TALK[kind][place]} Zeg ik {number} keer {i}."
        quote = TALK[kind][place].rstrip(".?")
        utterance = i + 1
        utterances.append(
            {
                "id": utterance,
                "start": 10.0 * i,
                "end": 10.0 * i + 8,
                "speaker": "S1" if kind == "other" else f"S{2 + i % 3}",
                "role": "moderator" if kind == "other" else "burger",
                "text": text,
            }
        )
        if kind == "effect":
            effects.append(
                {"id": f"e{utterance}", "utterances": [utterance], "quote": quote,
                 "polarity": POLARITY[place], "actor": "", "values": ["privacy"]}
            )  # fmt: skip
        elif kind == "option":
            options.append(
                {"id": f"o{utterance}", "utterances": [utterance], "quote": quote,
                 "domain": DOMAIN[place], "values": ["autonomie"], "effects": []}
            )  # fmt: skip
    third = length // 3
    return {
        "id": f"sessie-{number}",
        "title": f"Sessie {number}",
        "technology": f"kast {number}",
        "style": "",
        "language": "nl",
        "utterances": utterances,
        "phases": [
            {"name": "casus", "from": 1, "to": 2},
            {"name": "effecten", "from": 3, "to": third},
            {"name": "waarden", "from": third + 1, "to": third + 2},
            {"name": "opties", "from": third + 3, "to": length - 1},
            {"name": "overig", "from": length, "to": length},
        ],
        "effects": effects,
        "mentioned_values": [],
        "options": options,
    }


class WordEncoder:
    """Bags of hashed words: alike texts, alike vectors; counts how often it was asked."""

    name = "words"
    dimension = 48

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        rows = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.md5(word.encode()).digest()[0] % self.dimension] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
