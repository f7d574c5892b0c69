"""The ways of Slack's events to the bot."""

from typing import Literal

Transport = Literal["socket", "http"]
