"""The engine: from a question and its thread to one reply; it knows no Slack."""

__version__ = "0.2.0"
