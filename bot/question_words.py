"""English words that a question about the weather is made of, so that places stand out from them.

All of them are in lower case.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are never a place nor begin or end a name, even where a place is called so.
GRAMMAR: Final = _words(
    """
    a about above after again all also am an and any anyone anything are aren around as at be been
    before being below between both but by can compare compared could d did do does doing don during
    each either else ever every everyone for from get give going gonna good got had has have having
    hello help her here hey hi him his how however i if in into is isn it its just kind know let
    like ll looking looks many may maybe me might more most much must my near need no not now of off
    ok okay on once one only or other our out outside over people per please possible question re
    really right s same say see shall she should show since so some something sort still such t
    take tell than that the their them then there these they thing think this those through thru
    time to too toward towards under until up us ve versus very via vs want was wasn way we wear
    well were what when where whether which while who why will with within won would yes yet you
    your
    advance celsius english fahrenheit imperial kelvin kmh metric mph total unit units
    """
)

# Words that are a place only as part of a longer name ("Salt Lake City").
NEVER_ALONE: Final = _words(
    """
    area bed case central city country downtown eastern fact general greater home inner mainland
    midtown northern office order particular region rural southern state town uptown village
    western world
    """
)

# Words that make a question one about the weather.
WEATHER: Final = _words(
    """
    blizzard boots breeze breezy celsius chilly climate cloud clouds cloudy coat cold colder coldest
    conditions cool cooler degree degrees drizzle drizzling dry fahrenheit fog foggy forecast
    forecasts freeze freezing frost frosty gust gusts gusty hail heat heatwave hot hotter hottest
    humid humidity hurricane ice icy jacket meteo mild mist misty muggy overcast pour pouring
    precipitation rain raincoat raining rains rainy shower showers sleet slush snow snowfall snowing
    snows snowy storm storming storms stormy sun sunglasses sunny sunscreen sunshine sweater temp
    temperature temperatures temps thunder thunderstorm thunderstorms tornado typhoon umbrella
    umbrellas warm warmer warmest weather wet wetter wind winds windy
    """
)

# Words that are a place only where something beside the name says so.
COMMON: Final = _words(
    """
    along alter angle aim arm ask aurora bake bad ban bar bare basic bath batman bear bend best
    better big bird boom bound brand bridge bright buffalo bug bus buy call care central chance
    chair clear clean clothes columbia cone converse cork corona cut cute date day days deal dear
    delta deal die dish dream dual earth eat elf enjoy enterprise expect expected fair fall far fat
    field fine fit flower forge fort freedom fun gap garden gay girl go goes gold great green hand
    handy hang happy hare have hit hole home hood hook hop hope horn hull hum idea imagine
    independence island jar job junction king last law lead left lemon lens less liberal lie life
    light line live lone long look lot love low made main make man manage marathon mark market
    marks mean men mesa mobile moon morning mountain move nan nature new nice night noisy normal
    obama open opera opportunity orange our outdoor outdoors outer pad pan paradise park part party
    pass peach pearl peer pen phoenix pin plan plant planning play port post pour power put quick
    rain rapid ran reading ready real rest retreat rich rid river rise roles roundabout run running
    rush safe salt sale same sandy save school sea seem set short shot show side sit ski sky small
    spring split star start station stay stop street sub sudden sue summer super surprise surf swim
    table tall tap team temple ten thank thanks tip tire today top torn total tour tours town trap
    travel tree trip true try tune turn ugly union upper valley van vest via view visit vista
    wait walk walker walking war warn warning wash watch water wedding week weekend white wide
    winter work world worth year yes young
    """
)

# Months and days are places only with their region behind them.
CALENDAR: Final = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december mon tue tues wed thu thur thurs fri sat today
    tonight tomorrow yesterday weekend week
    """
)

# Behind these a name is a place, even one that nobody knows or a common word.
PLACE_PREPOSITIONS: Final = _words("in at near around")
# Behind these it is one unless it is a common word in lower case ("to split").
OTHER_PREPOSITIONS: Final = _words("for from to of over via through outside towards across on")
