"""What a researcher tells about sessions in a table gets into their maps, and nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from assist.core.errors import AssistError
from assist.pipeline import AnalyseOptions
from assist.research.about import About, described, find_table, read_table
from assist.research.batch import Done, How, run_batch
from assist.research.sources import gather
from assist.valuemap.file import read_valuemap
from tests.support.crew import here
from tests.support.small_maps import make_map


def job(path: Path, options: AnalyseOptions) -> Any:
    return make_map(path.stem, [("burger", 5.0, None)], title=f"uit bestand {path.stem}")


def never(sessions: int, recordings: bool) -> Any:
    raise AssertionError("workers were started for nothing")


def quick(**changes: Any) -> How:
    return How(**{"crew": here, "job": job, "made_with": lambda options: {}, **changes})


def outcomes(done: tuple[Done, ...]) -> dict[str, str]:
    return {d.source.name: d.outcome for d in done}


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    folder = tmp_path / "sessies"
    folder.mkdir()
    for name in ("één.txt", "b.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_a_table_in_the_folder_names_the_sessions_and_is_none(
    sessions: Path, tmp_path: Path
) -> None:
    (sessions / "sessies.csv").write_text(
        "bestand;titel;technologie;datum;opmerking\n"
        "één.txt;Camera's in de wijk;deurbelcamera;3-2-2026;x\n",
        encoding="utf-8-sig",
    )
    out = tmp_path / "uit"
    assert outcomes(run_batch([sessions], out, how=quick())) == {"b.txt": "made", "één.txt": "made"}
    told = read_valuemap(out / "één.json").session
    assert (told.title, told.technology, told.recorded) == (
        "Camera's in de wijk", "deurbelcamera", "2026-02-03",
    )  # fmt: skip
    assert read_valuemap(out / "één.json").transcript.session == told
    assert read_valuemap(out / "b.json").session.title == "uit bestand b"


def test_telling_later_needs_no_work_and_keeps_the_rest(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    run_batch([sessions], out, how=quick())
    before = read_valuemap(out / "b.json")
    table = tmp_path / "tabel.csv"
    table.write_text("file,title\nb,Een betere titel\n", encoding="utf-8")
    again = run_batch([sessions], out, how=quick(crew=never), table=table)
    assert outcomes(again) == {"b.txt": "told", "één.txt": "kept"}
    assert read_valuemap(out / "b.json") == described(before, About("Een betere titel"))
    assert "betere" not in (out / "batch.json").read_text(encoding="utf-8")
    # the same table, or none, changes nothing more
    third = run_batch([sessions], out, how=quick(crew=never), table=table)
    assert set(outcomes(third).values()) == {"kept"}
    assert set(outcomes(run_batch([sessions], out, how=quick(crew=never))).values()) == {"kept"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("naam,title\nb.txt,x\n", "geen kolom file"),
        ("file,title\nzoek.txt,x\n", "regel 2: zoek.txt is er niet"),
        ("file,title\nb.txt,x\nB.TXT,y\n", "regel 3: B.TXT staat er twee keer"),
        ("file,date\nb.txt,31-2-2026\n", "31-2-2026 is geen datum"),
        ("file,date\nb.txt,gisteren\n", "gisteren is geen datum"),
    ],
)
def test_a_mistake_is_told_before_the_work(
    sessions: Path, tmp_path: Path, text: str, says: str
) -> None:
    (sessions / "sessies.csv").write_text(text, encoding="utf-8")
    with pytest.raises(AssistError, match=says) as caught:
        run_batch([sessions], tmp_path / "uit", how=quick(crew=never))
    assert caught.value.code == "batch-table"
    assert not (tmp_path / "uit").exists()


def test_a_part_of_the_sessions_with_the_table_of_all(sessions: Path) -> None:
    table = sessions / "sessies.csv"
    table.write_text("file,title\nb.txt,B\néén.txt,A\n", encoding="utf-8")
    assert find_table([sessions / "b.txt"]) == table
    assert read_table(table, [sessions / "b.txt"]).of(sessions / "b.txt").title == "B"


def test_files_of_one_name_in_two_folders_and_accents_of_another_system(tmp_path: Path) -> None:
    for folder in ("noord", "zuid"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "café.txt").write_text(folder, encoding="utf-8")
    table = tmp_path / "sessies.csv"
    apart = unicodedata.normalize("NFD", "noord\\café.txt,Noord\nzuid/café,Zuid\n")
    table.write_text(f"file,title\n{apart}", encoding="utf-8")
    found = [s.path for s in gather([tmp_path], table=table)]
    told = read_table(table, found)
    assert [told.of(p).title for p in found] == ["Noord", "Zuid"]


def test_a_table_from_an_old_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    table = tmp_path / "sessies.csv"
    table.write_bytes("file;title\r\na.txt;Eén café\r\n".encode("cp1252"))
    assert read_table(table, [tmp_path / "a.txt"]).of(tmp_path / "a.txt").title == "Eén café"
