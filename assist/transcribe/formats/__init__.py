"""One file a transcript format: ``read(data, path)`` and, where it is also written, ``write``."""
