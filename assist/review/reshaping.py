"""One statement into two, and several into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assist.core.errors import AssistError
from assist.core.statement import (
    Effect,
    EffectLink,
    Option,
    Quote,
    Statement,
    ValueSuggestion,
    id_of,
)
from assist.core.valuemap import ValueMap
from assist.review import snapshot
from assist.review.aligning import spans_of
from assist.review.matching import beside
from assist.review.wish import Wish, copy_of, maker_of, plain_quote, same_words, words_of


def halves(statement: Statement, at: int) -> tuple[str, str]:
    """The quote cut before its ``at``-th word (counted from 1): a proposal for a form.

    Raises
    ------
    AssistError
        ``split-nothing`` when either part would be empty.
    """
    exact = statement.quote.exact
    words = spans_of(exact)
    if not 1 <= at < len(words):
        raise AssistError("split-nothing")
    return exact[: words[at - 1][1]], exact[words[at][0] :]


def split(
    suggestions: ValueMap,
    shown: ValueMap,
    statement: Statement,
    first: str,
    second: str,
    *,
    utterance: int | None = None,
) -> Wish:
    """Make two statements of one, by their words.

    The one keeps its id, comments and history on the first words; the second is new, with
    the same values, side, actor and links, to be changed after.

    Parameters
    ----------
    suggestions : ValueMap
        The run that the statement came from.
    shown : ValueMap
        The map as decided so far.
    statement : Statement
        As it is now.
    first, second : str
        Literal words of the utterance, which do not overlap.
    utterance : int, optional
        Where the second words were said, when the statement runs over more than one.

    Raises
    ------
    AssistError
        ``words-not-spoken``; ``split-nothing`` when the words overlap or are there already
        as a statement of their own.
    """
    had = statement.quote
    one = words_of(shown.transcript, had.utterance, first, had.start_char)
    elsewhere = utterance is not None and utterance != had.utterance
    if elsewhere:
        other = words_of(shown.transcript, utterance or 0, second)
    else:
        after = one.end_char if one.end_char < had.end_char else had.start_char
        other = words_of(shown.transcript, had.utterance, second, after)
        if one.start_char < other.end_char and other.start_char < one.end_char:
            raise AssistError("split-nothing")
    target = id_of(statement.kind, shown.session.id, other)
    there = same_words(shown, statement.kind, other)
    if target == statement.id or (there is not None and there.status != "rejected"):
        raise AssistError("split-nothing")
    rest = tuple(u for u in statement.utterances if u != other.utterance) if elsewhere else ()
    made = replace(
        statement,
        id=target,
        quote=other,
        utterances=(other.utterance,),
        repeated=(),
        wording="",
        status="added",
    )
    change = {
        "first": plain_quote(one),
        "utterances": list(rest or statement.utterances),
        "second": snapshot.to_json(made),
        "beside": beside(shown, made),
        "was": {"quote": plain_quote(had)},
        **copy_of(suggestions, statement),
    }
    return Wish("split", statement.id, change, maker_of(suggestions, statement))


def merge(suggestions: ValueMap, shown: ValueMap, targets: Sequence[str]) -> Wish:
    """Make one statement of two or more of a kind.

    The first that was spoken stays, with its id and quote; it gets all utterances, values
    and links of the others, which leave the map. Comments on them move along.

    Parameters
    ----------
    suggestions, shown : ValueMap
        The run, and the map as decided so far.
    targets : sequence of str
        Ids, in any order.

    Raises
    ------
    AssistError
        ``statement-gone``; ``merge-kinds`` for an effect with an option; ``merge-one`` for
        fewer than two.
    """
    wanted = set(targets)
    chosen = [s for s in shown.statements if s.id in wanted]
    if len(chosen) < len(wanted):
        raise AssistError("statement-gone")
    if len(chosen) < 2:
        raise AssistError("merge-one")
    if len({s.kind for s in chosen}) > 1:
        raise AssistError("merge-kinds")
    main, *others = chosen
    change: dict[str, Any] = {
        "others": [s.id for s in others],
        "copies": [snapshot.to_json(s) for s in others],
        **copy_of(suggestions, main),
    }
    return Wish("merge", main.id, change, maker_of(suggestions, main))


def merged(main: Statement, others: Sequence[Statement]) -> Statement:
    """The first statement with what the others bring."""
    together = [main, *others]
    quotes = {s.quote.utterance for s in together}
    utterances = tuple(sorted({u for s in together for u in s.utterances} | quotes))
    repeated = tuple(sorted({u for s in together for u in s.repeated} - set(utterances)))
    values = _best([v for s in together for v in s.values])
    wording = next((s.wording for s in together if s.wording), "")
    common: dict[str, Any] = {
        "utterances": utterances,
        "repeated": repeated,
        "values": values,
        "wording": wording,
    }
    if isinstance(main, Effect):
        effects = [s for s in together if isinstance(s, Effect)]
        sides = {e.polarity for e in effects}
        actor = next((e.actor for e in effects if e.actor), "")
        polarity = main.polarity if len(sides) == 1 else "mixed"
        return replace(main, polarity=polarity, actor=actor, **common)
    links: dict[str, EffectLink] = {}
    for option in together:
        for link in option.effects if isinstance(option, Option) else ():
            if link.effect not in links or link.score > links[link.effect].score:
                links[link.effect] = link
    ordered = sorted(links.values(), key=lambda link: -link.score)
    return replace(main, effects=tuple(ordered), **common)


def _best(values: Sequence[ValueSuggestion]) -> tuple[ValueSuggestion, ...]:
    """Each value once, with its highest score, in descending score."""
    best: dict[str, ValueSuggestion] = {}
    for value in values:
        if value.value not in best or value.score > best[value.value].score:
            best[value.value] = value
    return tuple(sorted(best.values(), key=lambda v: -v.score))


def narrowed(statement: Statement, quote: Quote, change: Mapping[str, Any]) -> Statement:
    """The statement that was split, on its first words."""
    kept = tuple(u for u in change.get("utterances", ()) if u in statement.utterances)
    return replace(
        statement,
        quote=quote,
        utterances=kept if quote.utterance in kept else (quote.utterance,),
    )
