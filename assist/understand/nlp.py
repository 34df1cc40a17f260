"""The spaCy pipeline: the project's components on a blank Dutch one, or after the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.understand import clauses, cues, statements, utterances  # noqa: F401 - they register

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG = Path(__file__).parent / "config.cfg"
_NOT_NEEDED = ("ner",)  # of a trained pipeline; costs time and tells nothing here
# The same, but whoever asks can enable them. Parts of speech come from the morphologizer.
_RESTING = ("lemmatizer", "trainable_lemmatizer", "tagger")


def make_nlp(name: str = "") -> Language:
    """Build the pipeline.

    Parameters
    ----------
    name : str
        An installed spaCy pipeline or its folder, such as ``nl_core_news_md`` or the shipped
        ``models/nlp``; empty for a blank Dutch one, which is enough for all components. Of a
        trained one, the layers that no component reads are disabled.

    Raises
    ------
    AssistError
        ``nlp-unreadable``.
    """
    import spacy
    from spacy import util

    config = util.load_config(CONFIG)
    if not name:
        return util.load_model_from_config(config, auto_fill=True)
    try:
        nlp = spacy.load(name, exclude=list(_NOT_NEEDED))
    except (OSError, ValueError, ImportError) as error:
        raise AssistError("nlp-unreadable", name=name) from error
    if "morphologizer" in nlp.pipe_names:
        for layer in set(_RESTING) & set(nlp.pipe_names):
            nlp.disable_pipe(layer)
    for component in config["nlp"]["pipeline"]:
        settings = dict(config["components"][component])
        nlp.add_pipe(settings.pop("factory"), name=component, config=settings)
    return nlp


def version_of(nlp: Language) -> str:
    """Name and version of the pipeline, for the record.

    A blank pipeline is named after the components' own version.
    """
    from importlib.metadata import version

    name = nlp.meta.get("name") or ""
    if name in ("", "pipeline"):
        return f"nl-blank (spaCy {version('spacy')})"
    return f"{nlp.lang}_{name} {nlp.meta.get('version', '')}".strip()
