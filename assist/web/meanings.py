"""What the values of the lexicon mean, for who wonders which of two it is."""

from __future__ import annotations

from collections import defaultdict

from fastapi import APIRouter, Request, Response

from assist.core.lexicon import Concept, Lexicon
from assist.valuemap.clusters import head_of
from assist.web import pages
from assist.web.sessions import desk_of
from assist.web.who import demand

router = APIRouter()


@router.get("/values")
def values(request: Request) -> Response:
    """Every value with its meaning, below the head value it belongs to."""
    demand(request, "read")
    return pages.page("meanings.html", families=families(desk_of(request).lexicon))


def families(lexicon: Lexicon) -> list[tuple[str, list[Concept]]]:
    """Head values with the concepts below them, the head itself first, in order of letters.

    Parameters
    ----------
    lexicon : Lexicon
        Concepts without a preferred label are left out.
    """
    heads: dict[str, list[Concept]] = defaultdict(list)
    for concept in lexicon:
        if concept.label:
            heads[head_of(concept.label, lexicon)].append(concept)
    for head, concepts in heads.items():
        concepts.sort(key=lambda c: (c.label != head, c.label.casefold()))
    return sorted(heads.items(), key=lambda pair: pair[0].casefold())
