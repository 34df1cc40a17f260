"""Many sessions in one go: what is done stays done, and one failure stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assist.core.errors import AssistError
from assist.core.files import check_writable, write_text
from assist.core.valuemap import ValueMap
from assist.research.about import About, Table, described, find_table, read_table
from assist.research.cluster import OpenCrew, local_crew, work_through
from assist.research.identity import identity, made_with
from assist.research.manifest import Entry, known_names, read_manifest, write_manifest
from assist.research.sources import MANIFEST, Source, gather, name_outputs
from assist.research.work import Job, Parcel
from assist.valuemap.file import read_valuemap

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions

Outcome = Literal["made", "told", "kept", "double", "failed"]


@dataclass(frozen=True)
class Done:
    """What became of one session.

    ``told``: it was there, and has what the user tells about it now. ``fault`` says why it
    failed.
    """

    source: Path
    output: Path
    outcome: Outcome
    fault: AssistError | None = None


@dataclass(frozen=True)
class How:
    """How a batch does its work; the defaults are what ``assist batch`` uses.

    Parameters
    ----------
    crew : callable
        Opens workers; see `local_crew` and `cluster_at`.
    job : callable
        From a path and options to a value map; runs on the workers.
    made_with : callable
        Digests of the models and lexicon that the job would use.
    dumps : callable
        Value map to the text of its file.
    writing : mapping
        What shapes that text, such as whether names were kept; part of what a result is made
        with.
    """

    crew: OpenCrew = local_crew
    job: Job | None = None
    made_with: Callable[[AnalyseOptions], dict[str, str]] = identity
    dumps: Callable[[ValueMap], str] | None = None
    writing: Mapping[str, Any] = field(default_factory=dict)


def run_batch(
    inputs: Sequence[Path],
    folder: Path,
    options: AnalyseOptions | None = None,
    *,
    how: How | None = None,
    table: Path | None = None,
    force: bool = False,
    tell: Callable[[Done, int], None] = lambda done, total: None,
) -> tuple[Done, ...]:
    """Make a value map of every session.

    Parameters
    ----------
    inputs : sequence of Path
        Files and folders; see `gather`.
    folder : Path
        Where the value maps go, with a manifest that says what has been done. A session whose
        contents, models, lexicon and options are the same as then is kept as it is.
    options : AnalyseOptions, optional
    how : How, optional
    table : Path, optional
        Titles, technologies and dates of the sessions; see `read_table`. By default the
        ``sessies.csv`` that lies beside them.
    force : bool
        Do everything again, and replace what is there.
    tell : callable
        Is given each session as it is done, and the number of all sessions.

    Returns
    -------
    tuple of Done
        In order of source.

    Raises
    ------
    AssistError
        When nothing can be done at all: no input, a folder that cannot be written, a manifest
        that is not whole, a cluster that does not answer.

    Notes
    -----
    The manifest is written before the result. So a result without mention in it was not made
    by a batch and is never overwritten without ``force``; and a mention without its result is
    work still to do.
    """
    from assist.pipeline import AnalyseOptions, analyse_elsewhere, analyse_file, forget_hearing

    options = options or AnalyseOptions()
    how = how or How()
    table = table or find_table(inputs)
    sources = gather(inputs, leave_out=folder, table=table)
    told = read_table(table, [s.path for s in sources]) if table else None
    check_writable(folder / MANIFEST, force=True)
    batch = _Batch(folder, sources, how, tell, told)
    todo = batch.plan(how.made_with(options), options, force=force)
    for recordings in (False, True):
        part = [s for s in todo if s.recording == recordings]
        if not part:
            continue
        with how.crew(len(part), recordings) as crew:
            by_name = {batch.names[s]: s for s in part}
            parcels = batch.pack(by_name, send=crew.elsewhere and not recordings)
            job = how.job or (analyse_elsewhere if crew.elsewhere else analyse_file)
            for parcel, result in work_through(crew, parcels, job, options):
                source = by_name[parcel.key]
                batch.settle(source, result)
                if recordings and not how.job and batch.done[source].outcome == "made":
                    forget_hearing(source.path, options)
    return tuple(batch.done[s] for s in sources)


class _Batch:
    """The state of a run: what is planned, what is done, and the manifest that remembers it."""

    def __init__(
        self,
        folder: Path,
        sources: Sequence[Source],
        how: How,
        tell: Callable[[Done, int], None],
        table: Table | None,
    ) -> None:
        self.folder = folder
        self.how = how
        self.tell = tell
        self.entries = read_manifest(folder)
        self.done: dict[Source, Done] = {}
        self.names: dict[Source, str] = {}
        self.planned: dict[Source, Entry] = {}
        self.sources = sources
        self.about = {s: table.of(s.path) if table else About() for s in sources}
        self.force = False

    def plan(
        self, digests: dict[str, str], options: AnalyseOptions, *, force: bool
    ) -> list[Source]:
        """Settle what needs no work, and return what does."""
        self.force = force
        once = [s for s in self.sources if s.same_as is None]
        names = name_outputs(once, known_names(once, self.entries))
        self.names = dict(zip(once, names, strict=True))
        by_path = {s.path: s for s in once}
        todo = []
        for source in self.sources:
            if source.same_as is not None:
                self.names[source] = self.names[by_path[source.same_as]]
                self._finish(source, "double")
                continue
            name = self.names[source]
            work = made_with(digests, options, recording=source.recording)
            work["options"] |= self.how.writing
            about = self.about[source].digest
            entry = Entry(name, source.place, source.sha256, work, about=about)
            self.planned[source] = entry
            there = (self.folder / name).exists()
            before = self.entries.get(name)
            if source.fault is not None:
                self._fail(source, source.fault)
            elif not there or force:
                todo.append(source)
            elif before is not None and before.state == "done" and before.same_work(entry):
                if about in ("", before.about):
                    self._finish(source, "kept")
                else:
                    self._tell_anew(source)
            elif before is not None and before.state == "done":
                # Told, not remembered: what is there stays what it was made with.
                fault = AssistError("batch-other-work", path=self.folder / name)
                self._finish(source, "failed", fault)
            else:
                self._finish(source, "failed", AssistError("exists", path=self.folder / name))
        return todo

    def pack(self, by_name: Mapping[str, Source], *, send: bool) -> list[Parcel]:
        """Make sessions ready to travel, with their contents when ``send``."""
        parcels = []
        for name, source in by_name.items():
            try:
                size = source.path.stat().st_size
                data = source.path.read_bytes() if send else None
            except OSError:
                self._fail(source, AssistError("not-readable", path=source.path))
            else:
                parcels.append(Parcel(name, source.place, size, data))
        return parcels

    def settle(self, source: Source, result: ValueMap | AssistError) -> None:
        """Write a result, or the reason why there is none."""
        if isinstance(result, AssistError):
            self._fail(source, result)
            return
        path = self.folder / self.names[source]
        try:
            text = self._dumps()(described(result, self.about[source]))
        except AssistError as fault:
            self._fail(source, fault)
            return
        except Exception as error:  # noqa: BLE001 - one session never stops the others
            reason = type(error).__name__
            self._fail(source, AssistError("batch-crash", path=source.path, reason=reason))
            return
        try:
            self._keep(path, text, self.planned[source])
        except AssistError as fault:
            self._fail(source, fault)
        else:
            self._finish(source, "made")

    def _tell_anew(self, source: Source) -> None:
        """Only what is told about a session changed: no work, and nothing else in its map."""
        path = self.folder / self.names[source]
        try:
            valuemap = described(read_valuemap(path), self.about[source])
            write_text(path, self._dumps()(valuemap), force=True)
            self._remember(self.planned[source])
        except AssistError as fault:
            self._finish(source, "failed", fault)
        else:
            self._finish(source, "told")

    def _keep(self, path: Path, text: str, entry: Entry) -> None:
        if path.exists():  # with force: the old result stays true to its mention until replaced
            write_text(path, text, force=self.force)
            self._remember(entry)
            return
        self._remember(entry)
        try:
            write_text(path, text)
        except BaseException:
            del self.entries[entry.output]
            raise

    def _dumps(self) -> Callable[[ValueMap], str]:
        if self.how.dumps is not None:
            return self.how.dumps
        from assist.valuemap.file import dumps

        return dumps

    def _fail(self, source: Source, fault: AssistError) -> None:
        entry = replace(self.planned[source], state="failed", fault=fault.code)
        before = self.entries.get(entry.output)
        if not (before and before.state == "done" and (self.folder / entry.output).exists()):
            self._remember(entry)
        self._finish(source, "failed", fault)

    def _remember(self, entry: Entry) -> None:
        self.entries[entry.output] = entry
        write_manifest(self.folder, self.entries)

    def _finish(self, source: Source, outcome: Outcome, fault: AssistError | None = None) -> None:
        path = self.folder / self.names[source]
        self.done[source] = Done(source.path, path, outcome, fault)
        self.tell(self.done[source], len(self.sources))
