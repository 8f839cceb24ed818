"""What confines a program on Linux: one mechanism a module, standard library only.

Everything here is called in single-threaded processes, before or after a fork, and imports little.
"""
