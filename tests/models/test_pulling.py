"""Fetching a model: whole or not at all, and each trouble in one sentence."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assist.core.errors import AssistError
from assist.models import pulling
from assist.models.catalogue import Hub, KnownModel, Wheel
from assist.models.checking import check
from assist.models.manifest import damaged
from assist.models.pulling import pull
from assist.models.registry import resolve

WEIGHTS = b"weights" * 100
FILES = {
    "config.json": b"{}",
    "model.bin": WEIGHTS,
    "tokenizer.json": b"{}",
    "README.md": b"not asked for",
}
COMMIT = "536b0662742c02347bc0e980a01041f333bce120"
SMALL = KnownModel(
    "asr",
    "small",
    len(WEIGHTS),
    "MIT",
    Hub("Systran/faster-whisper-small", COMMIT, ("config.json", "model.bin", "tokenizer.json")),
    (("model.bin", hashlib.sha256(WEIGHTS).hexdigest()),),
)


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty model folder, and a catalogue in which small is small."""
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(pulling, "known", lambda name: SMALL if name == "small" else None)
    return tmp_path / "models"


def fill(model: KnownModel, folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).write_bytes(content)


def broken(error: Exception) -> pulling.Fetch:
    def fetch(model: KnownModel, folder: Path) -> None:
        (folder / "config.json").write_bytes(b"{}")
        raise error

    return fetch


def test_a_pulled_model_is_found_and_whole(models: Path) -> None:
    folder = pull("small", fetch=fill)
    assert resolve("asr", "small") == folder == models / "asr" / "small"
    assert [h.state for h in check("small")] == ["whole"]
    left = [p.name for p in (models / "asr").iterdir() if not p.name.endswith(".lock")]
    assert left == ["small"]


def test_what_is_whole_is_not_fetched_again_but_what_is_damaged_is() -> None:
    folder = pull("small", fetch=fill)
    pull("small", fetch=broken(AssertionError("fetched again")))
    (folder / "model.bin").write_bytes(WEIGHTS[:-1] + b"?")  # same size
    assert pull("small", fetch=fill) == folder
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_force_replaces_the_whole_folder() -> None:
    folder = pull("small", fetch=fill)
    (folder / "stray.txt").write_text("x", encoding="utf-8")
    pull("small", fetch=fill, force=True)
    assert not (folder / "stray.txt").exists()


def test_other_bytes_than_published_are_thrown_away(models: Path) -> None:
    def tampered(model: KnownModel, folder: Path) -> None:
        fill(model, folder)
        (folder / "model.bin").write_bytes(b"evil")

    with pytest.raises(AssistError, match=r"model\.bin") as told:
        pull("small", fetch=tampered)
    assert told.value.code == "pull-damaged"
    assert resolve_quietly() is None
    assert not list(models.rglob("model.bin"))


def test_a_failed_renewal_leaves_the_old_model_in_place() -> None:
    folder = pull("small", fetch=fill)
    with pytest.raises(AssistError):
        pull("small", fetch=broken(ConnectionError()), force=True)
    assert list(damaged(folder, thorough=True)) == []


def resolve_quietly() -> Path | None:
    return resolve("asr", "small")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionError("refused"), "pull-no-network"),
        (TimeoutError("slow"), "pull-no-network"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (PermissionError(errno.EACCES, "Permission denied"), "not-writable"),
        (RuntimeError("something inside a library"), "pull-no-network"),
    ],
)
def test_each_trouble_is_one_sentence_and_no_half_model(error: Exception, code: str) -> None:
    with pytest.raises(AssistError) as told:
        pull("small", fetch=broken(error))
    assert told.value.code == code
    assert resolve_quietly() is None


def test_a_later_attempt_goes_on_with_what_is_there() -> None:
    with pytest.raises(AssistError):
        pull("small", fetch=broken(ConnectionError()))
    seen = []

    def fetch(model: KnownModel, folder: Path) -> None:
        seen.extend(p.name for p in folder.iterdir())
        fill(model, folder)

    pull("small", fetch=fetch)
    assert seen == ["config.json"]


@pytest.mark.parametrize("there", [{}, {"model.bin": b"x"}, {"config.json": b"{}"}])
def test_a_half_model_that_nobody_recorded_is_fetched(
    models: Path, there: dict[str, bytes]
) -> None:
    folder = models / "asr" / "small"
    folder.mkdir(parents=True)
    for name, data in there.items():
        (folder / name).write_bytes(data)
    told: list[str] = []
    assert pull("small", fetch=fill, tell=lambda model: told.append(model.name)) == folder
    assert told == ["small"]
    assert list(damaged(folder, thorough=True)) == []
    assert resolve("asr", "small") == folder
    pull("small", fetch=fill, tell=lambda model: told.append(model.name))
    assert told == ["small"], "what is whole is not fetched, and nobody is told it is"


