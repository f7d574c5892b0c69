"""The socket for surfaces: every module in this folder hears one kind of event from Slack."""
