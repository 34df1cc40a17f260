"""The Dutch pipeline: nothing of the test in the training, bare copies, the same files again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.models.manifest import damaged
from assist.training import treebank
from assist.training.treebank_data import (
    CURRENT,
    OLDER,
    TEST,
    Sentence,
    Token,
    bare,
    documents,
    gather,
    in_tens,
    key_of,
    read_conllu,
)
from assist.training.treebank_verbs import clauses, read_verbs

SENTENCE = """\
# sent_id = {id}
# text = Gemeentelijk niveau: {name} heeft {number} raadsleden.
1\tGemeentelijk\tgemeentelijk\tADJ\tADJ|prenom\tDegree=Pos|ExtPos=PROPN\t2\tamod\t_\t_
2\tniveau\tniveau\tNOUN\tN|soort\tNumber=Sing\t5\tobl:arg\t_\tSpaceAfter=No
3\t:\t:\tPUNCT\tLET\t_\t2\tpunct\t_\t_
4\t{name}\t{name}\tPROPN\tSPEC|deeleigen\t_\t5\tnsubj\t_\t_
5\theeft\thebben\tVERB\tWW|pv|tgw|met-t\tNumber=Sing|VerbForm=Fin\t0\troot\t_\t_
5.1\theeft\thebben\tVERB\t_\t_\t_\t_\t_\t_
6\t{number}\t{number}\tNUM\tTW|hoofd\t_\t7\tnummod\t_\t_
7\traadsleden\traad_lid\tNOUN\tN|soort\tNumber=Plur\t5\tobj\t_\tSpaceAfter=No
8\t.\t.\tPUNCT\tLET\t_\t5\tpunct\t_\t_

"""
VERBS = "kijken,kijk,kijkt,kijkt,,kijkend,,,,keken,keek,gekeken\n" * 4 + (
    "opstaan,opsta,opstaat,opstaat,,opstaand,,,,opstonden,opstond,opgestaan\n"
    "zijn,ben,bent,is,,zijnd,,,,waren,was,geweest\n"
)


@pytest.fixture(scope="module")
def treebanks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file the training reads; the newer ones also hold what the test holds."""
    folder = tmp_path_factory.mktemp("ud")
    names = ["Aalst", "Breda", "Kampen", "Delft", "Emmen", "Franeker", "Gouda"]
    for number, file in enumerate((*TEST.values(), *CURRENT, *OLDER)):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        own = [SENTENCE.format(id=f"{number}.{n}", name=n, number=number) for n in names]
        shared = [SENTENCE.format(id="0", name=n, number=0) for n in names]
        path.write_text("".join(own + shared), encoding="utf-8")
    (folder / "nl-verbs.txt").write_text(VERBS, encoding="utf-8")
    return folder


def first(treebanks: Path) -> Sentence:
    return next(read_conllu(treebanks / TEST["Alpino"]))


def test_labels_come_as_the_published_pipelines_have_them(treebanks: Path) -> None:
    sentence = first(treebanks)
    assert len(sentence) == 8, "an empty node is no word"
    assert sentence[0].feats == "Degree=Pos"
    assert sentence[1].dep == "obl"
    assert (sentence[4].dep, sentence[4].head) == ("ROOT", 4)
    assert sentence[6].lemma == "raadlid"
    assert [t.space for t in sentence[:3]] == [True, False, True]


def test_no_sentence_of_the_test_is_learned_from_and_none_twice(treebanks: Path) -> None:
    learned = treebank.sentences_to_learn(treebanks)
    test = {key_of(s) for file in TEST.values() for s in read_conllu(treebanks / file)}
    keys = [key_of(s) for s in learned]
    assert len(keys) == len(set(keys)) == 7 * (len(CURRENT) + len(OLDER))
    assert not test & set(keys)


def test_another_cut_or_case_does_not_hide_a_sentence(treebanks: Path) -> None:
    sentence = first(treebanks)
    assert key_of(bare(sentence)) == key_of(sentence)


def test_a_bare_copy_keeps_every_word_and_the_tree_between_words(treebanks: Path) -> None:
    copy = bare(first(treebanks))
    assert [t.form for t in copy] == [
        "gemeentelijk", "niveau", "aalst", "heeft", "0", "raadsleden"
    ]  # fmt: skip
    assert [copy[t.head].form for t in copy] == [
        "niveau", "heeft", "heeft", "heeft", "raadsleden", "heeft"
    ]  # fmt: skip
    assert copy[2].lemma == "aalst"


