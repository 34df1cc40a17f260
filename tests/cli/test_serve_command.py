"""``assist serve``: starts, says where, stops cleanly, and refuses what it cannot do."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from support.waiting import PATIENCE

from assist.cli.serve import Reach, bind, data_folder, is_local, serve
from assist.core.errors import AssistError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
def test_this_computer_is_fine(host: str) -> None:
    assert is_local(host)
    assert not Reach(host).shared


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "assist.gemeente.nl", ""])
def test_reachable_by_others_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(AssistError, match="zonder accounts"):
        serve(Reach(host, 0), data=tmp_path / "nieuw")
    assert not (tmp_path / "nieuw").exists()


@pytest.mark.parametrize(
    "reach",
    [
        Reach(names=("assist.gemeente.nl",)),
        Reach(https=True),
        Reach(proxies=("127.0.0.1",)),
    ],
)
def test_behind_a_proxy_on_this_computer_others_can_reach_it_too(
    reach: Reach, tmp_path: Path
) -> None:
    with pytest.raises(AssistError, match="accounts add"):
        serve(reach, data=tmp_path)


@pytest.mark.parametrize(
    ("reach", "code"),
    [
        (Reach(names=("https://assist.nl",)), "name-odd"),
        (Reach(names=("assist.nl:443",)), "name-odd"),
        (Reach(names=("*",)), "name-odd"),
        (Reach(proxies=("*",)), "proxy-odd"),
        (Reach(proxies=("proxy.local",)), "proxy-odd"),
    ],
)
def test_name_or_proxy_that_says_too_much_is_refused(
    reach: Reach, code: str, tmp_path: Path
) -> None:
    with pytest.raises(AssistError) as error:
        serve(reach, data=tmp_path)
    assert error.value.code == code


def test_with_accounts_every_address_may_be_listened_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import uvicorn
    from fastapi.testclient import TestClient

    from assist.cli import run

    monkeypatch.setattr("sys.stdin", io.StringIO("paarse olifant in een kast\n"))
    made = ["accounts", "add", "Anna", "--role", "administrator", "--data", str(tmp_path)]
    assert run(made) == 0
    with pytest.raises(AssistError) as error:  # no browser would find it by any name
        serve(Reach("0.0.0.0", 0), data=tmp_path)
    assert error.value.code == "host-needs-name"
    served = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: served.append(self.config))
    serve(Reach("0.0.0.0", 0, ("Assist.gemeente.nl",)), data=tmp_path)
    assert "zonder https" in capsys.readouterr().err
    config = served[0]
    assert (config.proxy_headers, config.access_log) == (False, False)
    client = TestClient(config.app, follow_redirects=False)
    known = client.get("/", headers={"host": "assist.gemeente.nl"})
    assert (known.status_code, known.headers["location"]) == (303, "/login")
    assert client.get("/", headers={"host": "anders.nl"}).status_code == 421
    serve(Reach("0.0.0.0", 0, ("a.nl",), https=True, proxies=("10.0.0.2",)), data=tmp_path)
    assert capsys.readouterr().err == ""
    audit = served[1].app.state.people.audit
    for config, proxy, believed in (
        (served[0], "10.0.0.2", False),
        (served[1], "10.0.0.2", True),
        (served[1], "10.0.0.3", False),  # who is no proxy of ours
    ):
        if not config.loaded:
            config.load()
        behind = TestClient(config.loaded_app, client=(proxy, 50000))
        host = next(h for h in ("a.nl", "assist.gemeente.nl")
                    if behind.get("/help", headers={"host": h}).status_code == 200)  # fmt: skip
        headers = {"host": host, "x-forwarded-for": "203.0.113.9, 198.51.100.7"}
        tried = behind.post("/login", data={"login": "x", "password": "y"}, headers=headers)
        assert tried.status_code == 403
        assert audit.lines()[0].address == ("198.51.100.7" if believed else proxy)


def test_port_that_is_taken_is_told_at_once(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistError, match=f"Poort {port} is al bezet"):
            serve(Reach(port=port), data=tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.0.0.2", "localhost"])
def test_address_that_is_told_answers(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import uvicorn
    from fastapi.testclient import TestClient

    try:
        bind(host, 0).close()
    except AssistError:
        pytest.skip(f"this computer has no {host}")
    served = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: served.append(self.config.app))
    serve(Reach(host, 0), data=tmp_path)
    address = re.search(r"http://\S+?(?=;)", capsys.readouterr().out).group()
    answer = TestClient(served[0]).get("/help", headers={"host": address.removeprefix("http://")})
    assert answer.status_code == 200


def test_port_that_the_system_does_not_give_is_not_called_taken(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as error:  # an address of nobody's computer
        bind("192.0.2.1", 0)
    assert error.value.code == "port-not-given"


def test_data_folder_follows_choice_then_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path / "omgeving"))
    assert data_folder() == tmp_path / "omgeving"
    assert data_folder(tmp_path / "keuze") == tmp_path / "keuze"
    monkeypatch.delenv("ASSIST_DATA")
    assert data_folder().name == "assist"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as POSIX does")
def test_ctrl_c_stops_server_and_worker_with_a_page_still_listening(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", "from assist.cli import main; main()", "serve",
         "--port", str(port), "--data", str(tmp_path / "map met spatie")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        said = server.stdout.readline()
        assert re.search(rf"http://127\.0\.0\.1:{port}\b", said), said + server.stderr.read()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        workers = psutil.Process(server.pid).children(recursive=True)
        server.send_signal(signal.SIGINT)
        _out, told = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()
    assert "Traceback" not in told
    assert server.returncode in (0, 130)
    _gone, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert alive == []
    assert (tmp_path / "map met spatie" / "assist.db").exists()
