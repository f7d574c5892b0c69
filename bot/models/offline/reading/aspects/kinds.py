"""The things that can be asked of the weather, one by one."""

from enum import StrEnum
from typing import Final


class Aspect(StrEnum):
    """One thing that can be asked of the weather."""

    RAIN = "rain"
    DRY = "dry"
    SNOW = "snow"
    HAIL = "hail"
    STORM = "storm"
    FOG = "fog"
    CLOUD = "cloud"
    SUN = "sun"
    CLEAR = "clear"
    HOT = "hot"
    WARM = "warm"
    MILD = "mild"
    COOL = "cool"
    COLD = "cold"
    FREEZING = "freezing"
    WIND = "wind"
    GUSTS = "gusts"
    DIRECTION = "direction"
    """Where the wind comes from."""
    CALM = "calm"
    HUMID = "humid"
    MUGGY = "muggy"
    """Humid and warm."""
    NICE = "nice"
    BAD = "bad"
    TEMPERATURE = "temperature"
    HIGH = "high"
    LOW = "low"
    FEEL = "feel"
    FEELS_COLDER = "feels colder"
    """Colder than the air is, by the wind."""
    FEELS_WARMER = "feels warmer"
    CHANCE = "chance"
    FALLING = "falling"
    """Rain or snow, whichever it is."""
    AMOUNT = "amount"
    UV = "uv"
    POLLEN = "pollen"
    AIR = "air"
    BAD_AIR = "bad air"
    FINE_DUST = "fine dust"
    COARSE_DUST = "coarse dust"
    OZONE = "ozone"
    FULL_MOON = "full moon"
    NEW_MOON = "new moon"
    WARNING = "warning"
    WATER = "water"
    WAVES = "waves"
    ROUGH = "rough"
    SURF = "surf"
    MOON = "moon"
    MOONRISE = "moonrise"
    MOONSET = "moonset"
    MOON_UP = "moon up"
    POLAR_NIGHT = "polar night"
    MIDNIGHT_SUN = "midnight sun"
    SUNRISE = "sunrise"
    SUNSET = "sunset"
    DAYLIGHT = "daylight"
    DARK = "dark"
    UMBRELLA = "umbrella"
    COAT = "coat"
    GLOVES = "gloves"
    SUNSCREEN = "sunscreen"
    SUNGLASSES = "sunglasses"
    LIGHT_CLOTHES = "light clothes"
    CLOTHES = "clothes"
    BEACH = "beach"
    KITE = "kite"
    WATERING = "watering"
    STARS = "stars"
    WINDOW = "window"
    DRIVE = "drive"
    SEATED = "seated"
    """What people sit or stand at outdoors: a picnic, a wedding."""
    OUTDOORS = "outdoors"


ADVICE: Final = frozenset(
    {
        *(Aspect.UMBRELLA, Aspect.COAT, Aspect.GLOVES, Aspect.SUNSCREEN, Aspect.SUNGLASSES),
        *(Aspect.LIGHT_CLOTHES, Aspect.CLOTHES, Aspect.BEACH, Aspect.KITE, Aspect.WATERING),
        *(Aspect.DRIVE, Aspect.STARS, Aspect.WINDOW, Aspect.SEATED, Aspect.OUTDOORS),
    }
)
"""Those that ask what to do or wear."""
SPECIAL: Final = frozenset(
    {
        *(Aspect.UV, Aspect.POLLEN, Aspect.AIR, Aspect.BAD_AIR, Aspect.FINE_DUST),
        *(Aspect.COARSE_DUST, Aspect.OZONE, Aspect.FULL_MOON, Aspect.NEW_MOON),
        *(Aspect.POLAR_NIGHT, Aspect.MIDNIGHT_SUN),
        *(Aspect.MOON, Aspect.MOONRISE, Aspect.MOONSET, Aspect.WARNING),
        *(Aspect.SUNRISE, Aspect.SUNSET, Aspect.DAYLIGHT, Aspect.DARK),
        Aspect.MOON_UP,
    }
)
"""Those that tools of their own know."""
