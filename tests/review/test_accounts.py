"""Accounts, log-ins, keys and the log of deeds, on the database alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.team import PASSWORD, cheaply

from assist.core.errors import AssistError
from assist.review import accounts as module
from assist.review import logins
from assist.review.about import About
from assist.review.accounts import login_key
from assist.review.audit import KEPT
from assist.review.logins import HERE, IDLE, LOOKED, MOST, WINDOW, network_of
from assist.review.passwords import check
from assist.review.people import People
from assist.review.records import StoredFile
from assist.review.store import Store


class Clock:
    """A moment that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


@pytest.fixture
def people(store: Store, clock: Clock) -> People:
    made = cheaply(People(store.engine, clock=clock))
    made.accounts.make("anna", "Anna", "administrator", PASSWORD)
    made.accounts.make("bram", "Bram", "co-moderator", PASSWORD)
    return made


def number(people: People, login: str) -> int:
    found = people.accounts.named(login)
    assert found is not None
    return found.id


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(AssistError) as error:
        what()
    assert error.value.code == code


def everything(store: Store) -> str:
    """All that the database holds, as text."""
    tables = ("account", "login", "token", "knock", "member", "audit")
    with store.engine.connect() as db:
        return "\n".join(str(row) for t in tables for row in db.execute(text(f"SELECT * FROM {t}")))


# passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kort", "password-short"),
        ("x" * 300, "password-long"),
        ("aaaaaaaaaaaaaaaa", "password-simple"),
        ("1234567890123456", "password-simple"),
        ("abcdefghijklmnop", "password-simple"),
        ("wachtwoord123", "password-simple"),
        ("Welkom2026!!", "password-simple"),
        ("annadevries1", "password-simple"),
        ("ababababababab", "password-simple"),
    ],
)
def test_password_that_is_soon_guessed_is_refused(password: str, code: str) -> None:
    refused(code, lambda: check(password, "annadevries", "Anna"))


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "Tr0ub4dor&3-paard", "correct horse battery staple", "ζωή σε όλους μας φίλοι",
     "kJ8$mq2!Lx9z"],
)  # fmt: skip
def test_other_passwords_are_taken_whatever_signs_they_hold(password: str) -> None:
    check(password, "anna")


def test_password_is_the_same_however_a_keyboard_composes_it(people: People) -> None:
    people.accounts.make("zoe", "Zoë", "reader", "privé café in het bos")
    decomposed = "prive\u0301 cafe\u0301 in het bos"
    assert people.accounts.check("ZOE ", decomposed) is not None


def test_nothing_that_is_kept_lets_anybody_in(people: People, store: Store) -> None:
    account, cookie = people.log_in("anna", PASSWORD, "192.0.2.1", "Firefox")
    key = people.logins.make_key(account.id, "export", "read", 30)
    link = people.accounts.invite(account.id)
    with pytest.raises(AssistError):
        people.log_in("mijn geheime wachtwoord", "xyz", "192.0.2.1", "")
    kept = everything(store)
    for secret in (PASSWORD, cookie, key, key.removeprefix("assist_"), link, "geheime", "xyz"):
        assert secret not in kept
    assert "$argon2id$" in kept


