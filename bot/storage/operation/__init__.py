"""Parts of what is stored that serve whoever runs the bot: limits, figures and copies."""
