"""Fields, outlines and areas of official warnings, with values good and bad."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fakes.alerts import meteoalarm_area
from fakes.msc import OTTAWA_AREA, polygon, square

from bot.reports import Place

Json = dict[str, Any]
Values = Mapping[str, Sequence[Any]]

NOW: Final = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
_MOMENTS: Final = (
    *(None, 7, "", "soon", "2026-11-23T11:00:00+00:00", "2026-11-23T10:59:59Z", "2026-11-23"),
    *("2026-11-23T04:00:01-07:00", "2026-11-23T12:30:00", "1899-12-31T23:59:59Z", "1900-01-01"),
    *("9000-12-31T00:00:00Z", "9001-01-01T00:00:00Z", "0001-01-01T00:00:00+09:00"),
    "2026-11-21T11:00Z",
    *("2026-11-21T11:00:01+00:00", "2026-12-24T00:00:00+01:00", "2026-11-22T03:00:00-07:00"),
)
_TEXTS: Final = (
    None,
    "",
    " \n ",
    5,
    ["x"],
    "Ein Sturm\u2028kommt",
    "W" * 101,
    "w " * 160,
    "\ud800",
)
_STATUS: Final = (None, "", "Actual", "ACTUAL ", "Test", "Exercise", "System", "Draft", 1)
_TYPES: Final = (None, "", "Alert", "Update", "cancel", "Ack", "Error", "Cancelled", 1)
_LEVELS: Final = (*("Minor", "moderate ", "SEVERE", "Extreme", "Unknown", "worst"), None, 3)
_CLEAR: Final = (
    *(None, "AllClear", ["AllClear"], ["allclear", "Monitor"], [], "Shelter", ["allclear "]),
)


def _vtec(*codes: str) -> Json:
    return {"VTEC": [f"/O.{code}.FL.W.0042.261123T0000Z-000000T0000Z/" for code in codes]}


_NWS_IDS: Final = tuple(f"urn:oid:2.49.0.1.840.0.{n}.001.1" for n in (1, 2, 3))
NWS: Final[Values] = {
    "id": (None, "", _NWS_IDS[0], _NWS_IDS[1]),
    "status": _STATUS,
    "messageType": _TYPES,
    "severity": _LEVELS,
    **dict.fromkeys(("event", "headline", "areaDesc", "senderName"), _TEXTS),
    **dict.fromkeys(("sent", "effective", "onset", "ends", "expires"), _MOMENTS),
    "response": _CLEAR,
    "references": (
        *(None, [], "x", [{"identifier": _NWS_IDS[0]}], [{"identifier": _NWS_IDS[2]}, 5, {}]),
        *([{"identifier": 4}], {"identifier": _NWS_IDS[1]}, f"w@x.example,{_NWS_IDS[0]},2026"),
    ),
    "parameters": (
        *(None, [], _vtec(), _vtec("NEW.KPUB"), _vtec("CON.KPUB"), _vtec("CAN.KPUB"), {"VTEC": 4}),
        *(_vtec("CAN.KPUB", "CON.KPUB"), _vtec("UPG.KPUB"), _vtec("EXP.KDEN")),
        {"VTEC": [None, "/"]},
        {"expiredReferences": [f"w@nws,{_NWS_IDS[0]},2026 w@nws,{_NWS_IDS[1]},2026"]},
        {"expiredReferences": f"w@nws,{_NWS_IDS[1]},2026"},
    ),
}
NWS_FEATURES: Final = ([], [5], [{}], [{"properties": None}], {}, None, "x", [{}] * 1001)

MSC: Final[Values] = {
    "status_en": (None, "", "Ended", "expired", "CANCELLED", "continued", 5),
    "alert_type": (None, "", "watch", "Advisory", "statement", "warning", "other", 5),
    "risk_colour_en": (None, "", "Red", "yellow", "orange", "grey", "blue", 5),
    **dict.fromkeys(("alert_name_en", "alert_short_name_en", "feature_name_en"), _TEXTS),
    **dict.fromkeys(("alert_name_fr", "feature_name_fr"), _TEXTS[:6]),
    **dict.fromkeys(("publication_datetime", "validity_datetime"), _MOMENTS),
    **dict.fromkeys(("event_end_datetime", "expiration_datetime"), _MOMENTS),
}
_NEAR: Final = square(-75.8, 45.3, -75.6, 45.5)
_AWAY: Final = square(-80.0, 40.0, -79.0, 41.0)
OUTLINES: Final = (
    *(OTTAWA_AREA, None, {}, [], "x", polygon(), polygon([]), polygon(_AWAY), polygon(_NEAR)),
    *(polygon(square(-76.2, 45.2, -75.4, 45.6), _NEAR), polygon(_NEAR, _NEAR), polygon(_NEAR[:2])),
    *(polygon(_NEAR[:3]), polygon([*_NEAR, [None, 1]]), polygon([*_NEAR, [-75.7]])),
    polygon([*_NEAR, 5]),
    polygon([[x, y, 99.0] for x, y in _NEAR]),
    *(
        {"type": "MultiPolygon", "coordinates": each}
        for each in ([[_AWAY], [_NEAR]], [], [[_AWAY], 5])
    ),
    *({"type": "MultiPolygon", "coordinates": each} for each in ([[_AWAY]], "x", [[_NEAR], None])),
    *({"type": "Point", "coordinates": [-75.7, 45.4]}, {"type": "Polygon", "coordinates": 5}),
    # The place is a corner, on an edge, and level with a corner.
    *(polygon(square(-75.7, 45.4, -75.0, 46.0)), polygon(square(-75.7, 45.0, -75.0, 46.0))),
    polygon([[-75.9, 45.4], [-75.8, 45.5], [-75.8, 45.3]]),
    polygon([[-75.9, 45], [-75.5, 45.8], [-75, 45]]),
    polygon([[-75.6, 45.4], [-75.5, 45.5], [-75.5, 45.3]]),
    polygon([[-76, 45.4], [-75, 45.4], [-75, 46]]),
)
OTTAWA: Final = Place("Ottawa", 45.4, -75.7, "America/Toronto", "CA", "Canada", "Ontario")
POINTS: Final = (
    Place("Salida", 38.5347, -105.9989, "America/Denver", "US", "United States", "Colorado"),
    Place("Apia", -14.27806, -170.7, "Pacific/Pago_Pago", "AS", "American Samoa"),
    Place("Zero", 0.00004, -10.0, "", "US"),
)

EUROPE: Final[Values] = {
    "identifier": (None, "", "2.49.0.0.276.0.DWD.1", "2.49.0.0.276.0.DWD.2"),
    "status": _STATUS,
    "msgType": _TYPES,
    "sent": _MOMENTS,
    "references": (
        *(None, "x", "o@dwd,2.49.0.0.276.0.DWD.1,2026", "o@dwd,2.49.0.0.276.0.DWD.2,2026 a,b,c"),
        *("2.49.0.0.276.0.DWD.1", ["2.49.0.0.276.0.DWD.1"]),
    ),
    "info": (None, [], {}, 5, [5], {"event": "storm"}),
}


def _parameters(*values: object) -> Sequence[Json]:
    return [{"valueName": "awareness_Level", "value": value} for value in values]


INFO: Final[Values] = {
    "language": (None, "", "EN", "de", "fr-FR", "en-US", 5),
    "severity": _LEVELS,
    "event": (*_TEXTS, "Green wind", "Red rain", "orange", "yellowish fog"),
    **dict.fromkeys(("headline", "senderName"), _TEXTS),
    **dict.fromkeys(("effective", "onset", "expires"), _MOMENTS),
    "responseType": _CLEAR,
    "parameter": (
        *(None, [], 5, _parameters("1; green; Minor"), _parameters("3;orange"), _parameters(4)),
        *(_parameters("red"), _parameters("9; ; Severe"), _parameters("9; mauve", "2")),
        _parameters(None),
        [{"valueName": "awareness_Level", "value": True}],
        {"valueName": "awareness_level", "value": "4; red"},
        [{"valueName": "awareness_type", "value": "3; Snow"}, *_parameters("4; red")],
    ),
}
_TRIANGLE: Final = "50.4,9.5 50.7,9.5 50.7,9.9 50.4,9.5"
AREAS: Final = tuple(
    meteoalarm_area(*each)
    for each in (
        *(("Kreis Fulda",), ("Fulda", "DE248"), ("x", "DE248", "DE999"), ("Fulda", "DE999")),
        ("Hessen",),
        *(("Kreis Fulda und Kreis Kassel",), ("Kassel|Fulda; Hof",), ("Kassel, Fulda, Hof",)),
        ("",),
        *(("Kassel", "DE248", "DE999"), ("Kassel", "DE248"), ("Kassel", "DE999", "DE248")),
        *(("Germany",), ("DEUTSCHLAND",), ("Land Hessen (Nord, Fulda)",)),
        ("Rhein (Main, Kinzig)",),
        *(("Kreis",), ("Kreis Fuerth", "DE020"), ("Munich",), ("München", "de056")),
        ("Wien", "AT010"),
        *(("Vorarlberg", "AT002"), ("Liechtenstein",), ("Andorre", "FR001"), ("Monaco",)),
        ("Alpes-Maritimes",),
        *(("Nice, Menton and Cannes",), ("Galway, Mayo & Clare",), ("County Galway",)),
        ("Connacht",),
        *(("Zürich",), ("Kanton Zürich / Aargau",), ("Oberland (Bern), Zürich",)),
        ("City of Vaduz",),
    )
) + tuple(
    meteoalarm_area("Somewhere", **each)
    for each in (
        *({"polygon": _TRIANGLE}, {"polygon": [_TRIANGLE, "x"]}, {"polygon": "50,9 51,9"}),
        {"polygon": ""},
        *({"polygon": "50.4,9.5,50.7,9.5,50.7,9.9,1"}, {"polygon": "50,9 50,9 50,9"}),
        {"polygon": "x"},
        *({"polygon": "nan,9 51,9 51,10"}, {"polygon": "50,9 51,9 51,10", "circle": "0,0 1"}),
        *({"circle": "50.55,9.67 1"}, {"circle": "50.55,9.67 0"}, {"circle": "50.55,9.9 16.2"}),
        *({"circle": "50.55,9.9 15.5"}, {"circle": ["1,1 5", "50.5,9.7 30"]}, {"circle": "50 9"}),
    )
)
NAMES: Final = (
    *("Fulda", "Munich", "Vienna", "Vaduz", "Andorra la Vella", "Monaco", "Nice", "Galway"),
    *("Zurich", "Fürth", "Mariehamn", "Kassel", "Valletta"),
)
