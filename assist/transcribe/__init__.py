"""A recording or a transcript file to a `Transcript`."""