def test_an_unknown_name_costs_as_much_as_a_known_one(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    hasher = people.accounts.passwords._hasher
    real = hasher.verify

    class Counting:
        hash = hasher.hash

        def verify(self, kept: str, given: str) -> bool:
            looked.append(kept.split("$")[3])  # m, t and p: what it costs
            return real(kept, given)

    monkeypatch.setattr(people.accounts.passwords, "_hasher", Counting())
    people.accounts.make("cas", "Cas", "reader")  # invited, without a password yet
    people.accounts.change(number(people, "bram"), blocked=True)
    for login in ("anna", "bram", "cas", "niemand", "", "x" * 5000, "\udcff\x00"):
        assert people.accounts.check(login, "niet het goede wachtwoord") is None
    assert len(looked) == 7
    assert len(set(looked)) == 1


# accounts


def test_names_are_told_apart_whatever_their_capitals(people: People) -> None:
    assert login_key(" ＡNNA ") == "anna"
    refused("account-there", lambda: people.accounts.make("ANNA", "Iemand", "reader"))
    refused("account-there", lambda: people.accounts.make("anders", "aNNa", "reader"))
    other = number(people, "bram")
    refused("account-there", lambda: people.accounts.change(other, name="ANNA"))
    for odd in ("", "a", "a b", "../x", "a" * 65, "a\nb", "<b>"):
        refused("login-odd", lambda odd=odd: people.accounts.make(odd, "X", "reader"))


def test_somebody_must_be_able_to_manage_the_accounts(people: People) -> None:
    anna, bram = number(people, "anna"), number(people, "bram")
    refused("account-last", lambda: people.accounts.change(anna, role="reader"))
    refused("account-last", lambda: people.accounts.change(anna, blocked=True))
    refused("account-last", lambda: people.accounts.remove(anna))
    assert people.accounts.get(anna).role == "administrator"
    people.accounts.change(bram, role="administrator")
    people.accounts.remove(anna)
    refused("account-last", lambda: people.accounts.remove(bram))
    people.accounts.remove(bram, last=True)
    refused("account-first", lambda: people.accounts.make("bram", "Bram", "reader", PASSWORD))
    refused("choice-unknown", lambda: people.accounts.make("bram", "Bram", "baas", PASSWORD))


def test_number_of_a_removed_account_is_never_given_again(people: People) -> None:
    bram = number(people, "bram")
    people.accounts.remove(bram)
    assert people.accounts.make("cas", "Cas", "reader").id > bram


def test_invitation_works_once_and_for_some_days(people: People, clock: Clock) -> None:
    cas = people.accounts.make("cas", "Cas", "reader")
    old, new = people.accounts.invite(cas.id), people.accounts.invite(cas.id)
    refused("invite-gone", lambda: people.accounts.accept(old, PASSWORD))
    refused("password-short", lambda: people.accounts.accept(new, "kort"))
    clock.pass_(module.INVITED - timedelta(minutes=1))
    assert people.accounts.accept(new, PASSWORD).id == cas.id
    refused("invite-gone", lambda: people.accounts.accept(new, PASSWORD))
    refused("invite-gone", lambda: people.accounts.accept("", PASSWORD))
    late = people.accounts.invite(cas.id)
    clock.pass_(module.INVITED)
    refused("invite-gone", lambda: people.accounts.accept(late, PASSWORD))


# being logged in


def test_login_ends_without_a_sign_of_life_and_in_any_case_after_some_days(
    people: People, clock: Clock
) -> None:
    _anna, cookie = people.log_in("anna", PASSWORD, "", "")
    clock.pass_(IDLE - timedelta(minutes=1))
    assert people.logins.whose(cookie) is not None  # a sign of life
    clock.pass_(IDLE - timedelta(minutes=1))
    assert people.logins.whose(cookie) is not None
    clock.pass_(IDLE)
    assert people.logins.whose(cookie) is None
    _anna, cookie = people.log_in("anna", PASSWORD, "", "")
    begun = clock.now
    while clock.now - begun < MOST - IDLE:
        clock.pass_(IDLE - timedelta(minutes=10))
        assert people.logins.whose(cookie) is not None
    clock.now = begun + MOST
    assert people.logins.whose(cookie) is None


def test_sign_of_life_is_not_written_at_every_request(people: People, clock: Clock) -> None:
    anna, cookie = people.log_in("anna", PASSWORD, "", "")
    first = people.logins.of(anna.id)[0].seen
    clock.pass_(LOOKED / 2)
    people.logins.whose(cookie)
    assert people.logins.of(anna.id)[0].seen == first
    clock.pass_(LOOKED)
    people.logins.whose(cookie)
    assert people.logins.of(anna.id)[0].seen > first


def test_blocking_and_a_new_password_log_out_everywhere_at_once(people: People) -> None:
    bram, cookie = people.log_in("bram", PASSWORD, "", "")
    key = people.logins.make_key(bram.id, "export", "write", 30)
    people.accounts.set_password(bram.id, "een heel ander wachtwoord")
    assert people.logins.whose(cookie) is None
    assert people.logins.key_of(key) is not None
    refused("login-wrong", lambda: people.log_in("bram", PASSWORD, "", ""))
    _bram, cookie = people.log_in("bram", "een heel ander wachtwoord", "", "")
    link = people.accounts.invite(bram.id)
    people.accounts.change(bram.id, blocked=True)
    assert people.logins.whose(cookie) is None
    assert people.logins.key_of(key) is None
    refused("invite-gone", lambda: people.accounts.accept(link, PASSWORD))
    people.accounts.change(bram.id, blocked=False)
    assert people.logins.key_of(key) is None  # blocked and let in again: no old key opens


def test_nobody_ends_the_login_or_the_key_of_another(people: People) -> None:
    anna, cookie = people.log_in("anna", PASSWORD, "", "")
    key = people.logins.make_key(anna.id, "export", "read", 30)
    bram = number(people, "bram")
    people.logins.end(bram, people.logins.of(anna.id)[0].id)
    assert not people.logins.revoke(bram, people.logins.keys(anna.id)[0].id)
    assert people.logins.whose(cookie) is not None
    assert people.logins.key_of(key) is not None
    assert people.logins.revoke(anna.id, people.logins.keys(anna.id)[0].id)
    assert people.logins.key_of(key) is None


def test_key_ends_and_its_scope_is_kept(people: People, clock: Clock) -> None:
    bram = number(people, "bram")
    reads = people.logins.make_key(bram, "tellen", "read", 30)
    writes = people.logins.make_key(bram, "alles", "write", 365)
    assert [people.logins.key_of(k)[1] for k in (reads, writes)] == ["read", "write"]
    clock.pass_(timedelta(days=30))
    assert people.logins.key_of(reads) is None
    assert [k.name for k in people.logins.keys(bram)] == ["alles"]
    for name, scope, days, code in (
        ("", "read", 30, "key-nameless"),
        ("x", "alles", 30, "choice-unknown"),
        ("x", "read", 36500, "choice-unknown"),
    ):
        refused(code, lambda n=name, s=scope, d=days: people.logins.make_key(bram, n, s, d))


# trying


def attempt(people: People, login: str, address: str, password: str = "fout fout fout") -> str:
    try:
        people.log_in(login, password, address, "")
    except AssistError as error:
        return error.code
    return "in"


@pytest.mark.parametrize("login", ["anna", "niemand"])
def test_tries_are_counted_alike_for_who_is_there_and_who_is_not(
    people: People, clock: Clock, login: str
) -> None:
    told = [attempt(people, login, "192.0.2.1") for _ in range(HERE + 2)]
    assert told == ["login-wrong"] * HERE + ["login-too-often"] * 2
    # The right password does not get in either, or it could be found by going on.
    assert attempt(people, login, "192.0.2.1", PASSWORD) == "login-too-often"
    assert attempt(people, login, "192.0.2.2") == "login-wrong"
    clock.pass_(WINDOW + timedelta(seconds=1))
    assert attempt(people, login, "192.0.2.1") == "login-wrong"


def test_many_addresses_cannot_go_on_about_one_name(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people.accounts, "check", lambda login, password: None)
    monkeypatch.setattr(logins, "NAMED", 6)
    told = [attempt(people, "anna", f"192.0.2.{n}") for n in range(7)]
    assert told[-2:] == ["login-wrong", "login-too-often"]


def test_one_address_cannot_go_on_about_many_names(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people.accounts, "check", lambda login, password: None)
    monkeypatch.setattr(logins, "FROM", 6)
    told = [attempt(people, f"naam{n}", f"2001:db8:1:2::{n:x}") for n in range(7)]
    assert told[-2:] == ["login-wrong", "login-too-often"]
    assert network_of("2001:db8:1:2::5") == "2001:db8:1:2::/64"


def test_coming_in_forgets_the_tries(people: People) -> None:
    for _ in range(4):
        for _ in range(HERE - 1):
            assert attempt(people, "anna", "192.0.2.1") == "login-wrong"
        assert attempt(people, "anna", "192.0.2.1", PASSWORD) == "in"


def test_tries_at_the_same_moment_are_all_counted(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(people.accounts, "check", lambda login, _: looked.append(login))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: attempt(people, "anna", "192.0.2.1"), range(24)))
    assert len(looked) == HERE


