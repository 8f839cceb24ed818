"""`debug` and `design`: the learner's file, judged at every save, with hints and a solution."""
