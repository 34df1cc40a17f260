"""Which language a stretch of text is in, told by its small words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

# The words a language is made of; a few dozen of them are half of all talk. A word that two
# languages share counts for both and so decides nothing.
_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "nl": (
            "de het een en van ik je dat die in is niet op te zijn met er wat maar was voor ze we"
            " aan als hij dan nu wel ook nog zo dit geen hebben heeft om naar bij kan wil heb ben"
            " bent mij hem haar jij u ons jullie hun deze daar hier waar want omdat dus of al door"
            " over uit worden wordt werd moet moeten kunnen zou zouden gaan gaat gewoon eigenlijk"
            " heel veel mensen iets niks niets iemand alles toch eens hoe wie waarom ja nee"
            " onze mijn jouw zich zelf eerst weer meer goed doen doet zeg zegt denk weet"
        ),
        "en": (
            "the a an and of to in is it you that this he she was for on are with as i his her they"
            " be at one have from or had by but not what all were we when your can said there use"
            " do how their if will up other about out many then them these so some would him into"
            " has more no way could my than who its now did get come made may just like know think"
            " because people really don't it's that's i'm you're we're going thank thanks very our"
        ),
        "de": (
            "der die das und ist nicht ich sie es ein eine einen einem einer zu den dem des mit von"
            " auf für im auch sich wir ihr er so wie aber war hat haben sind wird werden kann noch"
            " nur dann wenn aus bei nach über vor oder was hier da doch mal schon ja nein kein"
            " keine mein dein sein ihre unser mich mir dich dir uns euch gibt immer sehr jetzt"
        ),
        "fr": (
            "le la les un une des et est de du à au aux en que qui ne pas je tu il elle nous vous"
            " ils elles on ce cette ces dans pour par sur avec sans mais ou où plus tout tous fait"
            " être avoir a ont sont était c'est j'ai qu'il d'un d'une l'on très bien aussi comme si"
            " mon ma mes son sa ses notre votre leur y quoi merci oui non"
        ),
        "es": (
            "el la los las un una y es de del al a en que no se por con para como más pero sus le"
            " ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien"
            " desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí"
            " antes algunos qué unos yo otro gracias bien está son fue"
        ),
        "it": (
            "il lo la i gli le un una e è di del della a al in che non si per con come più ma ci"
            " sono ho ha questo questa anche se o da dei delle nel nella io tu lui lei noi voi loro"
            " mi ti suo sua cosa quando molto bene grazie perché così tutto tutti fatto era stato"
        ),
        "pt": (
            "o a os as um uma e é de do da dos das em no na que não se por com para como mais mas"
            " foi ao ele ela eu você nós eles sua seu muito já também só pelo pela até isso entre"
            " era depois sem mesmo aos ter seus quem nas me esse está obrigado obrigada isto"
        ),
        "da": (
            "og i det at en den til er som på de med han af for ikke der var mig sig men et har om"
            " vi min havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal"
            " selv her alle vil blev kunne ind når jeg være dog noget"
        ),
        "sv": (
            "och i det att en den till är som på de med han av för inte der var mig sig men ett har"
            " om vi min hade honom hon nu över då från du ut sin dem oss upp man hans vad ska själv"
            " här alla vill blev kunde när jag vara något också"
        ),
        "pl": (
            "i w na nie się z do to że jest jak o ale po co tak za od ja ty on ona my wy oni tego"
            " już był było być są tylko przez może dla czy ten ta te tym mnie mi go bo"
        ),
        "tr": (
            "ve bir bu da de için ne o ben sen biz siz ile çok daha var yok mı mi gibi ama ki olan"
            " olarak her kadar en sonra şey değil diye bana sana ya"
        ),
    }.items()
}
FEWEST = 8  # words; an English phrase or title of fewer says nothing about the talk
_MARGIN = 3  # small words of the other language more than of the language spoken
_OWN_AT_MOST = 0.1  # of the words
_FOREIGN_AT_LEAST = 0.3  # of the words


def other_language(words: Sequence[str], spoken: str) -> str:
    """Code of the language that words plainly are in, when it is not the one spoken.

    Parameters
    ----------
    words : sequence of str
        Small letters, without punctuation.
    spoken : str
        Code of the language of the talk.

    Returns
    -------
    str
        Empty when it is the language spoken, when it cannot be told, or when there are fewer
        than `FEWEST` words.

    Examples
    --------
    >>> other_language("and then we can see what it is that they are going to do".split(), "nl")
    'en'
    >>> other_language("we zeggen dan altijd privacy by design en dat is het".split(), "nl")
    ''
    """
    if len(words) < FEWEST or spoken not in _SMALL:
        return ""
    own = _SMALL[spoken]
    counts = {code: sum(word in small for word in words) for code, small in _SMALL.items()}
    mine = counts.pop(spoken)
    code = max(counts, key=lambda c: (counts[c], c))
    foreign = _SMALL[code]
    only_own = sum(word in own and word not in foreign for word in words)
    plainly = (
        counts[code] >= mine + _MARGIN
        and counts[code] >= _FOREIGN_AT_LEAST * len(words)
        and only_own <= _OWN_AT_MOST * len(words)
    )
    return code if plainly else ""


def other_script(text: str) -> bool:
    """Whether most letters are of a script that Western languages do not use.

    Examples
    --------
    >>> other_script("ご視聴ありがとうございました"), other_script("Dat is één café, zei Zoë.")
    (True, False)
    """
    letters = [c for c in text if c.isalpha()]
    strange = sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return strange * 2 > len(letters)