def test_a_second_window_is_told_to_wait() -> None:
    def fetch(model: KnownModel, folder: Path) -> None:
        with pytest.raises(AssistError) as told:
            pull("small", fetch=fill)
        assert told.value.code == "pull-busy"
        fill(model, folder)

    pull("small", fetch=fetch)


def test_a_folder_that_may_not_be_locked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import filelock

    def refused(*args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(filelock.FileLock, "acquire", refused)
    with pytest.raises(AssistError) as told:
        pull("small", fetch=fill)
    assert told.value.code == "not-writable"
    assert "Permission" not in str(told.value)


def test_an_unknown_name_is_told_with_the_choices() -> None:
    with pytest.raises(AssistError, match="large-v3-turbo"):
        pull("enormous", fetch=fill)


def test_what_ships_is_not_pulled(monkeypatch: pytest.MonkeyPatch) -> None:
    from assist.models.catalogue import known

    monkeypatch.setattr(pulling, "known", known)
    with pytest.raises(AssistError) as told:
        pull("values", fetch=fill)
    assert told.value.code == "pull-shipped"


def test_only_the_model_folder_is_taken_out_of_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "nl_core_news_sm"
    wheel = tmp_path / f"{name}-3.8.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for folder_entry in (f"{name}/{name}-3.8.0/", f"{name}/{name}-3.8.0/vocab/"):
            archive.mkdir(folder_entry)  # some packers write these too
        for inside in ("config.cfg", "meta.json", "vocab/strings.json"):
            archive.writestr(f"{name}/{name}-3.8.0/{inside}", "x")
        archive.writestr(f"{name}/{name}-3.8.0/../../../evil.txt", "x")
        archive.writestr(f"{name}/__init__.py", "raise RuntimeError")
        archive.writestr(f"{name}-3.8.0.dist-info/METADATA", "x")
    model = KnownModel("nlp", name, 1, "CC-BY-SA-4.0", Wheel(wheel.as_uri(), name))
    monkeypatch.setattr(pulling, "known", lambda _: model)
    folder = pull(name)
    assert resolve("nlp", name) == folder
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files == {"config.cfg", "meta.json", "vocab/strings.json", "manifest.json"}
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_web_page_in_place_of_a_wheel_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "login.html"
    page.write_text("<html>Log in on the wifi</html>", encoding="utf-8")
    model = KnownModel("nlp", "nl_core_news_sm", 1, "", Wheel(page.as_uri(), "nl_core_news_sm"))
    monkeypatch.setattr(pulling, "known", lambda _: model)
    with pytest.raises(AssistError) as told:
        pull("nl_core_news_sm")
    assert told.value.code == "pull-damaged"


class FakeHub(BaseHTTPRequestHandler):
    """As much of the hub as a download needs."""

    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 - one server a test

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization")))
        path = self.path.split("?")[0]
        repository = "Systran/faster-whisper-small"
        if path.startswith(f"/api/models/{repository}/tree/{COMMIT}"):
            tree = [
                {"type": "file", "path": n, "size": len(c), "oid": hashlib.sha1(c).hexdigest()}
                for n, c in FILES.items()
            ]
            self.answer(json.dumps(tree).encode())
        elif path.startswith(f"/api/models/{repository}"):
            siblings = [{"rfilename": n} for n in FILES]
            self.answer(
                json.dumps({"id": repository, "sha": COMMIT, "siblings": siblings}).encode()
            )
        elif path.startswith(f"/{repository}/resolve/{COMMIT}/"):
            self.answer(FILES[path.rsplit("/", 1)[-1]], "application/octet-stream")
        else:
            self.send_error(404)

    def answer(self, content: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeHub]]:
    import huggingface_hub.constants

    FakeHub.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    monkeypatch.setattr(
        huggingface_hub.constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        address + "/{repo_id}/resolve/{revision}/{filename}",
    )
    yield FakeHub
    server.shutdown()
    server.server_close()


def test_a_hub_serves_the_pinned_commit_and_only_what_was_asked(
    hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    folder = pull("small")
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert {p.name for p in folder.iterdir()} == {
        "config.json",
        "manifest.json",
        "model.bin",
        "tokenizer.json",
    }
    assert not [path for path, _ in hub.asked if COMMIT not in path]
    assert all(token is None for _, token in hub.asked), "the user's token stays home"


def test_a_model_that_is_gone_from_the_hub_is_told(
    hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(SMALL, source=Hub("Systran/gone", COMMIT, ("model.bin",)))
    monkeypatch.setattr(pulling, "known", lambda _: gone)
    with pytest.raises(AssistError) as told:
        pull("small")
    assert told.value.code == "pull-gone"
