"""spaCy finds the components by name, without anybody importing them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def test_every_component_is_found_by_name() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    names = list(project["entry-points"]["spacy_factories"])
    script = (
        "import spacy, sys\n"
        "nlp = spacy.blank('nl')\n"
        f"for name in {names!r}:\n"
        "    nlp.add_pipe(name)\n"
        "doc = nlp('Ik durf er niet meer te lopen. We kunnen de beelden wissen.')\n"
        "print(len(doc.spans['utterances']), len(nlp.pipe_names))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    utterances, components = map(int, done.stdout.split())
    assert utterances >= 1
    assert components == len(names) == 4
