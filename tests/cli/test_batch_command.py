"""``assist batch`` and ``assist compare`` from the command line: what is told, and the status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cloudpickle
import pytest
import typer

from assist.cli.batch import batch_command
from assist.cli.compare import compare_command
from assist.cli.usage import call
from assist.core.errors import AssistError
from assist.core.valuemap import ValueMap
from assist.pipeline import AnalyseOptions
from assist.valuemap.file import dumps
from tests.support.small_maps import make_map, three_maps
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
cloudpickle.register_pickle_by_value(sys.modules[__name__])

SCRIPT = """
import sys, time
from pathlib import Path
from assist.research.batch import How, run_batch
from tests.support.small_maps import make_map

def job(path, options):
    if path.stem != "a":
        path.with_suffix(".begonnen").touch()
        time.sleep(600)
    return make_map(path.stem, [("burger", 5.0, None)])

def tell(done, total):
    print(done.source.name, flush=True)

if __name__ == "__main__":
    how = How(job=job, made_with=lambda options: {})
    try:
        run_batch([Path(sys.argv[1])], Path(sys.argv[2]), how=how, tell=tell)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def analysed(path: Path, options: AnalyseOptions) -> ValueMap:
    """In the place of the pipeline."""
    if path.read_text(encoding="utf-8") == "stuk":
        raise AssistError("empty-file", path=path)
    return make_map(path.stem, [("burger", 5.0, ("negative", ["privacy"], "suggested"))])


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    for name in ("analyse_file", "analyse_elsewhere"):
        monkeypatch.setattr(f"assist.pipeline.{name}", analysed)
    app = typer.Typer()
    app.command("batch")(batch_command)
    app.command("compare")(compare_command)
    return app


def test_a_batch_tells_what_failed_and_compares(
    app: typer.Typer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from distributed import LocalCluster

    sessions, out = tmp_path / "sessies", tmp_path / "uit"
    sessions.mkdir()
    (sessions / "goed.txt").write_text("goed", encoding="utf-8")
    (sessions / "stuk.txt").write_text("stuk", encoding="utf-8")
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,
        protocol="tcp://", host="127.0.0.1",
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    ) as cluster:  # fmt: skip
        arguments = ["batch", str(sessions), "-o", str(out)]
        arguments += ["--scheduler", cluster.scheduler_address]
        with pytest.raises(AssistError) as fault:
            call(app, arguments)
        assert fault.value.code == "batch-failed"
        told = capfd.readouterr()
        assert told.out == f"2 sessies in {out}: 1 gemaakt, 1 niet gelukt.\n"
        assert told.err.startswith("- stuk.txt: ")
        assert "is leeg" in told.err
        assert len(told.err.splitlines()) == 1

        (sessions / "stuk.txt").write_text("weer goed", encoding="utf-8")
        assert call(app, arguments) == 0
        assert "1 gemaakt, 1 al eerder gedaan" in capfd.readouterr().out

    assert call(app, ["compare", str(out)]) == 0
    assert "2 van 2" in capfd.readouterr().out
    assert call(app, ["compare", str(out), "-o", "-"]) == 0
    assert json.loads(capfd.readouterr().out)["schema"] == "comparison/1"


def test_compare_leaves_names_out_unless_asked(
    app: typer.Typer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    named = make_map("x", [("burger", 5.0, ("negative", ["privacy"], "suggested"))])
    text = dumps(named).replace("zin 1 van x", "mail j.jansen@voorbeeld.nl")
    text = text.replace('"end_char": 11', '"end_char": 26')
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    assert call(app, ["compare", str(tmp_path), "-o", "-"]) == 0
    assert "jansen" not in capfd.readouterr().out
    assert call(app, ["compare", str(tmp_path), "-o", "-", "--keep-names"]) == 0
    assert "jansen" in capfd.readouterr().out


def test_compare_writes_and_tells_what_it_left_out(
    app: typer.Typer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, valuemap in three_maps().items():
        (tmp_path / f"{name}.json").write_text(dumps(valuemap), encoding="utf-8")
    (tmp_path / "kapot.json").write_text("{", encoding="utf-8")
    page = tmp_path / "v.html"
    assert call(app, ["compare", str(tmp_path), "-o", str(page)]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith("Niet meegeteld: ")
    assert "kapot.json" in told.err
    before = page.read_bytes()
    with pytest.raises(AssistError) as fault:
        call(app, ["compare", str(tmp_path), "-o", str(page)])
    assert fault.value.code == "exists"
    assert call(app, ["compare", str(tmp_path), "-o", str(page), "--force"]) == 0
    assert page.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal to a group")
def test_ctrl_c_keeps_what_is_done_and_says_nothing_else(tmp_path: Path) -> None:
    sessions, out = tmp_path / "sessies", tmp_path / "uit"
    sessions.mkdir()
    for name in ("a", "b", "c"):
        (sessions / f"{name}.txt").write_text(name, encoding="utf-8")
    script = tmp_path / "doen.py"
    script.write_text(SCRIPT, encoding="utf-8")
    temporary = tmp_path / "tijdelijk"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(script), str(sessions), str(out)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "a.txt\n"
    until(lambda: list(sessions.glob("*.begonnen")))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the group
    _out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == ""
    assert sorted(p.name for p in out.iterdir()) == ["a.json", "batch.json"]
    assert list(temporary.iterdir()) == []


def test_many_faults_alike_are_told_in_a_few_lines() -> None:
    from assist.cli.batch import faults
    from assist.research.batch import Done

    def failed(name: str, code: str) -> Done:
        return Done(Path(name), Path("uit"), "failed", AssistError(code, path=name))

    alike = [failed(f"{n}.txt", "batch-other-work") for n in range(28)]
    lines = list(faults([*alike, failed("x.txt", "empty-file")]))
    assert len(lines) == 5
    assert lines[3] == "- en zo nog 25 sessies"
    assert "x.txt" in lines[4]
