"""The flows: they show, ask, run, judge and record. They know no UI library."""
