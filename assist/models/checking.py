"""Are the models on this machine whole, byte for byte?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assist.models.catalogue import KNOWN, Kind, KnownModel
from assist.models.folders import user_folder
from assist.models.manifest import damaged, read_manifest, sha256_of
from assist.models.packaged import PART_HASHES, parts
from assist.models.registry import Found, locate, missing

State = Literal["whole", "damaged", "unverified", "absent"]


@dataclass(frozen=True, slots=True)
class Health:
    """How one model is.

    Parameters
    ----------
    kind, name : str
        Which model.
    state : State
        ``unverified``: complete as far as can be seen, but nobody wrote down what it
        should hold.
    model : KnownModel or None
        None for one that the user put there.
    found : Found or None
        None when it is absent.
    files : tuple of str
        What is missing or damaged.
    """

    kind: Kind
    name: str
    state: State
    model: KnownModel | None
    found: Found | None
    files: tuple[str, ...] = ()


def check(*names: str, thorough: bool = True) -> tuple[Health, ...]:
    """Compare models with what they should hold.

    Parameters
    ----------
    *names : str
        Which; without any, every known model and all that the user has put there.
    thorough : bool
        Read every byte; otherwise only what costs no time.
    """
    told = [_health(m, locate(m.kind, m.name), thorough=thorough) for m in KNOWN]
    told += [_health(None, found, thorough=thorough) for found in _own()]
    return tuple(h for h in told if not names or h.name in names)


def _health(model: KnownModel | None, found: Found | None, *, thorough: bool) -> Health:
    if found is None:
        assert model is not None
        return Health(model.kind, model.name, "absent", model, None)
    if found.packed:
        files = _damaged_parts() if thorough else ()
        recorded = True
    else:
        # By name, once: both look at what is absent.
        wrong = dict.fromkeys(missing(found.kind, found.folder))
        wrong |= dict.fromkeys(damaged(found.folder, thorough=thorough))
        files = tuple(wrong)
        recorded = bool(files) or read_manifest(found.folder) is not None
    state: State = "damaged" if files else "whole" if recorded else "unverified"
    return Health(found.kind, found.name, state, model, found, files)


def _own() -> list[Found]:
    """Folders that the user put among the models under a name of their own."""
    names = {(m.kind, m.name) for m in KNOWN}
    kinds = list(dict.fromkeys(m.kind for m in KNOWN))
    return [
        Found(kind, folder.name, folder, "user")
        for kind in kinds
        for folder in sorted((user_folder() / kind).glob("[!.]*"))
        if folder.is_dir() and (kind, folder.name) not in names
    ]


def _damaged_parts() -> tuple[str, ...]:
    return tuple(
        name
        for folder in parts()
        for name, sha256 in PART_HASHES.items()
        if (folder / name).is_file() and sha256_of(folder / name) != sha256
    )
