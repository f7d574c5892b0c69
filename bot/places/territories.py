"""The areas with a code of their own that people also count to another country."""

from typing import Final

_COUNTRIES: Final = {
    code: country
    for country, codes in (
        ("US", "AS GU MP PR VI"),
        ("GB", "AI BM FK GG GI IM JE KY MS SH TC VG"),
        ("FR", "BL GF GP MF MQ NC PF PM RE WF YT"),
        ("DK", "FO GL"),
        ("NL", "AW BQ CW SX"),
        ("CN", "HK MO"),
        ("FI", "AX"),
        ("NO", "SJ"),
        ("AU", "CC CX NF"),
        ("NZ", "CK NU TK"),
    )
    for code in codes.split()
}


def countries(code: str) -> tuple[str, ...]:
    """Return the codes of the countries that people can name behind a place of a code."""
    return (code, _COUNTRIES[code]) if code in _COUNTRIES else (code,)
