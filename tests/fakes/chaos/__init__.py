"""The proof that nothing is lost and nothing answered twice, while everything goes wrong.

Several processes of the bot share one database and one workspace. They are killed at random and
started again; every event is delivered at least twice; responses to posts get lost; the model and
the weather fail; the database goes away once. In the end every question that was acknowledged must
have exactly one reply, and the replies of a thread must be in the order of its questions.
"""
