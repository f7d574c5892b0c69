"""English words that a question about the weather is made of, so that places stand out from them.

All of them are in lower case.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are never a place nor begin or end a name, even where a place is called so.
GRAMMAR: Final = _words(
    """
    a about above across advance after again alexa all almost already also although always am an and
    any anybody anyone anything anytime anywhere are aren around as at away be because been
    before being below beside between bot both but by can cannot cant celsius chance chances code
    compare compared could d did didn do does doesn doing don dont down during each either else
    english enough even ever every everybody everyone everything everywhere expected fahrenheit
    for forecasted forecasting from get gets getting give giving go goes going gonna good google
    got gotta had has hasn have haven having he hello help her here hey hi him his hourly how
    however hows i if ill im imperial in into is isn isnt it its ive just kelvin kind kmh know least
    let lets like likelihood likely ll looking looks m many may maybe me metric might more most
    mph much must my myself near nearby next no nobody none not nothing now of off ok okay alright
    on once
    one only or other otherwise our ours out outside over own people per please pls plz possible
    possibly postcode potential predicted probability probably question quite rather re really
    regarding report reports request right rn s said same say see seems shall she should show
    since so some somebody someone something sometime somewhere sort still store such suppose
    supposed sure t take tell than thanks that thats the til their them then there theres these they
    thing things think this those though through throughout thru till time times to too total toward
    towards u under unit units until up update updates upon ur us usually ve versus very via vs
    wanna want wanted was wasn way we wear well were weren what whatever whats when where
    whether which while who why will wise with within without won wonder wondering wont would y
    yall yes yet yo you your yours zip zipcode
    arvo b4 effect rank list name knots thoughts kick-off kickoff
    inclusive incl instead tho cuz bcs
    ah asap btw buddy cheers dude er erm folks fyi guys haha hehe hmm imo kindly lads lol mate oh
    ooh ppl sir sorry thank thx tia tnx tx ty uh uhm um ugh
    near-by close-by faraway far-away far-off distant regards ta
    never rarely seldom sometimes mostly nope neither others elsewhere nowhere indeed agreed
    digits double figures minuses single teens exceed exceeds exceeded exceeding
    """
)

# Words that are a place only as part of a longer name ("Salt Lake City").
NEVER_ALONE: Final = _words(
    """
    adjacent area case central city close country current currently downtown eastern fact far
    general greater home inner location mainland metro midst midtown neighborhood neighbourhood
    northern order outer outskirts particular place position proximity region rural southern
    spot state suburb suburbs surrounding surroundings town uptown vicinity village western
    world
    """
)

# Words that make a question one about the weather.
WEATHER: Final = _words(
    """
    advisory air alert alerts allergy aqi avalanche barometer barometric blizzard blizzards
    blowing boots breeze breezes breezy brisk chill chillier chilly climate cloud cloudless
    clouds cloudy coat cold colder coldest conditions cool cooler coolest cyclone cyclones damp
    degree degrees dew direction downpour dreary drier drizzle drizzling drizzly drought dry dryer
    dust dusty eclipse flood flooding floods flurries flurry fog foggier foggy forecast forecasts
    freeze freezing
    frigid frost frosty gale gales gloomy gloves gust gusts gusty hail hailing hailstorm haze
    hayfever hazy heat heatwave hot hotter hottest humid humidity hurricane hurricanes ice icy
    lightning meteo meteorological mild mist misty moist moisture monsoon monsoons moon moonrise
    moonset muggy overcast ozone parka particulate pm10 pm2 pollen pollution pour pouring
    precipitation
    pressure rain raincoat rained rainfall rainier raining rains rainstorm rainy sandstorm scarf
    shine shower showers showery sleet sleeting slush smog smoke smoky snow snowed snowfall
    snowing snows snowstorm snowstorms snowy squall squalls storm storming storms stormy sultry
    sun sunglasses sunlight sunnier sunny sunrise sunscreen sunset sunshine sweater sweltering
    temp temperate temperature temperatures temps thaw thunder thunderstorm thunderstorms toasty
    tornado tornadoes tornados tropical tsunami typhoon typhoons umbrella umbrellas uv
    precip visibility warm warmer warmest warmth warning warnings weather wet wetter wildfire wind
    windchill windier winds windy wintry
    """
)

# Misspellings of those that are too far off for a comparison of letters, or too short.
MISSPELT: Final = {
    "wthr": "weather",
    "tempreture": "temperature",
    "forcst": "forecast",
    "rian": "rain",
    "raning": "raining",
    "suny": "sunny",
    "snwo": "snow",
    "sonw": "snow",
    "snwoing": "snowing",
    "whether": "whether",
}

# Words that no name goes on with in lower case, and that only a sign makes a place ("in reading").
ACTIONS: Final = _words(
    """
    healthier healthiest fouler foulest cleaner cleanest fresher purer dirtier shorter longer soaked
    strongest weaker weakest lightest gentler gentlest bigger biggest larger largest smaller
    smallest latest longest shortest harder hardest fewest darker darkest safer safest nippier
    nippiest freshest
    dining earlier earliest first terrace rooftop gazebo marquee
    asthma followed max inside indoors outdoors
    able accurate activities activity actual actually advisories affect afford afternoon
    afternoons against ahead aim airplane allow alright amount angle anniversary annoying
    another answer apartment appear appropriate approximately arrive arriving ask asking aunt
    autumn average avoid awesome awful baby backyard balcony barbecue baseball bbq bear
    beautiful become becoming bed beds begin beginning best better bicycle bike biking birthday
    bit boat boating boss bound breakfast breaking brew brewing brief bright bring bringing bro
    brother bunch bus buy call camping cancel cancelled car care carry cars cat cats celebrate
    certain change changes changing check checking church class classes clean clearing clothes
    clothing come comfortable coming commute concert condition conference consider continue
    cortana count couple crazy crop crops currents cute cycle cycling dad daily danger dangerous
    date daughter day days deal dear decent deck decrease deep delay delayed describe detailed
    details die difference different dinner dish dog dogs dream dress drive driving drone drop
    dropping drops due dying early easily eat email emergencies emergency end ending
    enjoy enjoyable evening evenings event eventually exact exactly excessive exercise expect
    expecting experience experiencing explain extended extra extreme extremely face facts fair
    fall falling family farming fast fat father favorable feel feeling feels feet fell few
    figure find fine finish fireworks fishing fit flat flight flights fly flying follow
    foot football forward found fresh friend friends frizz full fun future game games garage
    gardening gay girl given gloom golf golfing gone grandma greetings grill group grow guess
    gym hair handy hang happen happening happy hard harsh hat hate hats hazard hazards hear
    heavier heavily heavy high highest highs hike hiking hit hitting hiya hold holiday holidays
    honeymoon hop hope hoping horrible horse hour hours house huge hunting husband idea ideal
    ideas imagine important improve inch inches include increase index indicate info inform
    information intend interested issue jacket job jog jogging join keep kid kids kinds kite
    known land lands large last late later laundry law lawn layer layers lead leave leaving left
    length less level levels lie life lift light lighter lit live lives living long
    look looked lot lots love lovely low lowest lows lunch made main make makes making man
    manage map marathon match mean means measure meet meeting meteor meteorologist meters midday
    middle midnight minute minutes miss mom moment month months morning mornings mother
    motorcycle move moved moving mowing nah nasty necessary need needed needs neighbors news
    nice nicer night
    nights noon normal note notice number obama occur office official often okay ongoing open
    opportunity outdoor outlook overall overview pack packing pad parade particularly
    party patio pattern patterns percent percentage perfect perhaps phase photo picnic
    picnicking picnics pin plan plane planned planning plans plants play playing pleasant
    pleasantly pool porch practice predict prediction predictions prefer prepare pretty prevent
    prior project projected proper provide put quality quick quickly radar raging ran rapid
    reach reached reaching read readings ready real realize reasonable receive recent recess
    recommend regard remain remind remotely require research rest rich rid ride riding rise rugby
    rising risk road roads roasting roles roof room round run running rush safe sail sailing
    sandals schedule scheduled sear search season seasonal seasons second seconds seem send
    serious service set sets severe shade shape share shining ship shirt shoes short shortly
    shorts shot sick sign significantly signs siri sister sit situation ski skies skiing sky
    sleep slightly slow smell soccer son soon sorts special speed speeds split stand standing
    stargazing stars start started starting starts status stay staying stop story straight
    stroll strong stronger stuff sub sudden suddenly sue suit suitable suits summer super surf
    surfing surprise sweat swim swimming switch t-shirt t-shirts tad talk talking tap team
    ten tend tennis tent terms terrible thick thinking three tip tips tire
    together top touch tour tours train travel traveling travelling trees trip trips truck true
    try trying tune turn turning twice two type types ugly unbearable uncle uncomfortable
    unusually upcoming use used usual vacation value vest view visible visit visiting wait
    waiting walk walker walking war warn wash watch watches watching wave weatherman wedding
    weeks weight went whole wide wife wild window windows winter wish woman women word work
    working works worn worry worse worst worth write wrong yard year yearly years yell young
    zero
    leaves arrives arrived departs departing takes takeoff trains training drains
    afterwards depart head heading return returning returns
    flowers seedlings tomatoes geraniums
    except exclude forget ignore minus remove
    """
)

# Words of names that are a place only together with others ("Big Bend", "Cut Bank").
COMMON: Final = _words(
    """
    acres afb airport along alter archipelago arena arm aurora back bad bake ban bank bar bare
    base basic basin bath batman battlefield bay bayou beach bend big bird black blue bluff
    bluffs boom botanical brand bridge brown bug building camp canal canyon cape capital castle
    cathedral cave caverns caves cemetery center centre chair clear cliffs coast college
    columbia cone conservation converse cork corner corona county course court cove creek
    crossing cut dam delta desert district downs dual dunes earth east elf enterprise estuary
    experimental falls farm farms ferry field fjord flower forest forests forge fork forks fort
    fountain freedom gallery gap garden gardens gate gates geyser glacier glen gold golden gorge
    grand grass grassland gray great green grey ground grounds grove gulf hall hand harbor
    harbour headquarters heights hell heritage hill hills historic historical hole hollow hood
    hook horn hospital hull hum independence international island islands isle isles jar
    junction king lagoon lake lakes lakeshore landing landmark lemon lens liberal library
    lighthouse line little lodge lone lower mall management manor marina marine mark market
    marks marsh meadow meadows memorial men mesa mill mills mine mobile monastery monument mount
    mountain mountains museum nan nation national natural nature navajo new noisy north
    northeast northwest oak ocean old opera orange outpost palace pan paradise parish park parks
    parkway pass path peach peak peaks pearl peer pen peninsula phoenix pier pike pine plain
    plains planetarium plant plantation plateau plaza point pond port post power prairie
    preserve prison province pyramid pyramids quarry racetrack railroad railway ranch rapids
    reading recreation red reef refuge reservation reserve reservoir resort retreat ridge river
    rivers rock rocks rocky roundabout ruins saint sale salt sanctuary sandy save scenic school
    sea seashore shell shore shores shrine side silver site small sound south southeast
    southwest spring springs square stadium star station statue stream street strip summit swamp
    table tall tank temple territory theater theatre torn towel tower towers township trail trap
    tree tunnel union university upper valley van veil vineyard visitor vista volcano wall walls
    water waterfall waterfalls waterfront west wetlands white wilderness wildlife winery wood
    woods zone zoo
    """
)

# Adjectives in front of an area, so that "Northern Ireland" is no place called Northern.
DIRECTIONS: Final = _words(
    """
    new old north south east west northern southern eastern western central upper lower greater
    northeast northwest southeast southwest northeastern northwestern southeastern southwestern
    lake mount mt fort port gulf bay cape big little grand great downtown rural mainland inner outer
    coastal st saint san santa la el los las all inland metro historic of the and university
    """
)
SIDES: Final = DIRECTIONS & NEVER_ALONE
"""Those of them that no name begins with: "in southern Norway" is in Norway."""

# Months and days are places only with their region behind them.
CALENDAR: Final = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december mon tue tues wed thu thur thurs fri sat today
    tonight tomorrow yesterday weekend week
    """
)

