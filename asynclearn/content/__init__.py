"""Markdown -> frozen course values. Everything about reading Markdown stays here."""
