"""A batch: failures stay with their session, and what is done stays done."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import cloudpickle
import dask
import pytest

from assist.core.errors import AssistError
from assist.core.statement import Effect, Quote, ValueSuggestion, id_of
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import Link, MadeBy, ValueMap, ValueNode
from assist.pipeline import AnalyseOptions
from assist.research.batch import Done, How, run_batch
from assist.research.cluster import cluster_at, local_crew, local_size
from assist.research.work import Parcel, run_parcel
from tests.support.crew import here

# Workers cannot import this file; send its functions along.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


def small_map(text: str) -> ValueMap:
    utterance = Utterance(1, 0.0, 4.0, text, "S1", "burger", "effecten")
    session = Session(f"s-{text}", text)
    quote = Quote.of(utterance)
    effect = Effect(
        id_of("effect", session.id, quote), quote, (1,), "negative",
        values=(ValueSuggestion("privacy", 0.8),),
    )  # fmt: skip
    return ValueMap(
        session,
        MadeBy("0", made_at="2026-01-01T00:00:00+00:00"),
        Transcript(session, (utterance,)),
        (effect,),
        values=(ValueNode("privacy", "privacy"),),
        links=(Link(effect.id, "privacy", "raises", 0.8),),
    )


def job(path: Path, options: AnalyseOptions) -> ValueMap:
    """Does what the file says."""
    order, _, rest = path.read_text(encoding="utf-8").partition(" ")
    if order == "fault":
        raise AssistError("empty-file", path=path)
    if order == "crash":
        raise ValueError("woorden die niemand mag lezen")
    if order == "die" or (order == "die-once" and not Path(rest).exists()):
        if rest:
            Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    if order == "where":
        return small_map(str(path.parent))
    if order == "slow":
        time.sleep(600)
    return small_map(path.name)


def digests(options: AnalyseOptions) -> dict[str, str]:
    return {"asr": "a", "encoder": options.encoder, "lexicon": "l"}


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    folder = tmp_path / "sessies"
    folder.mkdir()
    for name in ("één sessie", "B", "c"):
        (folder / f"{name}.txt").write_text(f"goed {name}", encoding="utf-8")
    return folder


def quick(**changes: Any) -> How:
    return How(**{"crew": here, "job": job, "made_with": digests, **changes})


def outcomes(done: tuple[Done, ...]) -> dict[str, str]:
    return {d.source.name: d.outcome for d in done}


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_makes_a_map_of_every_session_and_keeps_it_the_next_time(
    sessions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "uit"
    first = run_batch([sessions], out, how=quick())
    assert outcomes(first) == {"B.txt": "made", "c.txt": "made", "één sessie.txt": "made"}
    before = files(out)
    assert set(before) == {"B.json", "c.json", "één sessie.json", "batch.json"}

    def no_crew(sessions: int, recordings: bool) -> Any:
        raise AssertionError("workers were started for nothing")

    again = run_batch([sessions], out, how=quick(crew=no_crew))
    assert set(outcomes(again).values()) == {"kept"}
    assert files(out) == before


def test_one_failure_does_not_stop_the_rest_and_is_tried_again(
    sessions: Path, tmp_path: Path
) -> None:
    (sessions / "B.txt").write_text("fault", encoding="utf-8")
    (sessions / "c.txt").write_text("crash", encoding="utf-8")
    (sessions / "leeg.txt").touch()
    out = tmp_path / "uit"
    done = {d.source.name: d for d in run_batch([sessions], out, how=quick())}
    assert {n: d.outcome for n, d in done.items()} == {
        "B.txt": "failed", "c.txt": "failed", "leeg.txt": "failed", "één sessie.txt": "made",
    }  # fmt: skip
    assert str(sessions / "B.txt") in str(done["B.txt"].fault)
    assert done["c.txt"].fault is not None
    assert done["c.txt"].fault.code == "batch-crash"
    assert "ValueError" in str(done["c.txt"].fault)
    assert "woorden" not in str(done["c.txt"].fault)
    states = {
        e["output"]: (e["state"], e["fault"])
        for e in json.loads((out / "batch.json").read_text("utf-8"))["sessions"]
    }
    assert states["leeg.json"] == ("failed", "empty-file")
    assert states["één sessie.json"] == ("done", "")

    (sessions / "B.txt").write_text("goed", encoding="utf-8")
    again = outcomes(run_batch([sessions], out, how=quick()))
    assert again["B.txt"] == "made"
    assert again["c.txt"] == "failed"
    assert again["één sessie.txt"] == "kept"


def test_never_overwrites_without_force(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    out.mkdir()
    (out / "B.json").write_text("van een ander", encoding="utf-8")
    done = {d.source.name: d for d in run_batch([sessions], out, how=quick())}
    assert done["B.txt"].fault is not None
    assert done["B.txt"].fault.code == "exists"
    assert (out / "B.json").read_text("utf-8") == "van een ander"
    assert done["c.txt"].outcome == "made"
    before = files(out)["c.json"]

    other = AnalyseOptions(encoder="ander")
    changed = {d.source.name: d for d in run_batch([sessions], out, other, how=quick())}
    assert changed["c.txt"].fault is not None
    assert changed["c.txt"].fault.code == "batch-other-work"
    assert files(out)["c.json"] == before
    # Refusing changes nothing to what was known: the first options still fit.
    assert outcomes(run_batch([sessions / "c.txt"], out, how=quick())) == {"c.txt": "kept"}

    forced = outcomes(run_batch([sessions], out, other, how=quick(), force=True))
    assert set(forced.values()) == {"made"}
    assert set(outcomes(run_batch([sessions], out, other, how=quick())).values()) == {"kept"}


def test_changed_input_is_noticed(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    run_batch([sessions], out, how=quick())
    (sessions / "B.txt").write_text("goed maar anders", encoding="utf-8")
    done = {d.source.name: d for d in run_batch([sessions], out, how=quick())}
    assert done["B.txt"].fault is not None
    assert done["B.txt"].fault.code == "batch-other-work"
    assert done["c.txt"].outcome == "kept"


def test_keeping_names_is_other_work(sessions: Path, tmp_path: Path) -> None:
    # Otherwise a file with names would pass for one without.
    out = tmp_path / "uit"
    run_batch([sessions], out, how=quick(writing={"keep_names": True}))
    done = run_batch([sessions], out, how=quick(writing={"keep_names": False}))
    assert {d.fault.code for d in done if d.fault} == {"batch-other-work"}


def test_interrupted_between_two_sessions_goes_on(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"

    def stop(done: Done, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch([sessions], out, how=quick(), tell=stop)
    assert set(files(out)) == {"B.json", "batch.json"}
    assert sorted(outcomes(run_batch([sessions], out, how=quick())).values()) == [
        "kept", "made", "made",
    ]  # fmt: skip


def test_killed_between_manifest_and_result_does_it_again(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    run_batch([sessions], out, how=quick())
    (out / "B.json").unlink()
    assert outcomes(run_batch([sessions], out, how=quick()))["B.txt"] == "made"


def test_a_full_disk_for_one_result_leaves_the_others(
    sessions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assist.research import batch

    real = batch.write_text

    def full(path: Path, text: str, *, force: bool = False) -> None:
        if path.name == "B.json":
            raise AssistError("disk-full", path=path)
        real(path, text, force=force)

    monkeypatch.setattr(batch, "write_text", full)
    out = tmp_path / "uit"
    assert outcomes(run_batch([sessions], out, how=quick()))["B.txt"] == "failed"
    monkeypatch.undo()
    assert outcomes(run_batch([sessions], out, how=quick()))["B.txt"] == "made"


def test_a_result_that_breaks_the_contract_is_a_failure(sessions: Path, tmp_path: Path) -> None:
    def dumps(valuemap: ValueMap) -> str:
        if valuemap.session.title == "B.txt":
            raise ValueError("contract")
        return "{}"

    done = run_batch([sessions], tmp_path / "uit", how=quick(dumps=dumps))
    assert sorted(outcomes(done).values()) == ["failed", "made", "made"]


def test_a_damaged_manifest_is_told(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    out.mkdir()
    for text in ("{", "[]", '{"schema": "batch/9", "sessions": []}', '{"schema": "batch/1"}'):
        (out / "batch.json").write_text(text, encoding="utf-8")
        with pytest.raises(AssistError) as fault:
            run_batch([sessions], out, how=quick())
        assert fault.value.code == "batch-manifest"


def test_a_folder_that_cannot_be_written_stops_before_the_work(
    sessions: Path, tmp_path: Path
) -> None:
    (tmp_path / "uit").write_text("een bestand", encoding="utf-8")
    with pytest.raises(AssistError):
        run_batch([sessions], tmp_path / "uit", how=quick(crew=None))


def test_a_killed_worker_costs_its_own_session_at_most(sessions: Path, tmp_path: Path) -> None:
    (sessions / "B.txt").write_text("die", encoding="utf-8")
    (sessions / "c.txt").write_text(f"die-once {tmp_path / 'teken'}", encoding="utf-8")
    environment = dict(os.environ)
    out = tmp_path / "uit"
    done = {d.source.name: d for d in run_batch([sessions], out, how=quick(crew=local_crew))}
    assert done["B.txt"].fault is not None
    assert done["B.txt"].fault.code == "batch-worker-lost"
    assert done["c.txt"].outcome == "made"
    assert done["één sessie.txt"].outcome == "made"
    assert dict(os.environ) == environment


def test_an_existing_cluster_gets_transcripts_by_post(
    sessions: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from distributed import LocalCluster

    (sessions / "B.txt").write_text("where", encoding="utf-8")
    (sessions / "c.txt").write_text("fault", encoding="utf-8")
    out = tmp_path / "uit"
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None,
        protocol="tcp://", host="127.0.0.1",
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    ) as cluster:  # fmt: skip
        how = quick(crew=cluster_at(cluster.scheduler_address))
        done = {d.source.name: d for d in run_batch([sessions], out, how=how)}
    assert done["één sessie.txt"].outcome == "made"
    seen_at = json.loads((out / "B.json").read_text("utf-8"))["session"]["title"]
    assert not Path(seen_at).exists()
    assert seen_at != str(sessions)
    # The sentence names the file the user knows, not the copy.
    assert str(sessions / "c.txt") in str(done["c.txt"].fault)
    assert capfd.readouterr().err == ""


def test_no_cluster_at_the_address(
    sessions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assist.research import cluster

    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:9", "geen adres", "http://x:1"):
        with pytest.raises(AssistError) as fault:
            run_batch([sessions], tmp_path / "uit", how=quick(crew=cluster_at(address)))
        assert fault.value.code == "batch-no-scheduler"


def test_a_recording_that_the_worker_cannot_reach(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("goed", encoding="utf-8")
    missing = run_parcel(Parcel("x", str(tmp_path / "y.wav"), 4), job, AnalyseOptions())
    other = run_parcel(Parcel("x", str(path), 99), job, AnalyseOptions())
    assert isinstance(missing, AssistError)
    assert isinstance(other, AssistError)
    assert missing.code == other.code == "batch-unreachable"


def test_recordings_go_one_at_a_time_with_all_cores() -> None:
    workers, threads = local_size(20, recordings=True)
    assert workers == 1
    assert local_size(1, recordings=False) == (1, threads)
    assert local_size(20, recordings=False)[0] <= threads


def test_only_loopback_listens_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    import psutil

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with local_crew(1, False):
        me = psutil.Process()
        listening = [
            connection.laddr.ip
            for process in (me, *me.children(recursive=True))
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]
        assert listening
        assert set(listening) == {"127.0.0.1"}
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_that_goes_away_is_told_and_keeps_what_is_done(
    sessions: Path, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    (sessions / "c.txt").write_text("slow", encoding="utf-8")
    out = tmp_path / "uit"
    cluster = LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None,
        protocol="tcp://", host="127.0.0.1", silence_logs=60,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    )  # fmt: skip

    patience = "distributed.comm.timeouts.connect"

    def gone(done: Done, total: int) -> None:
        cluster.close()
        dask.config.set({patience: "1s"})

    how = quick(crew=cluster_at(cluster.scheduler_address))
    with (
        dask.config.set({patience: dask.config.get(patience)}),  # put back at the end
        pytest.raises(AssistError) as fault,
    ):
        run_batch([sessions], out, how=how, tell=gone)
    assert fault.value.code == "batch-scheduler-lost"
    assert sorted(files(out)) == ["B.json", "batch.json"]