def test_who_goes_on_knocking_does_not_fill_the_log(people: People) -> None:
    for _ in range(HERE + 20):
        attempt(people, "anna", "192.0.2.1")
    noted = [line.action for line in people.audit.lines()]
    assert noted.count("login-failed") == HERE
    assert noted.count("login-limited") == 1


# members and deeds


def add_session(store: Store, session: str) -> None:
    file = StoredFile("transcript", "a.txt", f"{session}/source.txt", 1, "0" * 64)
    assert store.add_session(session, [file], About(), title="Titel")


def test_members_go_with_the_session_and_with_the_account(people: People, store: Store) -> None:
    add_session(store, "s-1")
    bram, cas = number(people, "bram"), people.accounts.make("cas", "Cas", "reader").id
    assert people.members.add("s-1", bram)
    assert not people.members.add("s-1", bram)
    assert not people.members.add("s-weg", bram)
    assert not people.members.add("s-1", 999)
    people.members.add("s-1", cas)
    people.accounts.remove(cas)
    assert people.members.of("s-1") == {bram}
    store.remove_session("s-1")
    add_session(store, "s-1")  # another one, that happens to be called so
    assert people.members.of("s-1") == frozenset()
    assert not people.members.is_member("s-1", bram)


def test_log_of_deeds_cannot_be_rewritten(people: People, store: Store, clock: Clock) -> None:
    people.log_in("anna", PASSWORD, "192.0.2.1", "")
    with pytest.raises(DBAPIError), store.engine.begin() as db:
        db.execute(text("UPDATE audit SET who = 'niemand'"))
    assert [(line.who, line.action) for line in people.audit.lines()] == [("Anna", "login")]
    people.accounts.change(number(people, "bram"), role="administrator")
    people.accounts.remove(number(people, "anna"))
    assert people.audit.lines()[0].who == "Anna"
    clock.pass_(KEPT + timedelta(days=1))
    people.audit.sweep()
    assert people.audit.lines() == []


def test_lines_come_page_by_page_without_a_gap(people: People) -> None:
    for number_ in range(25):
        people.audit.note("read", account=1 + number_ % 2, session=f"s-{number_ % 3}")
    seen, before = [], 0
    while page := people.audit.lines(before=before, most=10):
        seen += [line.id for line in page]
        before = page[-1].id
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 25
    assert len(people.audit.lines(account=1, session="s-0")) == 5
