"""Counties, islands and old provinces, by the regions that they lie in, each with its town.

The gazetteer has the first level of a country's regions alone: of the United Kingdom its four
nations. Counties that are called like a city of theirs, such as Cork, are left out. The towns are
the seats of the counties, or else their largest ones.
"""

import re
from typing import Final

_NAMES: Final = {
    ("GB", "England"): """
        bedfordshire: Bedford; berkshire: Reading; buckinghamshire: Aylesbury; cambridgeshire:
        Cambridge; cheshire: Chester; cornwall: Truro; cumbria: Carlisle; cumberland: Carlisle;
        derbyshire: Derby; devon: Exeter; dorset: Dorchester; county durham: Durham; sussex:
        Brighton; east sussex: Brighton; west sussex: Chichester; essex: Chelmsford;
        gloucestershire: Gloucester; greater manchester: Manchester; hampshire: Winchester;
        herefordshire: Hereford; hertfordshire: Hertford; huntingdonshire: Huntingdon; isle of
        wight: Newport; kent: Maidstone; lancashire: Preston; leicestershire: Leicester;
        lincolnshire: Lincoln; merseyside: Liverpool; middlesex: Enfield Town; norfolk: Norwich;
        northamptonshire: Northampton; northumberland; nottinghamshire: Nottingham;
        oxfordshire: Oxford; rutland; shropshire: Shrewsbury; somerset: Taunton;
        staffordshire: Stafford; suffolk: Ipswich; surrey: Guildford; tyne and wear: Newcastle upon
        Tyne; tyneside: Newcastle upon Tyne; warwickshire: Warwick; west midlands: Birmingham;
        westmorland: Kendal; wiltshire: Trowbridge; worcestershire: Worcester; yorkshire: York;
        north yorkshire: Northallerton; south yorkshire: Sheffield; west yorkshire: Wakefield; east
        yorkshire: Beverley; east riding of yorkshire: Beverley; lake district: Kendal; peak
        district: Buxton; cotswolds: Cirencester; east anglia: Norwich; west
        country: Exeter; east midlands: Nottingham""",
    ("GB", "Scotland"): """
        aberdeenshire: Aberdeen; argyll; ayrshire: Ayr; banffshire; berwickshire; caithness;
        clackmannanshire: Alloa; dumfriesshire: Dumfries; dumfries and galloway: Dumfries; east
        lothian; fife: Glenrothes; kincardineshire; lanarkshire: Hamilton; midlothian; moray: Elgin;
        perthshire: Perth; renfrewshire: Paisley; roxburghshire; scottish borders;
        selkirkshire; stirlingshire: Stirling; west lothian: Livingston; wigtownshire; isle of skye;
        outer hebrides; inner hebrides; hebrides; orkney islands; shetland; shetland islands;
        scottish highlands: Inverness""",
    ("GB", "Wales"): """
        anglesey; carmarthenshire: Carmarthen; ceredigion: Aberystwyth; clwyd; denbighshire; dyfed;
        flintshire; glamorgan: Cardiff; gwent: Newport; gwynedd: Bangor; monmouthshire;
        pembrokeshire; powys""",
    ("GB", "Northern Ireland"): """
        county londonderry: Derry; county derry: Derry;
        antrim: Antrim; county antrim: Antrim; armagh; county armagh; county down: Bangor;
        fermanagh; county fermanagh; tyrone: Omagh; county tyrone: Omagh""",
    ("IE", "Leinster"): """
        county dublin: Dublin;
        carlow: Carlow; county carlow: Carlow; kildare: Naas; county kildare: Naas; laois:
        Portlaoise; county laois: Portlaoise; longford; county longford; louth:
        Dundalk; county louth: Dundalk; meath: Navan; county meath: Navan; offaly: Tullamore; county
        offaly: Tullamore; westmeath; county westmeath; wicklow; county
        wicklow: Bray; county wexford: Wexford; county kilkenny: Kilkenny""",
    ("IE", "Munster"): """
        county cork: Cork; county limerick: Limerick; county waterford: Waterford;
        west cork: Cork; clare: Ennis; county clare: Ennis; kerry: Tralee; county kerry: Tralee;
        tipperary; county tipperary""",
    ("IE", "Connaught"): """
        county galway: Galway; connemara: Galway; leitrim; county leitrim; mayo; county mayo;
        roscommon; county roscommon; county sligo: Sligo""",
    ("IE", "Ulster"): """
        cavan; county cavan; donegal: Letterkenny; county donegal: Letterkenny;
        monaghan; county monaghan""",
    ("US", "Massachusetts"): "new england: Boston; berkshires: Pittsfield",
    ("US", "Arizona"): "maricopa county: Phoenix; pima county: Tucson",
    ("US", "California"): """
        alameda county: Oakland; contra costa county: Concord; fresno county: Fresno; kern county:
        Bakersfield; los angeles county: Los Angeles; marin county: San Rafael; napa county: Napa;
        napa valley: Napa; orange county: Santa Ana; riverside county: Riverside; sacramento county:
        Sacramento; san bernardino county: San Bernardino; san diego county: San Diego; san mateo
        county: San Mateo; santa clara county: San Jose; sonoma county: Santa Rosa; ventura county:
        Ventura; lake tahoe: South Lake Tahoe; silicon valley: San Jose;
        bay area: San Francisco; sf bay area: San Francisco; southern california: Los Angeles;
        socal: Los Angeles; northern california: San Francisco; norcal: San Francisco""",
    ("US", "Florida"): """
        broward county: Fort Lauderdale; hillsborough county: Tampa; miami dade county: Miami; palm
        beach county: West Palm Beach; florida keys: Key West;
        south florida: Miami; southern florida: Miami; central florida: Orlando""",
    ("US", "Georgia"): "fulton county: Atlanta",
    ("US", "Hawaii"): "oahu: Honolulu; maui: Kahului; big island: Hilo; kauai",
    ("US", "Illinois"): "cook county: Chicago; midwest: Chicago",
    ("US", "Michigan"): "wayne county: Detroit",
    ("US", "Minnesota"): "hennepin county: Minneapolis",
    ("US", "Nevada"): "clark county: Las Vegas",
    ("US", "New York"): """
        westchester county: White Plains; upstate new york: Albany; long island: Hempstead;
        hamptons; catskills: Kingston; hudson valley: Poughkeepsie; finger lakes: Ithaca;
        adirondacks""",
    ("US", "North Carolina"): """
        mecklenburg county: Charlotte; wake county: Raleigh; outer banks""",
    ("US", "Oregon"): "multnomah county: Portland",
    ("US", "Pennsylvania"): "allegheny county: Pittsburgh; bucks county: Levittown",
    ("US", "Texas"): """
        bexar county: San Antonio; dallas county: Dallas; harris county: Houston; tarrant county:
        Fort Worth; travis county: Austin; rio grande valley: McAllen; texas panhandle: Amarillo""",
    ("US", "Virginia"): "fairfax county: Fairfax",
    ("US", "Washington"): "king county: Seattle; pacific northwest: Seattle",
    ("CA", "British Columbia"): "vancouver island: Victoria; okanagan: Kelowna",
    ("CA", "Nova Scotia"): "cape breton: Sydney; maritimes: Halifax",
    ("AR", ""): "patagonia: San Carlos de Bariloche",
    ("PE", ""): "sacred valley: Cusco",
    ("FR", "Provence-Alpes-Côte-d\u2019Azur"): """
        provence: Marseille; french riviera: Nice; cote dazur: Nice; cote d azur: Nice""",
    ("FR", "Grand-Est"): "alsace: Strasbourg; lorraine: Metz; champagne: Reims",
    ("FR", "Auvergne-Rhône-Alpes"): "savoy: Chambéry; savoie: Chambéry; haute savoie: Annecy",
    ("FR", "Nouvelle-Aquitaine"): "dordogne: Périgueux; aquitaine: Bordeaux; perigord: Périgueux",
    ("FR", "Occitanie"): "languedoc: Montpellier",
    ("FR", "Bourgogne-Franche-Comté"): "burgundy: Dijon; bourgogne: Dijon",
    ("ES", "Balearic Islands"): "mallorca: Palma; majorca: Palma; ibiza: Ibiza; menorca; minorca",
    ("ES", "Canary Islands"): """
        tenerife: Santa Cruz de Tenerife; gran canaria: Las Palmas de Gran Canaria; lanzarote:
        Arrecife; fuerteventura: Puerto del Rosario""",
    ("ES", "Catalonia"): "costa brava: Girona",
    ("ES", "Andalusia"): "costa del sol: Málaga",
    ("ES", "Valencia"): "costa blanca: Alicante",
    ("PT", "Faro"): "algarve: Faro",
    ("GR", "South Aegean"): "rhodes: Ródos; santorini; mykonos; naxos",
    ("GR", "Ionian Islands"): "corfu: Corfu; kefalonia; zakynthos",
    ("HR", ""): "dalmatia: Split; istria: Pula",
    ("RO", ""): "transylvania: Cluj-Napoca",
    ("CZ", ""): "bohemia: Prague; moravia: Brno",
    ("IT", "Apulia"): "salento: Lecce",
    ("IT", "Lombardy"): "lake como: Como; comer see: Como; lago di como: Como",
    ("IT", "Trentino-Alto Adige"): "dolomites: Bolzano; dolomiti: Bolzano; south tyrol: Bolzano",
    ("IT", "Liguria"): "cinque terre: La Spezia; italian riviera: Genoa",
    ("IT", "Campania"): "amalfi coast: Salerno",
    ("TR", ""): "cappadocia: Nevşehir",
    ("RU", ""): "siberia: Novosibirsk",
    ("JP", ""): """
        kyushu: Fukuoka; shikoku: Matsuyama; honshu: Tokyo; kansai: Osaka; kanto: Tokyo; tohoku:
        Sendai""",
    ("ID", ""): "sumatra: Medan; java: Jakarta; sulawesi: Makassar; lombok: Mataram",
    ("NZ", ""): "north island: Auckland; south island: Christchurch",
    ("AU", ""): "outback: Alice Springs",
    ("ZA", ""): "garden route: George",
    ("DE", "Bavaria"): """
        franconia: Nuremberg; allgau: Kempten (Allgäu); upper bavaria: Munich""",
    ("DE", "North Rhine-Westphalia"): "ruhr: Dortmund; ruhrgebiet: Dortmund",
    ("DE", "Baden-Württemberg"): """
        black forest: Freiburg; schwarzwald: Freiburg; swabia: Ulm; lake constance: Konstanz;
        bodensee: Konstanz""",
}


