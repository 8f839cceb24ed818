"""A program's text: what can be told of it without running it.

code     its syntax tree: who calls what, who stands in whom, where a name is read
flow     where a value goes, by assignments, calls and returns
sets     which expressions are sets of texts or of tasks
ends     what may be ended together with others, and whether that shows
once     whether it comes to a place at most once
ordered  whether a set could give it the order in which it prints
"""
