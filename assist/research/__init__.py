"""Many sessions: work through them in one go, and compare what they yielded."""
