"""Build a value map from its parts, and anew after a person changed statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assist.core.lexicon import Lexicon
from assist.core.protocols import Encoder
from assist.core.statement import Effect, Option, Reason, Statement, Status
from assist.core.transcript import Session, Transcript
from assist.core.valuemap import Link, LinkKind, MadeBy, Mention, ValueMap, ValueNode
from assist.valuemap.clusters import clusters_of
from assist.valuemap.linking import LinkModel, link_options

_DECIDED: tuple[Status, ...] = ("accepted", "edited", "added")


def build(
    session: Session,
    made_by: MadeBy,
    transcript: Transcript,
    effects: Sequence[Effect],
    options: Sequence[Option],
    mentions: Iterable[tuple[str, Mention]],
    lexicon: Lexicon,
    encoder: Encoder,
    linking: LinkModel,
) -> ValueMap:
    """Join what the stages found into one map.

    Parameters
    ----------
    effects, options : sequence
        With their values; links from options to effects are made here.
    mentions : iterable of (str, Mention)
        Preferred label of a value that was named aloud, and where.
    lexicon : Lexicon
        Gives the clusters.
    encoder : Encoder
        Weighs how alike an option and an effect are.
    linking : LinkModel
        Says which of them belong together.

    Returns
    -------
    ValueMap
        Statements in the order they were spoken.
    """
    linked = link_options(effects, options, transcript, encoder, linking)
    found = ValueMap(
        session=session,
        made_by=made_by,
        transcript=transcript,
        effects=tuple(sorted(effects, key=_spoken)),
        options=tuple(sorted(linked, key=_spoken)),
    )
    return _with_graph(found, mentions, lexicon)


def rebuild(
    valuemap: ValueMap, lexicon: Lexicon, clusters: Mapping[str, str] | None = None
) -> ValueMap:
    """Make value nodes and links anew, after statements were changed, added or refused.

    ``clusters`` are those that a person chose, by value: they outrank what was found.
    What a person decided about a link stays, as does a link that a person drew.
    Refused statements stay in the map and lose their links.
    """
    mentions = [(node.id, mention) for node in valuemap.values for mention in node.mentions]
    ordered = replace(
        valuemap,
        effects=tuple(sorted(valuemap.effects, key=_spoken)),
        options=tuple(sorted(valuemap.options, key=_spoken)),
    )
    return _with_graph(ordered, mentions, lexicon, clusters)


def _spoken(statement: Statement) -> tuple[float, int, int, str]:
    quote = statement.quote
    return (quote.start, quote.utterance, quote.start_char, statement.id)


def _with_graph(
    valuemap: ValueMap,
    mentions: Iterable[tuple[str, Mention]],
    lexicon: Lexicon,
    chosen: Mapping[str, str] | None = None,
) -> ValueMap:
    effects = [e for e in valuemap.effects if e.status != "rejected"]
    options = [o for o in valuemap.options if o.status != "rejected"]
    known = {node.id: node.cluster for node in valuemap.values}
    nodes = _value_nodes([*effects, *options], mentions, lexicon, known, chosen or {})
    links = _links(effects, options, {link_key(link): link for link in valuemap.links})
    alive = {n.id for n in nodes} | {e.id for e in effects} | {o.id for o in options}
    drawn = [
        link
        for link in valuemap.links
        if link.status == "added"
        and link_key(link) not in {link_key(made) for made in links}
        and {link.source, link.target} <= alive
    ]
    order: dict[LinkKind, int] = {"raises": 0, "served_by": 1, "answers": 2}
    place = {e.id: i for i, e in enumerate(valuemap.effects)}
    place |= {o.id: i for i, o in enumerate(valuemap.options)}
    place |= {n.id: i for i, n in enumerate(nodes)}
    return replace(
        valuemap,
        values=nodes,
        links=tuple(
            sorted(
                (*links, *drawn),
                key=lambda x: (order[x.kind], place[x.source], -x.score, place[x.target]),
            )
        ),
    )


def link_key(link: Link) -> tuple[str, str, str]:
    """What makes a link the same link in another run: kind, source, target."""
    return (link.kind, link.source, link.target)


def _value_nodes(
    statements: Sequence[Statement],
    mentions: Iterable[tuple[str, Mention]],
    lexicon: Lexicon,
    known: Mapping[str, str],
    chosen: Mapping[str, str],
) -> tuple[ValueNode, ...]:
    """One node a value, by cluster, the most carried first."""
    named: dict[str, set[Mention]] = defaultdict(set)
    for label, mention in mentions:
        named[label].add(mention)
    carried: dict[str, int] = defaultdict(int)
    for statement in statements:
        for suggestion in statement.values:
            carried[suggestion.value] += 1
    labels = sorted({*named, *carried}, key=lambda v: (-carried.get(v, 0), v.casefold(), v))
    clusters = clusters_of(labels, statements, lexicon, {**known, **chosen})
    clusters |= {label: chosen[label] for label in labels if label in chosen}
    weight: dict[str, int] = defaultdict(int)
    for label in labels:
        weight[clusters[label]] += carried.get(label, 0)
    # Values that stand on their own come last.
    labels.sort(key=lambda v: (not clusters[v], -weight[clusters[v]], clusters[v]))
    return tuple(
        ValueNode(
            id=label,
            label=label,
            cluster=clusters[label],
            mentions=tuple(
                sorted(named.get(label, ()), key=lambda m: (m.utterance, m.start_char, m.end_char))
            ),
        )
        for label in labels
    )


def _links(
    effects: Sequence[Effect],
    options: Sequence[Option],
    known: Mapping[tuple[str, str, str], Link],
) -> list[Link]:
    def made(
        source: str, target: str, kind: LinkKind, score: float, because: Reason, status: Status
    ) -> Link:
        link = Link(source, target, kind, score, because, status)
        before = known.get(link_key(link))
        # "accepted" on a value link may only echo a statement that has since been reset.
        echo = kind != "answers" and before is not None and before.status == "accepted"
        if before is None or before.status == "suggested" or echo:
            return link
        return replace(link, status=before.status)

    links = []
    statements: list[Statement] = [*effects, *options]
    for statement in statements:
        # Who accepts a statement accepts the values it shows.
        status: Status = "accepted" if statement.status in _DECIDED else "suggested"
        for v in statement.values:
            if isinstance(statement, Effect):
                links.append(made(statement.id, v.value, "raises", v.score, v.because, status))
            else:
                links.append(made(v.value, statement.id, "served_by", v.score, v.because, status))
    alive = {e.id for e in effects}
    for option in options:
        for e in option.effects:
            if e.effect in alive:
                links.append(made(option.id, e.effect, "answers", e.score, e.because, "suggested"))
    return links
