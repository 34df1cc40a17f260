"""Find a model on this machine. Nothing here opens a connection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assist.core.errors import AssistError
from assist.models.catalogue import DEFAULTS, KNOWN, Kind, Shipped, known
from assist.models.folders import home_of
from assist.models.learned import KINDS as LEARNED_KINDS
from assist.models.learned import active
from assist.models.manifest import damaged
from assist.models.packaged import join_base, parts
from assist.models.shipped import shipped

# Without these a library would ask the network, or stop with a sentence of its own.
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "asr": ("config.json", "model.bin", "tokenizer.json"),
    "voices": ("voices.onnx",),
    "encoder": ("config.json",),
    "nlp": ("config.cfg", "meta.json"),
    "statements": (),
    "values": (),
    "asr_noise": ("channel.json",),
}


def resolve(kind: Kind, name: str = "", *, learned: bool = True) -> Path | None:
    """Folder of a model: a path given, the user's folder, what ships or is installed.

    Parameters
    ----------
    kind : Kind
        What it is for.
    name : str
        A known model, one that the user put in the model folder, or a path;
        empty for the default.
    learned : bool
        Whether heads that learned from the user's own decisions go before what ships.

    Returns
    -------
    Path or None
        None when the model is known but not on this machine, and for ``nlp`` without a
        name, which needs no model.

    Raises
    ------
    AssistError
        ``not-found`` for a path that is not there, ``model-unknown``, or one of the
        ``model-damaged`` codes when a file is missing or cut off.
    """
    if _is_path(name):
        folder = Path(name).expanduser()
        if not folder.exists():
            raise AssistError("not-found", path=name)
        for file in missing(kind, folder):
            raise AssistError("model-damaged-own", path=folder, file=file)
        return folder
    wanted = name or DEFAULTS.get(kind, "")
    if not wanted:
        return None
    found = locate(kind, wanted, learned=learned)
    if found is None:
        if known(wanted, kind) is None:
            names = ", ".join(m.name for m in KNOWN if m.kind == kind)
            raise AssistError("model-unknown", name=wanted, known=names)
        return None
    folder = join_base() or found.folder if found.packed else found.folder
    for file in missing(kind, folder):
        raise damage(found, file)
    return folder


@dataclass(frozen=True, slots=True)
class Found:
    """Where a model lies.

    Parameters
    ----------
    kind, name
        Which model.
    folder : Path
        Its folder.
    origin : {"user", "learned", "shipped", "package"}
        Whose it is: pulled or put there by the user, learned from the user's decisions,
        part of the program, or of another installed package.
    packed : bool
        Still in parts; joined at first use.
    """

    kind: Kind
    name: str
    folder: Path
    origin: str
    packed: bool = False


def locate(kind: Kind, name: str, *, learned: bool = True) -> Found | None:
    """Where a model lies, without looking inside or joining anything."""
    home = home_of(kind, name)
    if home.is_dir():
        return Found(kind, name, home, "user")
    if learned and kind in LEARNED_KINDS and name == DEFAULTS.get(kind) and (own := active()):
        return Found(kind, name, own.folder / kind, "learned")
    model = known(name, kind)
    if model is not None and isinstance(model.source, Shipped):
        folder = shipped("models", kind)
        return Found(kind, name, folder, "shipped") if folder.exists() else None
    if kind == "asr" and name == "base" and (folders := parts()):
        return Found(kind, name, folders[0], "package", packed=True)
    if kind == "nlp" and (folder_of := _spacy_package(name)):
        return Found(kind, name, folder_of, "package")
    return None


def missing(kind: Kind, folder: Path) -> Iterator[str]:
    """Files that a model of this kind cannot do without, or that were cut short."""
    if folder.is_file():
        return
    if kind == "voices" and (folder / "config.yaml").is_file():
        return  # a pyannote pipeline, which checks itself
    yield from (file for file in _NEEDED[kind] if not (folder / file).is_file())
    yield from damaged(folder, thorough=False)


def damage(found: Found, file: str) -> AssistError:
    """The sentence for a damaged model, with what mends it."""
    model = known(found.name, found.kind)
    if found.origin == "learned":
        return AssistError("model-damaged-learned", name=found.folder.parent.name, file=file)
    if found.origin == "shipped":
        return AssistError("model-damaged-shipped", name=found.name, file=file)
    if model is not None:
        return AssistError("model-damaged", name=found.name, file=file)
    return AssistError("model-damaged-own", path=found.folder, file=file)


def absence(kind: Kind, name: str = "") -> AssistError:
    """The sentence for a known model that is not on this machine, with what mends it."""
    wanted = name or DEFAULTS.get(kind, "")
    model = known(wanted, kind)
    ours = model is not None and isinstance(model.source, Shipped)
    return AssistError("model-not-shipped" if ours else "model-missing", name=wanted)


def _is_path(name: str) -> bool:
    separators = [os.sep, *filter(None, [os.altsep]), "/"]
    return name.startswith((".", "~")) or any(s in name for s in separators)


def _spacy_package(name: str) -> Path | None:
    """Model folder inside an installed spaCy package; the package is not imported."""
    if not name.isidentifier() or (spec := find_spec(name)) is None:
        return None
    for place in spec.submodule_search_locations or ():
        for config in sorted(Path(place).glob(f"{name}-*/config.cfg")):
            return config.parent
    return None
