"""Who spoke: windows of speech to vectors, changes of voice, and labels S1, S2..."""
