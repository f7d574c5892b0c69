"""Loopback servers that stand in for the outside world and record what they are sent."""
