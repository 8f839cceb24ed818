"""Attempts and positions in SQLite behind one class. Time is always an argument."""
