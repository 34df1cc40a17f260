"""What a reader wants to see of a map, in one place for every readable format."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from assist.core.language import _, ngettext
from assist.core.lexicon import Lexicon
from assist.core.statement import DOMAINS, Domain, Effect, Option, Statement
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.doubts import doubt
from assist.valuemap.gaps import Gaps, Voice, gaps, voices
from assist.valuemap.live import (
    live_effects,
    live_links,
    live_options,
    numbers,
    proposed_names,
    repeated_at,
)


@dataclass(frozen=True)
class Content:
    """A map as groups of rows. Refused statements and links are nowhere in it.

    Parameters
    ----------
    effects : tuple of (str, tuple of Effect)
        By actor, in the order in which actors came up; an empty actor last.
    clusters : tuple of (str, tuple of ValueNode)
        By name, and the values in them by name: counting is not ranking. Values that stand
        on their own come last, under an empty name.
    options : tuple of (Domain, tuple of Option)
        By domain, all three, as spoken.
    number : dict of str to str
        E1, W1, O1... by id.
    values_of, effects_of, options_of : dict of str to tuple of str
        Labels of values by statement id; numbers of effects by option or value id; numbers
        of options by effect or value id.
    repeated, proposed : dict of str to tuple of str
        By statement id: times at which it was said again; names from outside the list, of
        statements that nobody looked at yet.
    undecided : int
        Statements nobody looked at yet.
    doubt : str
        What makes the map doubtful as a whole; mostly empty.
    """

    effects: tuple[tuple[str, tuple[Effect, ...]], ...]
    clusters: tuple[tuple[str, tuple[ValueNode, ...]], ...]
    options: tuple[tuple[Domain, tuple[Option, ...]], ...]
    number: dict[str, str]
    values_of: dict[str, tuple[str, ...]]
    effects_of: dict[str, tuple[str, ...]]
    options_of: dict[str, tuple[str, ...]]
    repeated: dict[str, tuple[str, ...]]
    proposed: dict[str, tuple[str, ...]]
    undecided: int
    doubt: str
    gaps: Gaps
    voices: tuple[Voice, ...]

    @property
    def statements(self) -> int:
        return sum(len(g) for _, g in self.effects) + sum(len(g) for _, g in self.options)


def content_of(valuemap: ValueMap) -> Content:
    """Gather a map for reading."""
    number = numbers(valuemap)
    labels = {v.id: v.label for v in valuemap.values}
    values_of: dict[str, list[str]] = defaultdict(list)
    effects_of: dict[str, list[str]] = defaultdict(list)
    options_of: dict[str, list[str]] = defaultdict(list)
    for link in live_links(valuemap):
        if link.kind == "raises":
            values_of[link.source].append(labels[link.target])
            effects_of[link.target].append(number[link.source])
        elif link.kind == "served_by":
            values_of[link.target].append(labels[link.source])
            options_of[link.source].append(number[link.target])
        else:
            effects_of[link.source].append(number[link.target])
            options_of[link.target].append(number[link.source])

    by_actor: dict[str, list[Effect]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for effect in live_effects(valuemap):
        key = effect.actor.strip().casefold()
        spelled.setdefault(key, effect.actor.strip())
        by_actor[key].append(effect)
    clusters: dict[str, list[ValueNode]] = defaultdict(list)
    for node in valuemap.values:
        clusters[node.cluster].append(node)
    options = live_options(valuemap)
    statements: list[Statement] = [*live_effects(valuemap), *options]
    return Content(
        effects=tuple(
            (spelled[key], tuple(by_actor[key])) for key in sorted(by_actor, key=lambda k: not k)
        ),
        clusters=tuple(
            (name, tuple(sorted(clusters[name], key=lambda v: (v.label.casefold(), v.id))))
            for name in sorted(clusters, key=lambda c: (not c, c.casefold()))
        ),
        options=tuple((d, tuple(o for o in options if o.domain == d)) for d in DOMAINS),
        number=number,
        values_of=_sorted(values_of),
        effects_of=_sorted(effects_of, by_number=True),
        options_of=_sorted(options_of, by_number=True),
        repeated={s.id: repeated_at(s, valuemap.transcript) for s in statements if s.repeated},
        # Once somebody looked at a statement and did not take the name over, it is no proposal.
        proposed={
            s.id: names
            for s in statements
            if s.status == "suggested" and (names := proposed_names(s))
        },
        undecided=sum(s.status == "suggested" for s in statements),
        doubt=doubt(valuemap),
        gaps=gaps(valuemap, Lexicon("", "", "", ())),
        voices=voices(valuemap.transcript),
    )


def carried(content: Content, statement: str) -> str:
    """Values of a statement, and what may be one though it is not on the list; for a cell."""
    parts = [", ".join(content.values_of.get(statement, ()))]
    if statement in content.proposed:
        names = ", ".join(content.proposed[statement])
        parts.append(_("misschien, niet in de lijst: {names}").format(names=names))
    return "; ".join(filter(None, parts))


def _sorted(found: dict[str, list[str]], *, by_number: bool = False) -> dict[str, tuple[str, ...]]:
    """Values keep their order (most central first); numbers go up."""
    if not by_number:
        return {k: tuple(v) for k, v in found.items()}
    return {k: tuple(sorted(v, key=lambda n: int(n[1:]))) for k, v in found.items()}


def counts(content: Content) -> str:
    """One line that says how much there is.

    It counts what was said, and says so; it does not weigh.
    """
    polarity = Counter(e.polarity for _, group in content.effects for e in group)
    total = sum(polarity.values())
    options = sum(len(group) for _, group in content.options)
    values = sum(len(group) for _, group in content.clusters)
    return ", ".join(
        (
            ngettext("{n} effect", "{n} effecten", total).format(n=total)
            + _(" ({plus} positief, {minus} negatief, {both} allebei)").format(
                plus=polarity["positive"], minus=polarity["negative"], both=polarity["mixed"]
            ),
            ngettext("{n} waarde", "{n} waarden", values).format(n=values),
            ngettext("{n} handelingsoptie", "{n} handelingsopties", options).format(n=options),
        )
    )


def questions(content: Content) -> tuple[str, ...]:
    """What was left open, as questions for the next conversation."""
    g, number = content.gaps, content.number
    asked = []
    harmed = [e for e in g.effects_without_option if e.polarity != "positive"]
    if harmed:
        asked.append(
            _(
                "Bij deze nadelige effecten is nog geen handelingsoptie genoemd: {which}."
                " Wat kan daar?"
            ).format(which=", ".join(number[e.id] for e in harmed))
        )
    if g.options_without_value:
        asked.append(
            _("Bij deze opties staat nog geen waarde: {which}. Welke waarde dienen ze?").format(
                which=", ".join(number[o.id] for o in g.options_without_value)
            )
        )
    if g.values_without_option:
        asked.append(
            _("Deze waarden spelen mee, maar geen optie dient ze: {which}. Is dat terecht?").format(
                which=", ".join(v.label for v in g.values_without_option)
            )
        )
    if g.values_only_named:
        asked.append(
            _("Deze waarden zijn genoemd, maar niet uitgewerkt: {which}. Wat speelt daar?").format(
                which=", ".join(v.label for v in g.values_only_named)
            )
        )
    if g.quiet_roles:
        asked.append(
            _("Deze groepen kwamen weinig aan het woord: {which}. Wat zouden zij zeggen?").format(
                which=", ".join(v.role for v in g.quiet_roles)
            )
        )
    return tuple(asked)