def _counties() -> dict[str, tuple[str, str, str]]:
    pairs = (
        (each.partition(":"), area) for area, names in _NAMES.items() for each in names.split(";")
    )
    return {
        " ".join(name.split()): (*area, " ".join(town.split())) for (name, _, town), area in pairs
    }


_PEOPLE: Final = 1_500_000
"""The people of a county, as far as it matters beside the towns that are called like it."""
COUNTIES: Final = _counties()
"""The country's code, the region's name in the gazetteer and the town, by the folded names.

A town is empty where the gazetteer has none.
"""


_COUNTRY: Final = re.compile(
    r"(?:republic of (?=(?:moldova|austria|iceland|estonia|latvia|lithuania|poland|croatia|slovenia"
    r"|serbia|bulgaria|albania|finland|france|india|indonesia|singapore|kenya|ghana|uganda|zambia"
    r"|namibia|peru|chile|colombia|ecuador|panama)$)"
    r"|kingdom of (?=(?:norway|denmark|sweden|spain|belgium|the netherlands|morocco|thailand"
    r"|saudi arabia|bahrain|cambodia|bhutan|tonga|lesotho|eswatini)$)"
    r"|commonwealth of (?=australia$))"
)


def country_called(folded: str) -> str:
    """Return the short name of a country: "moldova" for "republic of moldova"; others as it is."""
    return _COUNTRY.sub("", folded)


def county_called(name: str, folded: str) -> dict[str, str | int]:
    """Return the name, people, country, region and town of a county, the values of its query."""
    country, region, town = COUNTIES.get(folded, ("", "", ""))
    county = re.sub(r"\b(?:Of|And|Del|Di|D)\b", lambda match: match[0].lower(), name.title())
    shown = county if name.islower() else name
    where = {"country": country, "region": region, "town": town}
    return {"county": shown, "people": _PEOPLE, **where}
