"""The programming interface under ``/api/v1``: what the pages do, for other programs.

One file a subject; `app` puts them together, `shapes` says what goes out, `asked` what comes in.
"""
