"""Corpus, training, scoring, evaluation and model cards."""
