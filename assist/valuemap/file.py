"""The contract file: a value map as JSON (``valuemap/1``), checked on the way out and in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.language import _
from assist.core.valuemap import SCHEMA, ValueMap
from assist.valuemap.encoding import from_plain, to_plain

# Half of a surrogate pair, as damaged JSON holds: UTF-8 cannot write it, an escape can.
_HALF = re.compile("[\ud800-\udfff]")
_SCHEMA_FILE = Path(__file__).with_name("valuemap-1.schema.json")


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the file; a fresh copy at each call."""
    made: dict[str, Any] = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return made


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def dumps(valuemap: ValueMap) -> str:
    """Write a value map as text.

    Equal maps give equal text: fixed order of keys, one utterance, statement, value or
    link a line, times in milliseconds, scores in four decimals, a newline at the end.

    Raises
    ------
    ValueError
        When the map breaks the contract: a fault in the program, not in the input.

    Notes
    -----
    ``loads(dumps(m))`` equals ``m`` up to that rounding, and writing it again gives
    the same text.
    """
    plain = to_plain(valuemap)
    for fault in _faults(plain):
        raise ValueError(f"value map breaks its contract: {fault}")
    return _text(plain)


def _text(plain: Mapping[str, Any]) -> str:
    def line(value: object) -> str:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)

    def lines(values: list[Any], indent: str) -> str:
        if not values:
            return "[]"
        return "[\n" + ",\n".join(f"{indent} {line(v)}" for v in values) + f"\n{indent}]"

    parts = []
    for key, value in plain.items():
        if isinstance(value, list):
            parts.append(f" {line(key)}: {lines(value, ' ')}")
        elif key == "transcript":
            utterances = lines(value["utterances"], " ")
            held = f', "held": {lines(value["held"], " ")}' if "held" in value else ""
            parts.append(
                f' "transcript": {{"language": {line(value["language"])}, '
                f'"utterances": {utterances}{held}}}'
            )
        else:
            parts.append(f" {line(key)}: {line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def loads(text: str, *, name: str = "") -> ValueMap:
    """Read a value map from text.

    Parameters
    ----------
    text : str
        Contents of a ``valuemap/1`` file.
    name : str
        What to call it in an error, usually its path.

    Raises
    ------
    AssistError
        ``valuemap-not-json``, ``valuemap-other-version``, ``valuemap-foreign`` or
        ``valuemap-broken``.
    """
    name = name or _("dit bestand")
    try:
        plain = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise AssistError("valuemap-not-json", path=name) from error
    made_as = plain.get("schema") if isinstance(plain, dict) else None
    if not isinstance(made_as, str) or not made_as.startswith("valuemap/"):
        raise AssistError("valuemap-foreign", path=name)
    if made_as != SCHEMA:
        raise AssistError("valuemap-other-version", path=name, found=made_as, known=SCHEMA)
    for fault in _faults(plain):
        raise AssistError("valuemap-broken", path=name, reason=fault)
    return from_plain(plain)


def loads_own(text: str) -> ValueMap:
    """Read what `dumps` wrote and this program kept: checked on its way out, and not again.

    Raises
    ------
    ValueError, KeyError, TypeError
        When it is something else after all.
    """
    return from_plain(json.loads(text))


def _no_constant(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def read_valuemap(path: Path) -> ValueMap:
    """Read a contract file.

    Raises
    ------
    AssistError
        When it cannot be read, or is not a whole value map; see `loads`.
    """
    check_readable(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AssistError("valuemap-not-json", path=path) from error
    return loads(text, name=str(path))


def _faults(plain: Mapping[str, Any]) -> Iterator[str]:
    """What breaks the contract, one sentence part each; lazily, the first is enough."""
    for error in _validator().iter_errors(plain):
        place = "/".join(str(p) for p in error.absolute_path) or "/"
        yield _("bij {place} staat niet wat het schema vraagt").format(place=place)
    yield from _reference_faults(plain)


def _reference_faults(plain: Mapping[str, Any]) -> Iterator[str]:
    """What a schema cannot say: quotes are verbatim, references resolve, ids are unique."""
    utterances = plain["transcript"]["utterances"]
    texts = {u["id"]: u["text"] for u in utterances}
    if len(texts) != len(utterances):
        yield _("twee uitingen hebben hetzelfde nummer")
    effects = {e["id"] for e in plain["effects"]}
    options = {o["id"] for o in plain["options"]}
    values = {v["id"] for v in plain["values"]}
    if len(effects | options) != len(plain["effects"]) + len(plain["options"]):
        yield _("twee uitspraken hebben hetzelfde kenmerk")
    if len(values) != len(plain["values"]):
        yield _("een waarde staat er twee keer in")

    def verbatim(part: Mapping[str, Any]) -> bool:
        text = texts.get(part["utterance"])
        return text is not None and text[part["start_char"] : part["end_char"]] == part["exact"]

    for statement in (*plain["effects"], *plain["options"]):
        if not verbatim(statement["quote"]):
            yield _("de woorden van {id} staan niet zo in het gesprek").format(id=statement["id"])
        if not texts.keys() >= {*statement["utterances"], *statement.get("repeated", ())}:
            yield _("{id} verwijst naar een uiting die er niet is").format(id=statement["id"])
    for option in plain["options"]:
        if not effects >= {e["effect"] for e in option["effects"]}:
            yield _("{id} verwijst naar een effect dat er niet is").format(id=option["id"])
    for value in plain["values"]:
        if not all(verbatim(m) for m in value.get("mentions", ())):
            yield _("de woorden bij {id} staan niet zo in het gesprek").format(id=value["id"])
    ends = {"raises": (effects, values), "served_by": (values, options)}
    ends["answers"] = (options, effects)
    for link in plain["links"]:
        sources, targets = ends[link["kind"]]
        if link["source"] not in sources or link["target"] not in targets:
            yield _("een verband verwijst naar {id}, en dat is er niet").format(
                id=link["source"] if link["source"] not in sources else link["target"]
            )
