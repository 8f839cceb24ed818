"""Pure: a claim about a run and what the run did -> a verdict. No clock, no files, no raising."""
