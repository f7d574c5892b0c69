"""A Slack workspace on this machine: its Web API, Socket Mode, and a page to use it."""
