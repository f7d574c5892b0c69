"""The engine: from a question and its thread to one reply; it knows no Slack."""
