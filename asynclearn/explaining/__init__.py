"""A recorded run -> the story of it: who ran, what stopped it, what woke it, what it printed."""
