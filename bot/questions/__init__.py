"""The life of a question: it is taken in, worked on and delivered."""
