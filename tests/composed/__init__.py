"""Composed cases: what comes of thousands of inputs that are made by rule, held by digests.

Each module is one part of the product seen through its public door. Its `told()` yields what was
given and what came of it, each as text and the same in every run, in a few seconds. Nobody has read
all of it: the digests hold that a change alters nothing that it isn't about. `make composed` writes
them anew and prints what differs.
"""
