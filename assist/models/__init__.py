"""Which models exist, where they come from, whether they are whole."""
