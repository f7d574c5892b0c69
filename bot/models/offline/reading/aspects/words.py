"""The words that ask for each aspect of the weather, as patterns."""

from typing import Final

from bot.models.offline.reading.aspects.kinds import Aspect

_GARMENT: Final = (
    r"(?:coats?|jackets?|sweaters?|jumpers?|hoodies?|shorts|t[- ]?shirts?|tee|trousers|pants|jeans"
    r"|long sleeves|sandals|boots|trainers|sneakers|skirts?|dress|umbrella|sunglasses|sun ?hat)"
)
_THAN_IT_IS: Final = (
    r" than (?:it(?:'s| (?:really |actually )?is)\b"
    r"|(?:the )?(?:actual|real|air|thermometer|temp)\w*)"
)
PLANTS: Final = r"(?:plants?|pipes|seedlings|tomatoes|flowers|geraniums)"
"""What frost harms."""

WORDS: Final = {
    Aspect.FEELS_COLDER: r"feel\w* (?:\w+ ){0,2}(?:cold|cool|chilli)er" + _THAN_IT_IS,
    Aspect.FEELS_WARMER: r"feel\w* (?:\w+ ){0,2}(?:warm|hott)er" + _THAN_IT_IS,
    Aspect.UV: r"uv|ultraviolet|(?:strong|fierce|intense|harsh|weak)\w* (?:is |was "
    r"|will )?(?:the )?sun",
    Aspect.POLLEN: r"pollen|birch|ragweed|hazel|alder|mugwort|allerg\w+"
    r"|hay ?fever",
    Aspect.FINE_DUST: r"pm ?2[.,]?5|fine (?:dust|particles?)",
    Aspect.COARSE_DUST: r"pm ?10",
    Aspect.OZONE: r"ozone",
    Aspect.BAD_AIR: r"(?:dirti|foul)(?:er|est) air|(?:bad|poor|polluted|unhealthy) air"
    r"|air (?:\w+ )?(?:bad|poor|polluted"
    r"|unhealthy|foul(?:er|est)?)|smog\w*|smok[ey]\w*|pollut\w+",
    Aspect.AIR: r"(?<!warm is the )(?<!cold is the )(?<!hot is the )(?<!cool is the )"
    r"(?<!humid is the )(?<!dry is the )air(?! ?(?:(?:very|so|too|really|quite|that|be|get) ){0,2}"
    r"(?:temp|pressure|port|show|cold|cool|chilly|warm|hot|humid|dry|damp|moist|out|dries"
    r"|(?:the|my|our) (?:room|house|flat|bedroom|place|office)))"
    r"|aqi|particulate\w*|breath(?:e|able|ing)|asthma\w*",
    Aspect.WARNING: r"(?:severe|extreme|dangerous|hazardous|violent) (?:weather|conditions)"
    r"|anything (?:severe|dangerous|extreme)|(?:warnings?|alerts?|advisor(?:y|ies))"
    r"|flood\w*",
    Aspect.MOON_UP: r"(?:(?:is|has) (?:the )?moon|moon be) (?:still |already |_+ |yet )?(?:up|out"
    r"|risen|visible|above the horizon|in the sky)|(?:see|spot) the moon(?! ?(?:rise|set|light))",
    Aspect.MOONRISE: r"moon ?rises?|moon (?:be |still )?(?:out|visible|in the sky)|moon (?:"
    r"come up|rising|up|go(?:es)?(?: \w+){0,3} up)",
    Aspect.MOONSET: r"moon ?sets?|moon (?:go(?:es)?(?: \w+){0,3} down|setting|down)",
    Aspect.FULL_MOON: r"full moon|moon (?:\w+ )?full",
    Aspect.NEW_MOON: r"new moon",
    Aspect.MOON: r"waxing|waning|crescent|gibbous|moon\w*(?! bay)",
    Aspect.POLAR_NIGHT: r"polar nights?",
    Aspect.MIDNIGHT_SUN: r"midnight sun",
    Aspect.SUNRISE: r"sun ?rises?"
    r"|sun (?:come up|rising|up|go(?:es)?(?: \w+){0,3} up)|dawn"
    r"|goes (?:\w+ ){0,3}sun (?:\w+ ){0,3}up"
    r"|daybreak|(?:get|gets|getting|become|becomes) light"
    r"|first light(?! (?:rain|snow|drizzle|shower|frost|dusting))|light(?= out)"
    r"|sun (?:be |come |is |going to be )?back|sun return\w*"
    r"|(?:see|have) (?:the )?sun again",
    Aspect.SUNSET: r"sun ?sets?|sun (?:go(?:es)?(?: \w+){0,3} down|setting|down)|dusk"
    r"|goes (?:\w+ ){0,3}sun (?:\w+ ){0,3}down"
    r"|(?:get|gets|getting|become|becomes) dark(?! by)|golden hour|lose the (?:day)?light"
    r"|light (?:go|fade)s?",
    Aspect.DARK: r"(?:is|has|was) (?:the )?sun (?:still |already |_+ |yet )?(?:up|down|set|risen"
    r"|gone)|sun (?:still |already )?be (?:still |already )?(?:up|down)"
    r"|dark(?:ness)?(?! clouds)|(?:still|be|is it) light(?! (?:rain|snow|wind|jacket"
    r"|coat|breeze|shower|drizzle|enough rain))|light enough",
    Aspect.DAYLIGHT: r"(?:long|short)(?:er|est) (?:is|are|was|will) (?:the )?(?:day|night)s?"
    r"|how long (?:is"
    r"|are|was|will) (?:the |a )?nights?|how long (?:is|was) _+(?= in\b|\W*$)|daylight|day length"
    r"|length of (?:the )?day|how long (?:is|are|was"
    r"|will) (?:the |a )?days?"
    r"|days? (?:get(?:s|ting)? )?(?:long|short)(?:er|est)?"
    r"|(?:long|short)(?:er|est) (?:days?|nights?)"
    r"|nights? (?:get(?:s|ting)? )?(?:long|short)(?:er|est)"
    r"|hours? of (?:day|sun)?light"
    r"|light hours",
    Aspect.CLOTHES: r"(?:what|how) (?:\w+ ){0,4}(?:wear|dress|pack|put (?:on|_+)|bring)|(?:what"
    r"|which) (?:kind of |sort of )?"
    r"(?:clothes|clothing|outfit|jacket|coat|shoes|layers|footwear)"
    rf"|dress for|{_GARMENT} or (?:an? |the |my )?(?:(?!no )\w+ )?{_GARMENT}",
    Aspect.UMBRELLA: r"umbrellas?|rain ?coats?|rain jackets?|rain ?boots|waterproofs?"
    r"|wellies|ponchos?|rain gear|broll(?:y|ies)",
    Aspect.GLOVES: r"gloves|mittens|scarf|scarves|hats?(?! (?:against"
    r"|for) the sun)|toques?|beanies?|earmuffs",
    Aspect.COAT: r"(?:heating(?! up)|heater|radiators?|fireplace|stove)|coats?|jackets?|sweaters?"
    r"|jumpers?|hoodies?|parkas?|layers|long sleeves"
    r"|warm clothes|pullovers?|cardigans?|bundle up|boots",
    Aspect.SUNSCREEN: r"avoid the sun|out of the sun|sun (?:\w+ )?burn|sun ?screen|sun ?block"
    r"|sun ?cream|sun lotion|spf|sunburn(?:ed|t)?|(?:i"
    r"|we|skin|kids|you) (?:\w+ )?burn(?:t|ed)?|get(?:ting)? burn(?:t|ed)"
    r"|factor \d+",
    Aspect.SUNGLASSES: r"sun ?glasses|shades|sun ?hats?|hats? (?:against|for) the sun",
    Aspect.LIGHT_CLOTHES: r"shorts|t[- ]?shirts?|tee|sandals|flip-? ?flops|short sleeves|skirts?"
    r"|summer dress",
    Aspect.ROUGH: r"rough(?:er|est)?|choppy|(?:high|big|large) (?:waves|seas)",
    Aspect.SURF: r"surf(?:ing|ed)?(?! (?:temp|height|cond))",
    Aspect.BEACH: r"beach|paddl\w* in the (?:sea|water|ocean)|tan(?:ning)?|(?:go|get"
    r"|a dip) in the (?:sea|water|ocean)|bath(?:e|ing)(?! suit)|swim\w*|sunbath\w*|pool|bikini",
    Aspect.KITE: r"kites?|kitesurf\w*|windsurf\w*|sail\w*",
    Aspect.WATERING: r"(?:plants|garden|lawn|flowers|grass|tomatoes|crops?) (?:\w+ )?need (?:\w+ )?"
    r"(?:water\w*|rain)|need (?:to )?(?:be )?water(?:ed|ing)|need water|sprinklers?|irrigat\w+"
    r"|water(?:ing)? (?:the |my |our )?(?:garden|plants|lawn|flowers|vegetables"
    r"|grass)",
    Aspect.WINDOW: r"(?:open|leave|sleep|keep|close|shut|crack)\w* (?:\w+ ){0,4}windows?"
    r"|windows? (?:open|closed|shut|down)|air (?:out )?(?:the|my|our) (?:room"
    r"|house|flat|bedroom|place|office)",
    Aspect.STARS: r"stargaz\w*|(?:see|watch|spot|view|photograph) (?:\w+ ){0,2}(?:stars|planets"
    r"|comet|constellations?|milky way)|star ?watching|astro\w+|telescopes?|milky way"
    r"|night sky|starry|stars (?:\w+ )?(?:visible|out)"
    r"|(?:see|watch|spot|view|photograph|enjoy) (?:the )?_+ sky",
    Aspect.SEATED: r"picnics?|barbecues?|barbies?|bbqs?|braai|grill\w*|weddings?|eat out|patio"
    r"|terrace"
    r"|rooftop|beer garden|al ?fresco|(?:eat|sit|dine|party|lunch|dinner|drinks|brunch|coffee)\w*"
    r" (?:\w+ )?(?:outside|outdoors?)|outdoor (?:dining|seating|wedding|party|dinner|lunch|cinema"
    r"|concert|ceremony|drinks|reception|seats)|garden party|convertible|cabrio\w*|(?:top|roof"
    r"|hood) (?:down|off|open)",
    Aspect.DRIVE: r"drive|driving|(?:road|car) trips?|by car|on the roads?",
    Aspect.OUTDOORS: r"(?:mov|hold|held|hav|host|keep|tak|bring|put|stag|stay|meet)\w*"
    r"(?= (?:[\w'-]+ ){0,6}(?:indoors?|inside|outside|outdoors?|under cover)\b)|indoors?"
    r"|under cover"
    r"|run|running(?! (?:late|low|out|behind))"
    r"|jog\w*|bik(?:e|ing)|bicycle|cycl(?:e|ing)|walk\w*|hik(?:e|ing)"
    r"|golf\w*|tennis|football|soccer|cricket|rugby|baseball|camp\w*|garden\w*"
    r"|(?:sleep|work|play|exercise|train|go|yoga|workout|dry)\w* (?:\w+ )?(?:outside|outdoors?)"
    r"|outdoor \w+|laundry|drying|balloon|conditions (?:\w+ )?(?:right|good|ok|okay|fine"
    r"|suitable) for|clothes (?:out|line)|line dry"
    r"|wash(?:ing)?"
    r"|drones?|fish\w*|fly(?= weather| a | my )|flying"
    r"|(?:good|great|nice|perfect|ideal|decent|best|ok|okay|fine|right|suitable|better|bad|safe)"
    r" (?:\w+ )?(?:weather|conditions|day|days|time|morning|afternoon|evening|night|weekend|window)"
    r" (?:for|to)"
    r"|boat\w*|stroll|parade|mow\w*|paint\w*|ski|skiing"
    r"|climb(?!\w* (?:up )?(?:to|above|past)\b)\w*|kayak\w*|canoe\w*|paddl\w*|skat(?:e|ing)"
    r"|outing|excursion"
    r"|sightsee\w*|motorbike|motorcycle|playground|zoo|park",
    Aspect.WAVES: r"(?:sea|ocean|surf) (?:state|conditions)|state of the sea|how(?:'s"
    r"| is) the sea|(?<!heat )(?<!cold )waves?|swells?|surf height",
    Aspect.WATER: r"(?:sea|ocean|water)(?! (?:breeze|level|fog|air|will|is going|falls))",
    Aspect.FALLING: r"(?:falling|coming down|fall|come down) from the sky"
    r"|(?:any|some)thing (?:\w+ )?(?:fall(?:s|ing)?|com(?:es?|ing) down)",
    Aspect.RAIN: r"rain(?!bow|forest)\w*|showers?|showery|drizzl\w+|wet(?:ter|test)?"
    r"|precip(?:itation)?|downpours?|pour(?:ing)?|(?:bucket|chuck|tip|piss)\w* (?:it )?down",
    Aspect.DRY: r"without (?:getting|being) (?:wet|soaked|drenched)"
    r"|avoid(?:ing)? the (?:rain|showers)"
    r"|dry(?! (?:is |was )?(?:the )?air)|drier|driest|dryer|dryest",
    Aspect.SNOW: r"snow(?! (?:tyres|tires|chains))\w*|sleet\w*|blizzards?|flurr\w+|slush",
    Aspect.HAIL: r"hail\w*",
    Aspect.STORM: r"storm\w*|thunder\w*|lightning|tornado\w*|hurricanes?|cyclones?"
    r"|typhoons?|squalls?",
    Aspect.FOG: r"fog\w*|mist\w*|haz[ey]",
    Aspect.CLOUD: r"(?<!clear )(?<!clear _____ )(?:sky|skies)"
    r"(?! ?div| (?:\w+ )?(?:clear|blue|bright))|cloud(?!less)\w*|overcast"
    r"|gloom\w*|gr[ae]y(?:er|est)?|dull(?:er|est)?",
    Aspect.SUN: r"sunn\w+|sunshine|sunlight|suns?|bright\w*",
    Aspect.CLEAR: r"clear(?:er|est|s(?= up))?|(?:sky|skies) (?:\w+ )?(?:clear|blue|bright)"
    r"|cloudless|blue sk\w+",
    Aspect.FREEZING: r"freez\w*(?! (?:rain|drizzle|fog))|frozen|into (?:the )?minus(?:es)?"
    r"|(?:minus|negative) (?:anything|figures|numbers|temperatures|degrees|tonight)|frost\w*"
    r"|ici(?:er|est)|ic[ey](?![ -]?(?:cream|lolly|tea|coffee|rink|hockey))"
    r"|(?:below|under) zero|sub-?zero|scrap(?:e|ing)|de-?ic(?:e|ing)|de-?frost\w*|froze"
    rf"|{PLANTS} (?:\w+ ){{0,2}}"
    r"(?:out|outside|outdoors|indoors|overnight)"
    r"|(?:cover|protect|wrap|bring(?: in)?|take(?: in)?|move) (?:\w+ ){0,2}(?:plants|pipes"
    r"|flowers|seedlings|tomatoes|lemon tree|geraniums)|antifreeze|gritt(?:ed|ing)|(?:winter"
    r"|snow) (?:tyres|tires)|snow chains|slippery",
    Aspect.HOT: r"hot(?:ter|test)?|heat(?! index)\w*|sweltering|scorch\w*|boiling|roasting"
    r"|tropical(?! (?:storm|cyclone|depression))|baking",
    Aspect.WARM: r"warm\w*|toast(?:y|ier|iest)|balm(?:y|ier|iest)|ice ?cream weather",
    Aspect.MILD: r"mild\w*|temperate",
    Aspect.COOL: r"cool\w*",
    Aspect.COLD: r"cold\w*|chill\w*|frigid|brisk|wintry|nipp(?:y|ier|iest)|brass monkeys|parky"
    r"|baltic|bitter\w*|perishing|arctic",
    Aspect.CALM: r"flat(?= sea| water)|smooth(?= sea| water)|calm\w*|windless|still air"
    r"|winds? (?:\w+ )?(?:dies?|dying|drop(?:s|ping)?|eas(?:es?|ing)|calm(?:s|ing)?"
    r"|let(?:s|ting)? up|slacken(?:s|ing)?|weaken(?:s|ing)?)",
    Aspect.DIRECTION: r"(?:north|south|east|west)[- ]?(?:east|west)?erl(?:y|ies)"
    r"|(?:wind ?)?direction|winds? (?:\w+ ){0,2}from(?! (?:high|low|most|least|strong|weak"
    r"|_+ (?:to|until|till|through) _))"
    r"|(?:where|which way)(?:'s| is| does| will)? (?:the )?wind(?: be)? (?:com\w*"
    r"|blow\w*)",
    Aspect.GUSTS: r"gust(?:s|ier|iest)?",
    Aspect.WIND: r"beaufort|wind(?!ow)(?! ?chill)\w*|breez\w*|gust\w*|gales?|blow(?:s|ing"
    r"|y)?|blustery",
    Aspect.HUMID: r"how dry (?:is|was|will)|humid\w*|dry (?:is |was )?(?:the )?air"
    r"|air (?:\w+ ){0,2}dry|damp(?:er|est)?|moist\w*",
    Aspect.MUGGY: r"mugg\w+|sultry|sweaty|stick(?:y|ier|iest)|stuffy|oppressive"
    r"|steam(?:y|ier|iest)|clammy",
    Aspect.FEEL: r"feels?|feeling|wind ?chill|heat index|apparent temperature"
    r"|real ?feel",
    Aspect.HIGH: r"(?:get|go|went|climb|rise|rose)\w* up to(?! \d)|highs?|top (?=temp)"
    r"|peak|highest|maximum|max",
    Aspect.LOW: r"(?<!\bi )(?<!\bwe )(?:drop\w*|fall\w*|go|goes|gets?|sink\w*) (?:down )?to"
    r"(?= (?:in\b|_)|\W*$)"
    r"|lows?|lowest|minimum|min",
    Aspect.TEMPERATURE: r"temperatures?|temps?|degrees",
    Aspect.NICE: r"nice\w*|good|pleasant\w*|lovel\w+|beautiful|fine|great|perfect|decent"
    r"|comfortable|better|best",
    Aspect.BAD: r"bad|awful|terrible|nasty|horrible|miserable|worse|worst|ugly"
    r"|(?:anything|something|much|need|reason) to worry|(?:be|get) worried",
}
"""The first of them that fits at a place is the one that is asked for."""
