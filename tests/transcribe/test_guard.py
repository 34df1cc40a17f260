"""Nothing invented, and nobody silenced."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assist.transcribe.guard import invented


@dataclass
class Segment:
    text: str
    no_speech_prob: float = 0.1
    avg_logprob: float = -0.3


@pytest.mark.parametrize(
    "text",
    [
        "Ondertitels ingediend door de Amara.org gemeenschap",
        " Ondertiteld door de Amara.org-gemeenschap.",
        "Ondertiteling door Jan Jansen",
        "TV GELDERLAND 2021",
        "Bedankt voor het kijken!",
        "Dank u wel voor het kijken en tot de volgende keer.",
        "Vergeet niet te abonneren op ons kanaal",
        "Subtitles by the Amara.org community",
        "Thanks for watching!",
    ],
)
def test_credits_of_subtitlers_are_held_back(text: str) -> None:
    assert invented(Segment(text)) == "credits"


@pytest.mark.parametrize(
    "text",
    [
        "Ja, ja, ja, ja.",
        "Nee nee nee, dat bedoel ik niet, ik bedoel dat het wel echt anders moet.",
        "De ondertiteling helpt doven en slechthorenden, dat is een effect.",
        "Ik keek naar TV Gelderland en daar ging het over scanauto's.",
        "Bedankt voor het luisteren.",
        "Dan kijk je, en dan kijk je nog eens, en dan zie je het niet.",
        "Straks durft niemand nog wat te zeggen.",
        "",
    ],
)
def test_what_people_say_stays(text: str) -> None:
    assert invented(Segment(text)) is None


def test_a_quiet_speaker_stays_and_an_unsure_guess_over_silence_does_not() -> None:
    assert invented(Segment("Ik durf het niet.", no_speech_prob=0.95, avg_logprob=-0.5)) is None
    assert invented(Segment("Ik durf het niet.", no_speech_prob=0.1, avg_logprob=-1.5)) is None
    assert invented(Segment("Hm.", no_speech_prob=0.95, avg_logprob=-1.5)) == "silence"


@pytest.mark.parametrize("text", ["de " * 40, "en dan is het zo, " * 12, "Ga weg. " * 5])
def test_loops_are_held_back(text: str) -> None:
    assert invented(Segment(text)) == "loop"
