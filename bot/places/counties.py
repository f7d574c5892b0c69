"""Counties, islands and old provinces that people put behind a town, by the regions they lie in.

The gazetteer has the first level of a country's regions alone: of the United Kingdom its four
nations. Counties that are called like a city of theirs, such as Cork, are left out.
"""

from typing import Final

_NAMES: Final = {
    ("GB", "England"): """
        bedfordshire; berkshire; buckinghamshire; cambridgeshire; cheshire; cornwall; cumbria;
        cumberland; derbyshire; devon; dorset; county durham; sussex; east sussex; west sussex;
        essex; gloucestershire; greater manchester; hampshire; herefordshire; hertfordshire;
        huntingdonshire; isle of wight; kent; lancashire; leicestershire; lincolnshire; merseyside;
        middlesex; norfolk; northamptonshire; northumberland; nottinghamshire; oxfordshire; rutland;
        shropshire; somerset; staffordshire; suffolk; surrey; tyne and wear; warwickshire;
        west midlands; westmorland; wiltshire; worcestershire; yorkshire; north yorkshire;
        south yorkshire; west yorkshire; east yorkshire; east riding of yorkshire""",
    ("GB", "Scotland"): """
        aberdeenshire; argyll; ayrshire; banffshire; berwickshire; caithness; clackmannanshire;
        dumfriesshire; dumfries and galloway; east lothian; fife; kincardineshire; lanarkshire;
        midlothian; moray; perthshire; renfrewshire; roxburghshire; scottish borders; selkirkshire;
        stirlingshire; west lothian; wigtownshire; isle of skye; outer hebrides""",
    ("GB", "Wales"): """
        anglesey; carmarthenshire; ceredigion; clwyd; denbighshire; dyfed; flintshire; glamorgan;
        gwent; gwynedd; monmouthshire; pembrokeshire; powys""",
    ("GB", "Northern Ireland"): "antrim; county antrim; armagh; county down; fermanagh; tyrone",
    (
        "IE",
        "Leinster",
    ): "carlow; kildare; laois; longford; louth; meath; offaly; westmeath; wicklow",
    ("IE", "Munster"): "clare; kerry; tipperary",
    ("IE", "Connaught"): "leitrim; mayo; roscommon",
    ("IE", "Ulster"): "cavan; donegal; monaghan",
    ("FR", "Provence-Alpes-Côte-d\u2019Azur"): "provence; french riviera; cote d azur",
    ("FR", "Grand-Est"): "alsace; lorraine; champagne",
    ("FR", "Auvergne-Rhône-Alpes"): "savoy; savoie; haute savoie",
    ("FR", "Nouvelle-Aquitaine"): "dordogne; aquitaine; perigord",
    ("FR", "Occitanie"): "languedoc",
    ("FR", "Bourgogne-Franche-Comté"): "burgundy; bourgogne",
    ("ES", "Balearic Islands"): "mallorca; majorca; ibiza; menorca; minorca",
    ("ES", "Canary Islands"): "tenerife; gran canaria; lanzarote; fuerteventura",
    ("ES", "Catalonia"): "costa brava",
    ("PT", "Faro"): "algarve",
    ("GR", "South Aegean"): "rhodes; santorini; mykonos; naxos",
    ("GR", "Ionian Islands"): "corfu; kefalonia; zakynthos",
    ("HR", ""): "dalmatia; istria",
    ("RO", ""): "transylvania",
    ("CZ", ""): "bohemia; moravia",
    ("IT", "Apulia"): "salento",
    ("DE", "Bavaria"): "franconia; allgau; upper bavaria",
    ("DE", "Baden-Wurttemberg"): "black forest; swabia",
}
COUNTIES: Final = {
    name.strip(): area for area, names in _NAMES.items() for name in names.split(";")
}
"""The country's code and the region's name in the gazetteer, by the folded name of each."""