# Behind these a name is a place, even one that nobody knows or a common word.
PLACE_PREPOSITIONS: Final = _words("in at near around within inside throughout nearby beside")
# Behind these it is one unless it is a common word in lower case ("to split").
OTHER_PREPOSITIONS: Final = _words(
    """
    for from to of over via through outside towards across on by about along than between visit
    visiting
    """
)
# What can stand before "of" in front of a place: "in the city of Nuremberg".
PARTS_OF_PLACES: Final = _words(
    """
    area areas bottom capital center centre city coast coasts country county edge heart island
    middle neighborhood neighbourhood north south east west northwest northeast southwest southeast
    outskirts part parts province region shore shores state suburbs surroundings territory top town
    township vicinity village outside inside weather forecast temperature climate
    """
)
# No name in lower case follows these: "my town", "a walk", "too windy".
DETERMINERS: Final = _words(
    """
    my our your his her their a an some any no every each this that these those very too
    """
)
# What follows these is part of a name: "mount fuji".
TITLES: Final = _words(
    """
    mount mt mt. lake cape fort ft ft. isle saint st st. san santa los las el puerto port new north
    south east west
    """
)
# Beside these a name that nobody knows is a place all the same: "valhalla weather".
HEADLINES: Final = _words("weather forecast temperature temp temps")
