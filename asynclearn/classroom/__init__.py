"""The answers of many learners -> what they say about each question. It prints nothing."""
