"""The life of a question: taken in, worked on, delivered."""