def token(form: str, pos: str, head: int) -> Token:
    return Token(form, form, pos, "", "_", head, "dep", space=True)


@st.composite
def trees(draw: st.DrawFn) -> Sentence:
    """Any tree: each word hangs below one that was drawn before it, in any order of words."""
    size = draw(st.integers(1, 9))
    order = draw(st.permutations(range(size)))
    heads = [0] * size
    for at, place in enumerate(order):
        heads[place] = order[draw(st.integers(0, at - 1))] if at else place
    return tuple(
        token(f"W{i}", draw(st.sampled_from(["NOUN", "PUNCT"])), head)
        for i, head in enumerate(heads)
    )


@given(trees())
def test_a_bare_copy_is_a_tree_or_nothing(sentence: Sentence) -> None:
    copy = bare(sentence)
    root = next(t for i, t in enumerate(sentence) if t.head == i)
    assert bool(copy) == (root.pos != "PUNCT")
    assert sum(t.head == i for i, t in enumerate(copy)) == bool(copy)
    assert all(0 <= t.head < len(copy) for t in copy)


def test_documents_hold_every_sentence_as_written_and_bare(treebanks: Path) -> None:
    import spacy

    vocab = spacy.blank("nl").vocab
    sentences = treebank.sentences_to_learn(treebanks)
    docs = list(documents(sentences, vocab, seed=1))
    assert sum(len(list(d.sents)) for d in docs) == 2 * len(sentences)
    written = [d for d in docs if d[0].is_title]
    assert {len(list(d.sents)) for d in written} > {1}
    assert [len(list(d.sents)) for d in in_tens(sentences[:13], vocab)] == [10, 3]


def test_clauses_around_verbs_agree_and_leave_separable_verbs_whole(treebanks: Path) -> None:
    verbs = read_verbs(treebanks / "nl-verbs.txt")
    assert [v.infinitive for v in verbs] == ["kijken"] * 4 + ["opstaan"], "no helping verbs"
    assert [v.parts for v in verbs] == [False] * 4 + [True]
    made = clauses(verbs * 8, seed=3)
    assert made == clauses(verbs * 8, seed=3)
    texts = [" ".join(t.form.lower() for t in s) for s in made]
    assert not any("kijkt ik" in t or "ik kijkt" in t or "kijkt je" in t for t in texts)
    assert not any(t.startswith(("we opstaan", "ik opsta ")) for t in texts)
    for sentence in made:
        roots = [t for i, t in enumerate(sentence) if t.head == i]
        assert [(r.pos, r.dep) for r in roots] == [("VERB", "ROOT")]
        assert all(0 <= t.head < len(sentence) for t in sentence)


def test_a_sentence_of_the_test_stops_the_training(
    treebanks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check holds by itself, whatever the gathering does."""
    seen = iter(["a", "b", "a"])
    monkeypatch.setattr(
        "assist.training.treebank_data.read_conllu", lambda path: [first(treebanks)]
    )
    monkeypatch.setattr("assist.training.treebank_data.key_of", lambda s: next(seen))
    with pytest.raises(RuntimeError, match="kept for measuring"):
        gather(treebanks, ["x"], apart=["y"])


@pytest.mark.slow
def test_the_same_model_twice_whole_and_with_a_card(treebanks: Path, tmp_path: Path) -> None:
    import spacy

    made = [tmp_path / "a", tmp_path / "b"]
    for out in made:
        arguments = [str(treebanks), str(treebanks / "nl-verbs.txt"), "--out", str(out)]
        assert treebank.main([*arguments, "--steps", "2"]) == 0
    names = sorted(f.relative_to(made[0]) for f in made[0].rglob("*") if f.is_file())
    for name in names:
        if name.name != "README.md":  # holds the speed of this machine
            assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes(), name
    assert not list(damaged(made[0], thorough=True))
    assert str(treebanks) not in (made[0] / "config.cfg").read_text(encoding="utf-8")
    card = (made[0] / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in card
    assert "{" not in card
    doc = spacy.load(made[0])("Aalst heeft 3 raadsleden.")
    assert all(t.tag_ and t.pos_ and t.dep_ for t in doc)
