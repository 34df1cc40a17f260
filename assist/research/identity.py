"""What a run is made with: which models and lexicon would be used, without loading them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assist.core.ids import digest_of
from assist.options import told_options

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions

_OF_LISTENING = ("asr", "voices")


def identity(options: AnalyseOptions) -> dict[str, str]:
    """Digest of each model and of the lexicon that a run with these options would use.

    Returns
    -------
    dict of str to str
        By kind; empty for a model that is not there.

    Raises
    ------
    AssistError
        When the lexicon that was asked for is not there.
    """
    from assist.models.registry import resolve
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon

    lexicon = find_lexicon(options.lexicon, shipped=shipped("lexicons", "waarden.ttl"))
    found = {
        "asr": resolve("asr", options.asr),
        "voices": resolve("voices", options.voices) if options.speakers != 1 else None,
        "encoder": resolve("encoder", options.encoder),
        "nlp": resolve("nlp", options.nlp),
        "statements": resolve("statements", ""),
        "values": resolve("values", ""),
    }
    digests = {kind: digest_of(path) if path else "" for kind, path in found.items()}
    return {**digests, "nlp": digests["nlp"] or options.nlp, "lexicon": digest_of(lexicon)}


def made_with(
    digests: dict[str, str], options: AnalyseOptions, *, recording: bool
) -> dict[str, Any]:
    """What shapes the result of one session: models of speech only where there is speech."""
    return {
        "models": {k: v for k, v in digests.items() if k not in _OF_LISTENING or recording},
        "options": dict(told_options(options, recording=recording)),
    }
