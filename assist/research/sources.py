"""Which sessions a batch holds, and what their results are called."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_readable

MANIFEST = "batch.json"


@dataclass(frozen=True, slots=True)
class Source:
    """One session to work through.

    Parameters
    ----------
    path : Path
        The recording or transcript.
    sha256 : str
        Of its contents; empty when it could not be read.
    recording : bool
        Whether it must be transcribed first.
    fault : AssistError or None
        Why it cannot be read.
    same_as : Path or None
        Earlier source with the same contents: the same session, which must not count double.
    """

    path: Path
    sha256: str
    recording: bool
    fault: AssistError | None = None
    same_as: Path | None = None

    @property
    def place(self) -> str:
        """Full path, as text."""
        return str(self.path.resolve())


def gather(
    inputs: Iterable[Path], *, leave_out: Path | None = None, table: Path | None = None
) -> tuple[Source, ...]:
    """Find the sessions in files and folders.

    Parameters
    ----------
    inputs : iterable of Path
        A file is taken as it is; of a folder, and the folders in it, every recording and
        transcript whose name does not start with a dot.
    leave_out : Path, optional
        Folder that is not looked into, such as the one the results go to.
    table : Path, optional
        A file that is about the sessions and is none itself.

    Returns
    -------
    tuple of Source
        In order of path, each file once.

    Raises
    ------
    AssistError
        ``not-found`` for a missing input, ``batch-empty`` when there is nothing to do.
    """
    paths: dict[Path, Path] = {}
    for given in inputs:
        if not given.exists():
            raise AssistError("not-found", path=given)
        for path in _files_in(given, leave_out) if given.is_dir() else [given]:
            if table is None or path.resolve() != table.resolve():
                paths.setdefault(path.resolve(), path)
    if not paths:
        raise AssistError("batch-empty")
    sources: list[Source] = []
    seen: dict[str, Path] = {}
    for path in sorted(paths.values(), key=lambda p: (p.as_posix().casefold(), p.as_posix())):
        source = _source(path)
        if source.sha256:
            first = seen.setdefault(source.sha256, path)
            source = source if first == path else replace(source, same_as=first)
        sources.append(source)
    return tuple(sources)


def _files_in(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    from assist.transcribe.reading import is_recording, is_transcript

    away = leave_out.resolve() if leave_out else None
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        ours = away is not None and path.resolve().is_relative_to(away)
        known = is_transcript(path) or is_recording(path)
        if known and not hidden and not ours and path.is_file():
            yield path


def _source(path: Path) -> Source:
    from assist.transcribe.reading import is_recording

    recording = is_recording(path)
    try:
        check_readable(path)
        with path.open("rb") as file:
            return Source(path, hashlib.file_digest(file, "sha256").hexdigest(), recording)
    except AssistError as fault:
        return Source(path, "", recording, fault)
    except OSError:
        return Source(path, "", recording, AssistError("not-readable", path=path))


def name_outputs(sources: Sequence[Source], known: Mapping[str, str]) -> tuple[str, ...]:
    """Give each session the name of its result, unique without regard to case.

    Parameters
    ----------
    sources : sequence of Source
    known : mapping of str to str
        Names that earlier runs gave, by `Source.place`; they stay.

    Returns
    -------
    tuple of str
        ``<stem>.json``; where stems collide ``<stem>-<ending>.json``, and where these do too,
        with the first digits of the contents' sha256. It follows from the sources alone, not
        from the order in which they are given.
    """
    taken = {MANIFEST, *(name.casefold() for name in known.values())}
    names = dict(known)
    fresh = [s for s in sources if s.place not in known]
    short = Counter(s.path.stem.casefold() for s in fresh)
    longer = Counter(_with_ending(s).casefold() for s in fresh)
    for source in fresh:
        stem, with_ending = source.path.stem, _with_ending(source)
        digest = source.sha256 or hashlib.sha256(source.place.encode()).hexdigest()
        candidates = [f"{with_ending}-{digest[:8]}", f"{with_ending}-{digest}"]
        if longer[with_ending.casefold()] == 1:
            candidates.insert(0, with_ending)
        if short[stem.casefold()] == 1:
            candidates.insert(0, stem)
        name = next(f"{c}.json" for c in candidates if f"{c}.json".casefold() not in taken)
        taken.add(name.casefold())
        names[source.place] = name
    return tuple(names[s.place] for s in sources)


def _with_ending(source: Source) -> str:
    return "-".join(filter(None, (source.path.stem, source.path.suffix.lstrip(".").lower())))
