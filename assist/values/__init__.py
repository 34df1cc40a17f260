"""Values: the lexicon (SKOS), its check, the cue matcher and suggestions with reasons."""
