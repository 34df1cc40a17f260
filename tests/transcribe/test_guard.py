"""Nothing invented, nobody silenced, and nothing that is held back is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Word
from assist.transcribe.cue import Cue
from assist.transcribe.guard import REASONS, Ground, Reason, Verdict, judge

SURE = Ground(avg_logprob=-0.3, no_speech_prob=0.1)
DOUBTFUL = Ground(avg_logprob=-0.9, no_speech_prob=0.7)


def heard(text: str, *, pace: float = 0.3, start: float = 10.0, sure: float = 0.7) -> Cue:
    """A cue whose words come one after the other, each in ``pace`` seconds."""
    words = tuple(
        Word(token, start + i * pace, start + (i + 1) * pace, sure)
        for i, token in enumerate(text.split())
    )
    return Cue(" ".join(text.split()), start, start + len(words) * pace, words=words)


def why(verdict: Verdict) -> list[Reason]:
    codes = {told: code for code, told in REASONS.items()}
    return [codes[held.reason] for held in verdict.held]


def texts(verdict: Verdict) -> list[str]:
    return [cue.text for cue in verdict.kept]


@pytest.mark.parametrize(
    "text",
    [
        "Ondertitels ingediend door de Amara.org gemeenschap",
        " Ondertiteld door de Amara.org-gemeenschap.",
        "Ondertiteling door Jan Jansen",
        "Ondertiteling TV Gelderland 2021",
        "Ondertiteld door de VRT",
        "TV GELDERLAND 2021",
        "TV Gelderland",
        "Bedankt voor het kijken!",
        "Dank u wel voor het kijken en tot de volgende keer.",
        "Vergeet niet te abonneren op ons kanaal",
        "Subtitles by the Amara.org community",
        "Transcription by CastingWords",
        "Thanks for watching!",
        "Please subscribe to my channel.",
        "Untertitel im Auftrag des ZDF für funk, 2017",
        "Untertitelung aufgrund der Amara.org-Community",
        "Vielen Dank fürs Zuschauen!",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "www.mooji.org",
    ],
)
def test_credits_of_subtitlers_are_held_back_however_sure_they_sound(text: str) -> None:
    verdict = judge(heard(text), SURE)
    assert (texts(verdict), why(verdict)) == ([], ["credits"])


@pytest.mark.parametrize("text", ["MUZIEK.", "[Muziek]", "(applaus)", "♪ Hier komt de zon ♪"])
def test_the_name_of_a_sound_is_nobodys_words(text: str) -> None:
    assert why(judge(heard(text), SURE)) == ["sound"]


@pytest.mark.parametrize(
    "text",
    [
        "Ja, ja, ja, ja.",
        "Nee nee nee, dat bedoel ik niet, ik bedoel dat het wel echt anders moet.",
        "De ondertiteling helpt doven en slechthorenden, dat is een effect.",
        "Ondertiteling door vrijwilligers maken is dan een optie die we hier echt moeten noemen.",
        "Ik keek naar TV Gelderland en daar ging het over scanauto's.",
        "Bedankt voor het luisteren.",
        "Dank u wel.",
        "Muziek.",
        "Dan kijk je, en dan kijk je nog eens, en dan zie je het niet.",
        "Straks durft niemand nog wat te zeggen.",
        "Kijk nu net. Kijk nu net. Kijk nu net. Kijk nu net.",
        "Privacy by design, security by design, that's it, zeggen ze dan bij ons.",
        "We learned from our mistakes.",
        "Hij zei: the proof of the pudding is in the eating, you know.",
        "Dat was (even kijken) in maart.",
    ],
)
def test_what_people_say_stays(text: str) -> None:
    cue = heard(text, sure=0.85)
    assert judge(cue, SURE) == Verdict((cue,))


@pytest.mark.parametrize("text", ["Dank u wel.", "Muziek.", "Doei!", "Tot de volgende keer."])
def test_what_whisper_says_into_silence_needs_some_ground(text: str) -> None:
    assert texts(judge(heard(text), DOUBTFUL)) == []


def test_a_credit_within_good_talk_is_cut_out_and_the_talk_stays() -> None:
    verdict = judge(
        heard("Dat is een effect. Ondertitels ingediend door de Amara.org gemeenschap. En nu dan?"),
        SURE,
    )
    assert texts(verdict) == ["Dat is een effect.", "En nu dan?"]
    assert [h.text for h in verdict.held] == [
        "Ondertitels ingediend door de Amara.org gemeenschap."
    ]
    assert verdict.held[0].start == verdict.kept[0].end == pytest.approx(11.2)
    assert verdict.kept[1].words[0].text == "En"


def test_a_credit_is_found_in_talk_without_full_stops() -> None:
    verdict = judge(
        heard("en dat is dan dus tv gelderland 2021 en daarna gaan we verder met de opties"), SURE
    )
    assert texts(verdict) == ["en dat is dan dus", "en daarna gaan we verder met de opties"]


def test_a_quiet_speaker_stays_and_an_unsure_guess_over_silence_does_not() -> None:
    said = heard("Ik durf het niet.")
    assert judge(said, Ground(-0.5, 0.95)).kept
    assert judge(said, Ground(-1.5, 0.1)).kept
    assert judge(said, Ground(-0.4, 0.1, level=-62.0)).kept
    assert why(judge(heard("Hm."), Ground(-1.5, 0.95))) == ["silence"]
    assert why(judge(said, Ground(-0.2, 0.1, level=-95.0))) == ["silence"]


def test_a_short_yes_stays_where_the_recogniser_is_sure_of_its_words() -> None:
    cue = heard("Ja. Ik heb geen idee waar we dat moeten krijgen. Nee.")
    assert judge(cue, Ground(-0.48, 0.66)) == Verdict((cue,))


def test_words_where_nobody_speaks_are_held_back_sentence_by_sentence() -> None:
    cue = heard("Dat is een effect. Daar komt niemand meer.", sure=0.5)
    verdict = judge(cue, Ground(-0.4, 0.2, speech=[(9.0, 11.2)]))
    assert texts(verdict) == ["Dat is een effect."]
    assert why(verdict) == ["silence"]
    assert judge(heard("Dat is zo.", sure=0.9), Ground(-0.4, 0.2, speech=[(40.0, 50.0)])).kept


@pytest.mark.parametrize("text", ["de " * 40, "en dan is het zo, " * 12, "Ga weg. " * 8])
def test_a_loop_asks_for_a_second_listening(text: str) -> None:
    verdict = judge(heard(text), SURE)
    assert texts(verdict) == []
    assert why(verdict) == ["loop"]
    assert verdict.again


def test_a_loop_over_what_is_no_speech_is_not_listened_to_twice() -> None:
    assert not judge(heard("de deel van " * 20), Ground(-0.14, 0.83)).again
    assert not judge(heard("nee " * 20), Ground(-0.2, 0.1, again=True)).again


def test_a_loop_inside_good_talk_leaves_the_talk_and_one_of_it() -> None:
    verdict = judge(
        heard("We hebben het gehad over de buurt en over wat mensen daar van vinden en dan"
              + " en dan" * 9 + " gaan we naar de waarden toe."), SURE,
    )  # fmt: skip
    assert verdict.again
    assert texts(verdict) == [
        "We hebben het gehad over de buurt en over wat mensen daar van vinden en dan",
        "gaan we naar de waarden toe.",
    ]


@pytest.mark.parametrize(
    "text",
    ["Ja dat is nanananananananananananananana", "Dat is gelukkig niet zo, dat is niet zo, " * 9],
)
def test_babble_is_a_loop_too(text: str) -> None:
    assert why(judge(heard(text), SURE)) == ["loop"]


def test_a_second_listening_is_believed_less() -> None:
    said, ground = heard("Het is een heel mooie dag."), Ground(-0.7, 0.55)
    assert judge(said, ground).kept
    assert why(judge(said, Ground(-0.7, 0.55, again=True))) == ["silence"]


def test_nobody_speaks_a_sentence_in_a_tenth_of_a_second() -> None:
    text = "Dat vind ik een heel goed punt van de voorzitter."
    assert why(judge(heard(text, pace=0.02), SURE)) == ["speed"]
    assert judge(heard(text, pace=0.13), SURE).kept


@pytest.mark.parametrize(
    "text",
    [
        "And so we are going to see what it is that they have been doing in the last year, and I"
        " think that this is the most important thing for all of us.",
        "Und dann haben wir gesehen, dass die Leute das nicht mehr wollen, weil es für sie auch"
        " nicht gut ist, und das war dann der Grund.",
        "Et donc nous avons vu que les gens ne sont pas d'accord avec ce que vous dites, mais il"
        " faut que tout le monde soit là pour en parler.",
        "ご視聴ありがとうございました",
    ],
)
def test_plainly_another_language_is_held_back(text: str) -> None:
    assert why(judge(heard(text, sure=0.5), SURE)) == ["language"]
    assert texts(judge(heard(text), SURE, language="")) == [] or not why(
        judge(heard(text), SURE, language="")
    )


def test_english_between_dutch_sentences_is_held_back_only_when_there_is_a_lot_of_it() -> None:
    english = "I think that we are going to do this with all of the people in the city."
    dutch = "Dat is wat ik er zelf van vind."
    verdict = judge(heard(f"{dutch} {english} {english} {dutch}", sure=0.6), SURE)
    assert texts(verdict) == [dutch, dutch]
    quoted = heard(f"{dutch} As they say: it is what it is, and that is it. {dutch}", sure=0.9)
    assert judge(quoted, SURE) == Verdict((quoted,))


def test_the_language_of_the_talk_decides() -> None:
    english = heard("I think that we are going to do this with all of the people in the city.")
    assert judge(english, SURE, language="en") == Verdict((english,))


@pytest.mark.parametrize("text", ["", " ", "...", "— …"])
def test_nothing_is_nothing(text: str) -> None:
    assert judge(heard(text), DOUBTFUL) == Verdict(())


PIECES = st.sampled_from(
    ["ja.", "nee", "dat is zo.", "MUZIEK.", "en dan", "TV Gelderland 2021.", "the", "of", "and",
     "…", "nee nee nee nee nee nee nee nee nee", "Ondertiteling door Jan.", "hahahahahahahahahaha"]
)  # fmt: skip


@given(
    st.lists(PIECES, min_size=1, max_size=30).map(" ".join),
    st.booleans(),
    st.sampled_from([SURE, DOUBTFUL, Ground(-0.4, 0.3, [(0.0, 12.0)], -40.0)]),
)
def test_kept_and_held_are_together_what_was_recognised(
    text: str, timed: bool, ground: Ground
) -> None:
    cue = heard(text) if timed else Cue(text, 10.0, 40.0)
    verdict = judge(cue, ground)
    parts = sorted([*verdict.kept, *verdict.held], key=lambda p: (p.start, p.end))
    if any(map(str.isalpha, text)):
        assert " ".join(p.text for p in parts).split() == text.split()
        assert all(10.0 <= p.start <= p.end <= 40.0 + 1e-6 for p in parts)
    for part in parts:
        assert not part.words or [w.text for w in part.words] == part.text.split()
    assert judge(cue, ground) == verdict
