"""The queries of the gazetteer on its file."""

import json
from collections.abc import Iterable
from typing import Final

PLACES: Final = """
    SELECT name, latitude, longitude, zone, country_code, country, region, population, fame
    FROM known WHERE id IN (SELECT place FROM name WHERE folded = ?)
"""
NEAREST: Final = """
    SELECT name, latitude, longitude, zone, country_code, country, region, population FROM known
    WHERE latitude BETWEEN :latitude - 2 AND :latitude + 2
          AND min(abs(longitude - :longitude), 360 - abs(longitude - :longitude)) <= :wide
"""
SEATS: Final = """
    SELECT known.name, latitude, longitude, zone, country_code, known.country, known.region,
           known.population, coalesce(asked.name, ''), coalesce(asked.name, ''),
           coalesce(asked.population, country.population), is_code
    FROM area LEFT JOIN region AS asked ON asked.id = area.region
    JOIN country ON country.code = area.country
    JOIN known ON known.id = coalesce(asked.seat, country.seat)
    WHERE folded = ? ORDER BY is_code = (asked.id IS NULL), asked.population DESC
"""
COUNTY_SEATS: Final = """
    SELECT name, latitude, longitude, zone, country_code, country, region, population, :county,
           :region, :people, 0
    FROM known WHERE country_code = :country AND (:region = '' OR region = :region)
    AND name = :town ORDER BY population DESC LIMIT 1
"""
# A country has no population there, and so comes behind all regions.
AREAS: Final = """
    SELECT folded, area.country, coalesce(name, '')
    FROM json_each(?) AS asked JOIN area ON folded = asked.value
    LEFT JOIN region ON region.id = area.region
    ORDER BY population DESC, area.country
"""
POPULATIONS: Final = """
    SELECT name.folded, max(population) FROM json_each(?) AS asked
    JOIN name ON name.folded = asked.value JOIN place ON place.id = name.place
    GROUP BY name.folded
"""
LOOK_ALIKES: Final = """
    SELECT folded FROM name JOIN place ON place.id = name.place
    WHERE folded >= :first AND folded < :beyond AND length(folded) BETWEEN :shortest AND :longest
    GROUP BY folded ORDER BY max(population) DESC, folded LIMIT :most
"""
LOOK_ALIKE_AREAS: Final = """
    SELECT DISTINCT folded FROM area
    WHERE folded >= :first AND folded < :beyond AND length(folded) BETWEEN :shortest AND :longest
    AND NOT is_code ORDER BY folded
"""


def names_in(folded: Iterable[str]) -> str:
    """Return names as the queries of several take them: a list in JSON, each of them once."""
    return json.dumps(sorted(set(folded)))
