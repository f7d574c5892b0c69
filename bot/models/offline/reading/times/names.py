"""Names of months, seasons and weekdays, in small letters."""

from typing import Final

# fmt: off
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# fmt: on
"""What the names of months begin with, be they short or long."""
SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
"""The month in which each season begins."""
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""What the names of weekdays begin with, be they short or long."""
