"""Review: suggestions are data, decisions are facts.

``log`` and ``decide`` are pure: suggestions + an append-only log of decisions make the
decided map. ``store`` keeps both, ``worker`` runs the pipeline, one heavy job at a time.
"""
