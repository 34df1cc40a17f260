"""No names in exports: what is found, what is left alone, and that quotes stay exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.gold import CORPUS, gold_valuemap, load_gold

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote
from assist.core.transcript import Held, Session, Transcript, Utterance, Word
from assist.core.valuemap import MadeBy, ValueMap
from assist.export.names import _lists, find_names
from assist.export.patterns import pattern_spans
from assist.export.pseudonymise import _cleaned, pseudonymise
from assist.valuemap.file import dumps, loads

LEXICON = Lexicon("t", "1", "", (Concept("privacy"),))

EXAMPLES = CORPUS.parents[1] / "assist" / "examples"

# Every name of a person in three sessions, labelled by hand: word -> how often.
LABELLED = {
    "sociale_media_monitoring": {
        "Marjan": 1, "Ruud": 7, "Femke": 4, "Samira": 2, "Joris": 9, "Wim": 6, "Harm": 4,
        "Dylan": 3, "Dyl": 1, "Anneke": 4, "Fatiha": 2,
    },
    "voorbeeldsessie": {
        "Marga": 1, "Tjeerd": 5, "Caroline": 2, "Remco": 5, "Ilias": 4, "Lode": 2, "Bianca": 4,
        "Fatma": 1, "Wietske": 3, "Jan": 5, "Dirk": 2,
    },
    "scanauto_parkeren": {
        "Anouk": 1, "Bas": 2, "Lisanne": 2, "Peter": 4, "Dennis": 1, "Sharda": 3, "Nienke": 2,
        "Ferry": 2, "Wouter": 2, "Bakboord": 1,
    },
}  # fmt: skip


def names_in(text: str) -> list[str]:
    return [text[a:b] for a, b in find_names([text])[0]]


@pytest.mark.parametrize("session", sorted(LABELLED))
def test_finds_the_names_of_a_labelled_session(session: str) -> None:
    folder = EXAMPLES if session == "voorbeeldsessie" else CORPUS
    texts = [u["text"] for u in load_gold(folder / f"{session}.json")["utterances"]]
    found: dict[str, int] = {}
    for text, spans in zip(texts, find_names(texts), strict=True):
        for a, b in spans:
            found[text[a:b]] = found.get(text[a:b], 0) + 1
    gold = LABELLED[session]
    hit = sum(min(n, found.get(name, 0)) for name, n in gold.items())
    assert hit / sum(gold.values()) >= 0.95
    assert hit / sum(found.values()) >= 0.95


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ik ben Anouk en dat is Bas.", ["Anouk", "Bas"]),
        ("ja hallo ik heet fatiha ik zit bij de gemeente", ["fatiha"]),
        ("Mijn naam is Oduber, ik ben advocaat.", ["Oduber"]),
        ("Dank u wel, mevrouw De Graaf, en meneer van der Meulen.", ["De Graaf", "van der Meulen"]),
        ("Daar was Jan de Vries het niet mee eens.", ["Jan de Vries"]),
        ("Zeg je dat nou serieus, Xandrine?", ["Xandrine"]),
        ("Dat zijn Anouks kinderen.", ["Anouks"]),
        ("Functionaris hier, Van Hasselt, goedemiddag.", ["Van Hasselt"]),
    ],
)
def test_finds(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Dan wil ik wel eens zien of de roos in de tuin bloeit.",
        "ik ben nu al dertig jaar leraar en ik ben moe",
        "In Amsterdam en Gent doen ze het met WhatsApp en Excel.",
        "Wil je koffie? Mark is een munt. Rob je die?"[:13],
        "Ik ben Nederlander en zij is Vlaming.",
        "Precies. Inderdaad, dat klopt. Jawel, zeker.",
        "De Wet van De Jong is niet bedoeld, de wet wel."[28:],
        "Python en Facebook, daar gaat het over.",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert names_in(text) == []


def test_the_lists_that_are_kept_by_hand_agree() -> None:
    lists = _lists()
    first = (lists.first, lists.safe, lists.unsure)
    assert sum(map(len, first)) == len(frozenset().union(*first))
    assert not lists.surname & lists.word_surname
    assert not lists.common & lists.safe
    words = frozenset().union(*first, lists.surname, lists.word_surname, lists.place, lists.common)
    assert all(word == word.lower().strip() for word in words)


def test_a_name_found_once_goes_everywhere() -> None:
    texts = ["ik ben Xandrine", "Xandrine weet dat wel", "vraag het xandrine maar"]
    assert [len(s) for s in find_names(texts)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("mail naar j.jansen@gemeente-x.nl graag", "[e-mail]"),
        ("jansen apenstaartje gmail punt com", "[e-mail]"),
        ("bel 06-12345678", "[telefoonnummer]"),
        ("bel +31 6 12 34 56 78 even", "[telefoonnummer]"),
        ("bel 0475 12 34 56 in Vlaanderen", "[telefoonnummer]"),
        ("mijn bsn is 111222333", "[bsn]"),
        ("NL91 ABNA 0417 1643 00 is het", "[rekeningnummer]"),
        ("het kenteken is 12-ABC-3 toch", "[kenteken]"),
        ("hij woont Kerkstraat 12 b", "[adres]"),
        ("op 1234 AB ergens", "[postcode]"),
        ("volg @piet_de_boer maar", "[account]"),
    ],
)
def test_numbers_and_addresses(text: str, placeholder: str) -> None:
    assert placeholder in {p for *_, p in pattern_spans(text)}


@pytest.mark.parametrize(
    "text",
    [
        "in 2019 waren er 123456789 meldingen",
        "dat is 1234 euro",
        "artikel 12-3",
        "NL00 TEST 1234 5678 90",
        "van 2016 tot 2020",
        "de A12 en de N279",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert list(pattern_spans(text)) == []


@given(
    st.text("ab cd", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=4),
    st.integers(0, 30),
    st.integers(1, 30),
)
def test_offsets_always_follow(text, spans, start, length) -> None:
    names = [(a, min(len(text), a + n)) for a, n in spans if a < len(text)]
    cleaned = _cleaned(text, names)
    start = min(start, len(text) - 1)
    end = min(len(text), start + length)
    a, b = cleaned.place(start, end)
    assert 0 <= a < b <= len(cleaned.text)
    if not any(x < end and y > start for x, y, _ in cleaned.spans):
        assert cleaned.text[a:b] == text[start:end]


def test_quotes_ids_and_contract_survive() -> None:
    valuemap = gold_valuemap(load_gold(CORPUS / "scanauto_parkeren.json"), LEXICON)
    clean = pseudonymise(valuemap)
    assert loads(dumps(clean)).effects  # every quote is still verbatim
    assert [e.id for e in clean.effects] == [e.id for e in valuemap.effects]
    assert [u.start for u in clean.transcript.utterances] == [
        u.start for u in valuemap.transcript.utterances
    ]
    assert "Lisanne" in dumps(valuemap)
    assert "Lisanne" not in dumps(clean)


@pytest.mark.parametrize(
    "texts",
    [
        # names that no list knows, as a rough transcription writes them
        ["Quirilda van de gemeente ja dus sinds januari", "en hoeveel scheelt het nou Quirilda"],
        ["Quirilda ik woon drie hoog in de flat", "dat zegt Quirilda ook"],
        ["we zijn met twee. dit is Quirilda", "nou Quirilda hoe weten wij dat"],
        ["Quirilda de Snoei. ik heb schapen", "en Quirilda die moet weer weg"],
        ["hoeveel scheelt het nou Quirilda", "drie kinderen in de luiers gehad Quirilda. drie."],
        ["Quirilda, ik ben van de directie.", "ja op papier Quirilda"],
    ],
)
def test_a_name_that_no_list_knows_is_heard_from_how_people_present_and_address(texts) -> None:
    cleaned = [_cleaned(t, s).text for t, s in zip(texts, find_names(texts), strict=True)]
    assert not any("Quirilda" in text for text in cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "Eén van de vrijwilligers zag een pan. Nee hoor. Eén regel.",
        "Zesenvijftig. Ik weet het zeker. Zesenvijftig.",
        "Rechtvaardigheid, ik schaam me er niet voor. Rechtvaardigheid.",
        "hij praat thuis Arabisch. daarom spreekt hij Arabisch.",
        "de data staan in Frankfurt. ik ben nooit in Frankfurt geweest. ook Frankfurt.",
        "ik woon aan de Kanaaldijk. wie kent de Kanaaldijk?",
    ],
)
def test_numbers_languages_places_and_values_are_no_names(text: str) -> None:
    assert find_names(text.split("|")) == [[]]


def test_a_first_name_said_in_the_talk_stands_in_no_download() -> None:
    gold = load_gold(CORPUS.parent / "heldout" / "afval_pasje.json")
    clean = dumps(pseudonymise(gold_valuemap(gold, LEXICON)))
    for name in ("Annemiek", "Emre", "Petra", "Joost", "Ruben", "Dirk"):
        assert name not in clean


def test_twice_is_once() -> None:
    for name in ("scanauto_parkeren", "sociale_media_monitoring"):
        clean = pseudonymise(gold_valuemap(load_gold(CORPUS / f"{name}.json"), LEXICON))
        assert pseudonymise(clean) == clean


def _one(text: str, **more: object) -> ValueMap:
    session = Session("s", title="Gesprek met Anouk")
    u = Utterance(1, 0.0, 9.0, text, **more)
    quote = Quote.of(u, text.index("Anouk"), text.index("Anouk") + 12)
    effect = Effect("e-1", quote, (1,), "positive", actor="moeder van Anouk", wording="Anouk wint")
    return ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,))


def test_title_actor_wording_and_role_are_cleaned_too() -> None:
    clean = pseudonymise(_one("ik ben Anouk en ik win tijd", role="buurvrouw van Anouk"))
    assert "Anouk" not in dumps(clean)
    assert clean.effects[0].quote.exact == "[naam] en ik "


def test_a_system_with_a_name_keeps_it_when_the_technology_says_so() -> None:
    def made(technology: str, speaker: str = "") -> ValueMap:
        session = Session("s", title="Tara luistert mee", technology=technology)
        u = Utterance(1, 0.0, 9.0, "ik ben Anouk en Tara's code was fout, zegt Tara", speaker)
        effect = Effect("e-1", Quote.of(u), (1,), "negative", wording="Tara vergist zich")
        return pseudonymise(ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,)))

    known = made("triage met Tara, een spraakassistent")
    assert known.session.title == "Tara luistert mee"
    assert known.transcript[1].text == "ik ben [naam] en Tara's code was fout, zegt Tara"
    assert known.effects[0].wording == "Tara vergist zich"
    assert "Tara" not in dumps(made("triage met een spraakassistent"))
    # who speaks, or has a surname, is a person whatever the description says
    assert "Tara" not in dumps(made("triage met Tara", speaker="Tara"))
    assert "Tara" not in dumps(made("het systeem van Tara de Vries"))


def test_a_quote_that_cuts_a_name_takes_the_placeholder_whole() -> None:
    valuemap = _one("daar zat Anouk de Vries erbij")
    clean = pseudonymise(valuemap)
    assert clean.transcript[1].text == "daar zat [naam] erbij"
    assert clean.effects[0].quote.exact.startswith("[naam]")


def test_speakers_with_names_become_numbers() -> None:
    session = Session("s")
    us = (
        Utterance(1, 0, 1, "goedemiddag", speaker="Anouk Jansen"),
        Utterance(2, 1, 2, "dag anouk", speaker="S1"),
        Utterance(3, 2, 3, "ja", speaker="Anouk Jansen"),
    )
    clean = pseudonymise(ValueMap(session, MadeBy("1"), Transcript(session, us)))
    assert [u.speaker for u in clean.transcript.utterances] == ["S2", "S1", "S2"]
    assert clean.transcript[2].text == "dag [naam]"


def test_words_with_times_follow() -> None:
    words = tuple(
        Word(w, i, i + 1.0) for i, w in enumerate([" ik", " ben", " Jan", " de", " Vries."])
    )
    session = Session("s")
    u = Utterance(1, 0.0, 5.0, "ik ben Jan de Vries.", words=words)
    clean = pseudonymise(ValueMap(session, MadeBy("1"), Transcript(session, (u,))))
    said = clean.transcript[1]
    assert said.text == "ik ben [naam]."
    assert [w.text for w in said.words] == [" ik", " ben", " [naam]"] or "".join(
        w.text for w in said.words
    ).startswith(" ik ben [naam]")
    assert said.words[-1].end == 5.0


def test_nothing_personal_nothing_changed() -> None:
    session = Session("s", title="Camera's")
    u = Utterance(
        1, 0.0, 5.0, "straks durft niemand nog wat te zeggen", speaker="S1", role="burger"
    )
    valuemap = ValueMap(session, MadeBy("1"), Transcript(session, (u,)))
    assert pseudonymise(valuemap) == replace(valuemap)


def test_what_was_held_back_goes_out_without_names_too() -> None:
    session = Session("s", "Overleg", "camera's")
    said = (Utterance(1, 0.0, 2.0, "Ik ben Anouk en dat is Bas."),)
    word = Word("Bas,", 5.0, 5.2)
    held = (Held(5.0, 6.0, "Bas, dank je wel.", "Daarom.", (word,)),)
    clean = pseudonymise(ValueMap(session, MadeBy("1"), Transcript(session, said, held=held)))
    assert clean.transcript.held == (Held(5.0, 6.0, "[naam], dank je wel.", "Daarom."),)
