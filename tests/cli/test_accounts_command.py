"""``assist accounts``: the first administrator, and who lost a password."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from assist.cli import run
from assist.core.errors import AssistError
from assist.review.people import People
from assist.review.store import Store

PASSWORD = "paarse olifant in een kast"


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command with this on its standard input."""

    def command(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return run(["accounts", *arguments, "--data", str(tmp_path)])

    return command


def people(folder: Path) -> People:
    return People(Store.open(folder).engine)


def test_first_account_is_an_administrator_with_a_password_that_is_hard_to_guess(
    given, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert given("add", "anna", typed=f"{PASSWORD}\n") == 1
    assert "moet een beheerder zijn" in capsys.readouterr().err
    for weak in ("", "kort\n", "wachtwoord123\n"):
        assert given("add", "anna", "--role", "administrator", typed=weak) == 1
        assert "wachtwoord is te" in capsys.readouterr().err
    assert not people(tmp_path).accounts.exist()
    made = given("add", "Anna", "--role", "administrator", "--name", "Anna B", typed=PASSWORD)
    assert made == 0
    assert given("add", "bram", "--role", "baas", typed=PASSWORD) == 1
    assert given("add", "bram", typed=f"{PASSWORD}\r\n") == 0
    capsys.readouterr()
    assert given("list") == 0
    told = capsys.readouterr().out
    assert told.splitlines() == ["anna\tadministrator\tAnna B", "bram\tco-moderator\tbram"]
    assert people(tmp_path).accounts.check("bram", PASSWORD) is not None
    noted = repr(people(tmp_path).audit.lines())
    assert PASSWORD not in noted
    assert noted.count("account-made") == 2


def test_lost_password_and_going_back_to_one_s_own_computer(given, tmp_path: Path) -> None:
    given("add", "anna", "--role", "administrator", typed=PASSWORD)
    other = "heel iets anders dan eerst"
    assert given("password", "anna", typed=other) == 0
    assert people(tmp_path).accounts.check("anna", PASSWORD) is None
    assert people(tmp_path).accounts.check("anna", other) is not None
    assert given("password", "niemand", typed=other) == 1
    assert given("remove", "anna") == 0  # also the last one: whoever runs this owns the data
    assert not people(tmp_path).asked()


def test_on_a_terminal_it_is_typed_twice_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from assist.cli import accounts

    typed = iter(["een", "twee", "drie", "drie"])

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(AssistError) as error:
        accounts.ask_password()
    assert error.value.code == "password-differs"
    assert accounts.ask_password() == "drie"
