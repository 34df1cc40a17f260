"""Transcript to statements: spaCy components, sentence encoder, classifiers, phases."""
