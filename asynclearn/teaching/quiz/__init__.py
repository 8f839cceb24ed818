"""The quiz: choosing what to ask, asking it, and telling what came of it."""
