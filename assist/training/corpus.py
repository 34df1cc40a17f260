"""Annotated sessions: read, checked, and as the same concepts that the program yields."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from assist.core.errors import AssistError
from assist.core.files import check_readable, write_text
from assist.core.language import _
from assist.core.lexicon import Lexicon
from assist.core.statement import (
    DOMAINS,
    POLARITIES,
    Effect,
    EffectLink,
    Option,
    Quote,
    Statement,
    ValueSuggestion,
)
from assist.core.transcript import PHASES, Phase, Session, Transcript, Utterance
from assist.core.valuemap import Mention


@dataclass(frozen=True, eq=False)
class GoldSession:
    """A session with what a reader found in it.

    Effects and options carry the ids and values of the annotation, all with score 1.0.

    Parameters
    ----------
    transcript : Transcript
        Utterances without phase, as the program meets them.
    phases : mapping of int to Phase
        By utterance id.
    mentions : tuple of (str, Mention)
        Values named aloud, by preferred label.
    """

    transcript: Transcript
    style: str
    effects: tuple[Effect, ...]
    options: tuple[Option, ...]
    phases: Mapping[int, Phase]
    mentions: tuple[tuple[str, Mention], ...]

    @property
    def id(self) -> str:
        return self.transcript.session.id

    @property
    def technology(self) -> str:
        return self.transcript.session.technology

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Effects, then options."""
        return (*self.effects, *self.options)

    def without_speakers(self) -> GoldSession:
        """The same session as a recording gives it: text and times alone."""
        bare = (replace(u, speaker=None, role=None) for u in self.transcript.utterances)
        return replace(self, transcript=self.transcript.with_utterances(bare))


class _FaultError(ValueError):
    """What is wrong with an annotated session, in the user's language."""


