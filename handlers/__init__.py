"""All of Slack: the way in, the way back, and a workspace on this machine for the demo."""
