"""The map in words, for who does not see it."""

from __future__ import annotations

from assist.core.language import _
from assist.core.statement import Effect, Statement
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.layout import Picture
from assist.valuemap.live import clock, live_links, numbers
from assist.valuemap.words import domain_name, polarity_name, status_name


def summary(picture: Picture) -> str:
    """How much is in a picture, and how to read its lines."""
    kinds = [c.number[0] for c in picture.cards]
    return _(
        "Kaart met {effects} effecten, {values} waarden en {options} handelingsopties."
        " Lijnen lopen van een effect naar de waarden erachter, en van een waarde naar de"
        " opties die haar dienen."
    ).format(effects=kinds.count("E"), values=kinds.count("W"), options=kinds.count("O"))


def told(valuemap: ValueMap) -> dict[str, str]:
    """What each node of a map is and hangs on to, by id; refused ones are left out."""
    number = numbers(valuemap)
    tied: dict[tuple[str, str], list[str]] = {}
    labels = {v.id: v.label for v in valuemap.values}
    for k in live_links(valuemap):
        tied.setdefault((k.source, k.kind), []).append(labels.get(k.target, number[k.target]))
        tied.setdefault((k.target, k.kind), []).append(labels.get(k.source, number[k.source]))

    def several(id_: str, kind: str) -> str:
        return ", ".join(tied.get((id_, kind), ())) or _("geen")

    said = {
        v.id: _("Waarde {label}. Achter: {effects}. Gediend door: {options}.").format(
            label=_in_cluster(v),
            effects=several(v.id, "raises"),
            options=several(v.id, "served_by"),
        )
        for v in valuemap.values
    }
    for s in valuemap.statements:
        if s.status == "rejected":
            continue
        words = f"{s.wording} (“{s.quote.exact}”)" if s.wording else f"“{s.quote.exact}”"
        if isinstance(s, Effect):
            said[s.id] = _(
                "Effect {number}, {polarity}, {time}: {words}. Waarden: {values}."
                " Opties: {options}. {status}."
            ).format(
                number=number[s.id],
                polarity=_of(s),
                time=clock(s.quote.start),
                words=words,
                values=several(s.id, "raises"),
                options=several(s.id, "answers"),
                status=status_name(s.status).capitalize(),
            )
        else:
            said[s.id] = _(
                "Optie {number}, {domain}, {time}: {words}. Waarden: {values}."
                " Antwoord op: {effects}. {status}."
            ).format(
                number=number[s.id],
                domain=domain_name(s.domain),
                time=clock(s.quote.start),
                words=words,
                values=several(s.id, "served_by"),
                effects=several(s.id, "answers"),
                status=status_name(s.status).capitalize(),
            )
    return said


def _in_cluster(value: ValueNode) -> str:
    if not value.cluster or value.cluster == value.label:
        return value.label
    return _("{label}, in de groep {cluster}").format(label=value.label, cluster=value.cluster)


def _of(effect: Statement) -> str:
    if isinstance(effect, Effect) and effect.actor:
        return _("{polarity} voor {actor}").format(
            polarity=polarity_name(effect.polarity), actor=effect.actor
        )
    return polarity_name(effect.polarity) if isinstance(effect, Effect) else ""