def read_gold(path: Path) -> GoldSession:
    """Read one annotated session and check it.

    Raises
    ------
    AssistError
        ``gold-broken`` with the first thing that is wrong, or why the file cannot be read.
    """
    check_readable(path)
    try:
        return _session(json.loads(path.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise AssistError("gold-broken", path=path, reason=_("het is geen tekst")) from error
    except json.JSONDecodeError as error:
        raise AssistError("gold-broken", path=path, reason=_("het is geen JSON")) from error
    except KeyError as error:
        reason = _("{field} ontbreekt").format(field=error.args[0])
        raise AssistError("gold-broken", path=path, reason=reason) from error
    except _FaultError as error:
        raise AssistError("gold-broken", path=path, reason=str(error)) from error
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = _("er staat iets in dat daar niet hoort")  # what Python says is for nobody
        raise AssistError("gold-broken", path=path, reason=reason) from error


def read_corpus(folder: Path) -> tuple[GoldSession, ...]:
    """All annotated sessions of a folder, in order of file name.

    Raises
    ------
    AssistError
        ``gold-none`` when there are none; see `read_gold`.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise AssistError("gold-none", path=folder)
    return tuple(map(read_gold, paths))


class OnTechnology(Protocol):
    """A session by name, whole or not."""

    @property
    def id(self) -> str: ...

    @property
    def technology(self) -> str: ...


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session that the shipped models learned from; its text need not be there."""

    id: str
    technology: str


def read_known(path: Path) -> tuple[KnownSession, ...]:
    """Read the list of sessions that the shipped models learned from.

    It ships with the program, as the sessions themselves do not.

    Raises
    ------
    AssistError
        ``gold-broken`` or why the file cannot be read.
    """
    check_readable(path)
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        return tuple(KnownSession(row["id"], row["technology"]) for row in rows)
    except UnicodeDecodeError as error:
        raise AssistError("gold-broken", path=path, reason=_("het is geen tekst")) from error
    except KeyError as error:
        reason = _("{field} ontbreekt").format(field=error.args[0])
        raise AssistError("gold-broken", path=path, reason=reason) from error


def write_known(golds: Iterable[OnTechnology], path: Path) -> None:
    """Write the list that `read_known` reads, over an older one.

    Raises
    ------
    AssistError
        When the file cannot be written.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("id", "technology"))
    rows.writerows((gold.id, gold.technology) for gold in golds)
    write_text(path, text.getvalue(), force=True)


def unknown_values(golds: Iterable[GoldSession], lexicon: Lexicon) -> tuple[str, ...]:
    """Values in annotations that are no preferred label of the lexicon."""
    used = {v.value for g in golds for s in g.statements for v in s.values}
    used |= {label for g in golds for label, _mention in g.mentions}
    return tuple(sorted(used - set(lexicon.labels)))


def same_technology(
    golds: Sequence[OnTechnology], known: Iterable[OnTechnology]
) -> tuple[str, ...]:
    """Ids of sessions about a technology, or with an id, that is among the known ones."""
    known = tuple(known)
    ids = {k.id for k in known}
    technologies = {k.technology.casefold() for k in known}
    return tuple(g.id for g in golds if g.id in ids or g.technology.casefold() in technologies)


def _session(data: Mapping[str, Any]) -> GoldSession:
    utterances = tuple(_utterance(u) for u in data["utterances"])
    end = max((u.end for u in utterances), default=0.0)
    session = Session(data["id"], data.get("title", ""), data.get("technology", ""), duration=end)
    transcript = Transcript(session, utterances, data.get("language", "nl"))
    effects = tuple(_effect(e, transcript) for e in data["effects"])
    known = {e.id for e in effects}
    options = tuple(_option(o, transcript, known) for o in data["options"])
    ids = [e.id for e in effects] + [o.id for o in options]
    if len(set(ids)) != len(ids):
        raise _FaultError(_("een id komt twee keer voor"))
    return GoldSession(
        transcript=transcript,
        style=data.get("style", ""),
        effects=effects,
        options=options,
        phases=_phases(data.get("phases", ()), transcript),
        mentions=tuple(_mention(m, transcript) for m in data.get("mentioned_values", ())),
    )


def _utterance(data: Mapping[str, Any]) -> Utterance:
    return Utterance(
        int(data["id"]),
        float(data["start"]),
        float(data["end"]),
        str(data["text"]),
        data.get("speaker"),
        data.get("role"),
    )


def _quote(data: Mapping[str, Any], transcript: Transcript) -> tuple[Quote, tuple[int, ...]]:
    places = tuple(data["utterances"])
    for place in places:
        if place not in transcript:
            raise _FaultError(_("uiting {number} bestaat niet").format(number=place))
        start = transcript[place].text.find(data["quote"])
        if start >= 0 and data["quote"]:
            return Quote.of(transcript[place], start, start + len(data["quote"])), places
    raise _FaultError(_("het citaat van {id} staat er niet letterlijk").format(id=data["id"]))


def _values(data: Mapping[str, Any]) -> tuple[ValueSuggestion, ...]:
    return tuple(ValueSuggestion(str(value), 1.0) for value in data.get("values", ()))


def _effect(data: Mapping[str, Any], transcript: Transcript) -> Effect:
    quote, places = _quote(data, transcript)
    if data["polarity"] not in POLARITIES:
        raise _FaultError(_("onbekende lading bij {id}").format(id=data["id"]))
    return Effect(
        str(data["id"]),
        quote,
        places,
        data["polarity"],
        data.get("actor", ""),
        values=_values(data),
    )


def _option(data: Mapping[str, Any], transcript: Transcript, effects: set[str]) -> Option:
    quote, places = _quote(data, transcript)
    if data["domain"] not in DOMAINS:
        raise _FaultError(_("onbekend domein bij {id}").format(id=data["id"]))
    answered = data.get("effects", ())
    if not effects.issuperset(answered):
        raise _FaultError(_("{id} noemt een effect dat er niet is").format(id=data["id"]))
    return Option(
        str(data["id"]),
        quote,
        places,
        data["domain"],
        values=_values(data),
        effects=tuple(EffectLink(e, 1.0) for e in answered),
    )


def _phases(phases: Iterable[Mapping[str, Any]], transcript: Transcript) -> dict[int, Phase]:
    found: dict[int, Phase] = {}
    for phase in phases:
        if phase["name"] not in PHASES:
            raise _FaultError(_("onbekende fase {name}").format(name=phase["name"]))
        for number in range(phase["from"], phase["to"] + 1):
            if number in transcript:
                found[number] = phase["name"]
    return found


def _mention(data: Mapping[str, Any], transcript: Transcript) -> tuple[str, Mention]:
    place, words = data["utterance"], data["quote"]
    if place not in transcript or words not in transcript[place].text:
        raise _FaultError(_("de genoemde waarde {words} staat er niet").format(words=words))
    start = transcript[place].text.index(words)
    return data["value"], Mention(place, start, start + len(words), words)
