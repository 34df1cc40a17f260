"""Statements + values -> value map: linking, clusters, gaps, layout, drawing, the contract file."""
