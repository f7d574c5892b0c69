"""Names of places that people use, and that the packages of `build_gazetteer.py` do not have."""

# Unicode has one name of a country in each language; these are others.
COUNTRY_ALIASES = {
    "AE": "UAE, Emirates",
    "AL": "Shqipëria",
    "BA": "Bosnia",
    "BY": "Weißrussland, Belorussia, Byelorussia, Wit-Rusland",
    "CD": "DR Congo, DRC, Congo",
    "CI": "Elfenbeinküste, Costa de Marfil, Costa do Marfim, Costa d'Avorio, Ivoorkust,"
    "Elfenbenskysten, Elfenbenskusten, Norsunluurannikko, Wybrzeże Kości Słoniowej",
    "CN": "PRC",
    "CZ": "Czech Republic, Tschechische Republik, República Checa, République tchèque,"
    "Repubblica Ceca",
    "FR": "République française",
    "GB": "UK, Great Britain, Britain, Großbritannien, Gran Bretaña, Grande-Bretagne,"
    "Gran Bretagna, Grã-Bretanha, Groot-Brittannië",
    "IE": "Republic of Ireland",
    "KR": "Korea, Republic of Korea, 한국, 남한",
    "MD": "Moldawien, Moldavia",
    "MK": "Macedonia, Mazedonien",
    "MM": "Burma, Birma, Birmania, Birmanie",
    "NL": "Holland, The Netherlands, Holanda, Hollande, Olanda, Hollandia, Голландия, オランダ",
    "PS": "Palestine, State of Palestine, Palestina, Palästina, Palestyna, Filistin, Палестина,"
    "فلسطين, パレスチナ, 巴勒斯坦",
    "RU": "Russian Federation",
    "SA": "السعودية",
    "SZ": "Swaziland, Swasiland, Suazilandia",
    "TH": "ประเทศไทย",
    "TL": "Timor-Leste, East Timor, Osttimor, Timor Oriental",
    "TR": "Türkiye",
    "US": "US, USA, United States of America, America, the States, Amerika",
    "VA": "Vatican, Holy See",
}

# The languages in which countries and continents are known by name.
LANGUAGES = (
    "en", "ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant",
)  # fmt: skip

# Languages in which countries are known by names that no city has and that are no words elsewhere.
FURTHER_LANGUAGES = (
    "am", "az", "be", "bg", "bs", "ca", "et", "fil", "gl", "gu", "hr", "hy", "is", "ka", "kk", "km",
    "kn", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "ne", "pa", "si", "sk", "sl", "sr",
    "ta", "te", "ur", "uz",
)  # fmt: skip
# Short names are words of other languages too ("cada", "mon", "tai"); so are these two longer ones.
FEWEST_LETTERS = 5
WORDS_ELSEWHERE = frozenset({"norra", "spann"})

# The English names of regions that label their places. A region that is not listed is labelled with
# its local name, without "Province" and the like.
ENGLISH_REGIONS = {
    "AT": "Burgenland, Carinthia, Lower Austria, Salzburg, Styria, Tyrol, Upper Austria, Vienna",
    "AU": "Australian Capital Territory",
    "BE": "Brussels Capital, Flanders, Wallonia",
    "BR": "Distrito Federal",
    "CL": "Aysén",
    "CN": "Tibet, Xinjiang, Inner Mongolia, Guangxi, Ningxia",
    "CU": "Havana",
    "CZ": "Prague",
    "DE": "Bavaria, Hesse, Lower Saxony, North Rhine-Westphalia, Rhineland-Palatinate, Saxony,"
    "Saxony-Anhalt, Thuringia",
    "DK": "Capital Region, Central Jutland, North Denmark, South Denmark, Zealand",
    "AE": "Ajman, Dubai",
    "EG": "Cairo, Alexandria, Giza",
    "ES": "Andalusia, Aragon, Asturias, Balearic Islands, Basque Country, Canary Islands,"
    "Castilla-La Mancha, Catalonia, Galicia, Madrid, Murcia, Navarre, Valencia",
    "FR": "Brittany, Corsica, Normandy",
    "GR": "Attica, Central Greece, Central Macedonia, Crete, East Macedonia and Thrace, Epirus,"
    "Ionian Islands, North Aegean, Peloponnese, South Aegean, Thessaly, West Greece,"
    "West Macedonia",
    "ID": "Bali, Central Java, Central Kalimantan, Central Sulawesi, East Java, East Kalimantan,"
    "East Nusa Tenggara, Jakarta, North Maluku, North Sulawesi, North Sumatra, Riau Islands,"
    "South Kalimantan, South Sulawesi, South Sumatra, West Java, West Kalimantan,"
    "West Nusa Tenggara, West Papua, West Sulawesi, West Sumatra",
    "IN": "Arunachal Pradesh, Bihar, Chandigarh, Chhattisgarh,"
    "Dadra and Nagar Haveli and Daman and Diu, Gujarat, Haryana, Himachal Pradesh,"
    "Jammu and Kashmir, Jharkhand, Karnataka, Maharashtra, Meghalaya, Nagaland, Rajasthan,"
    "Tamil Nadu, Telangana, Uttarakhand",
    "IT": "Aosta Valley, Apulia, Lombardy, Piedmont, Sardinia, Sicily, Tuscany",
    "KR": "Seoul, Busan, Daegu, Incheon, Gwangju, Daejeon, Ulsan, Sejong, Gyeonggi, Jeju",
    "KZ": "East Kazakhstan, West Kazakhstan, North Kazakhstan",
    "LB": "Beirut",
    "JE": "Saint Helier",
    "MA": "Marrakesh-Safi",
    "MX": "Mexico City, Veracruz",
    "NL": "Friesland, North Brabant, North Holland, South Holland",
    "PL": "Greater Poland, Kuyavia-Pomerania, Lesser Poland, Lower Silesia, Lublin, Lubusz,"
    "Mazovia, Opole, Podlasie, Pomerania, Silesia, Subcarpathia, Warmia-Masuria, West Pomerania",
    "PT": "Azores, Lisbon",
    "RO": "Bucharest",
    "RU": "Moscow, Saint Petersburg, Bashkortostan, Tatarstan",
    "SM": "San Marino",
    "TH": "Bangkok",
    "TW": "Taipei, Kaohsiung",
    "US": "District of Columbia, Rhode Island",
    "UZ": "Bukhara, Samarkand, Tashkent",
    "VN": "Hanoi, Ho Chi Minh",
}  # fmt: skip

# In these countries people write a city with the ISO 3166-2 abbreviation of its region.
ABBREVIATING_COUNTRIES = frozenset({"AU", "BR", "CA", "CH", "US"})

REGION_ALIASES = {
    "England": "Inglaterra, Angleterre, Inghilterra, Engeland, イングランド",
    "Northern Ireland": "Nordirland, Irlanda del Norte, Irlande du Nord, Irlanda del Nord,"
    "Noord-Ierland, 北アイルランド",
    "Scotland": "Schottland, Escocia, Écosse, Scozia, Schotland, Escócia, スコットランド",
    "Wales": "Cymru, País de Gales, Pays de Galles, ウェールズ",
    "North Rhine-Westphalia": "NRW",
    "Odisha": "Orissa",
    "Puducherry": "Pondicherry",
}

# Cities that stand for their regions though GeoNames has a larger place there, by GeoNames id:
# Visakhapatnam, Bhubaneswar, Thiruvananthapuram, Lhasa, Mito, and Edinburgh for Scotland.
REGION_SEATS = frozenset({1253102, 1275817, 1254163, 1280737, 2111901, 2650225})

# Words that name no region by themselves: one of the many called "Central", "Delta", "Hail".
MEANINGLESS = frozenset(
    {
        *("north", "northern", "south", "southern", "east", "eastern", "west", "western"),
        *("northeast", "northeastern", "northwest", "northwestern"),
        *("southeast", "southeastern", "southwest", "southwestern"),
        *("central", "centre", "center", "middle", "upper", "lower", "capital"),
        *(
            "bar",
            "bay",
            "coast",
            "columbia",
            "delta",
            "district",
            "forest",
            "free",
            "golden",
            "gulf",
        ),
        *("hail", "island", "islands", "lakes", "man", "mount", "plateau", "pool", "region"),
        *("rivers", "saint", "ten", "the", "van"),
    }
)

# Names for cities that people use in a chat and GeoNames does not have, by GeoNames id.
NICKNAMES = {
    5128581: "NYC",
    5368361: "LA",
    5391959: "SF, Frisco",
    4140963: "DC, Washington DC",
    4560349: "Philly",
    5506956: "Vegas",
    4335045: "NOLA",
    3448439: "Sampa",
}

# Unicode lists continents and the like under these codes, beside the codes of countries.
VAST_TERRITORIES = (
    *("001", "002", "003", "005", "009", "011", "013", "014", "015", "017", "018", "019", "021"),
    *("029", "030", "034", "035", "039", "053", "054", "057", "061", "142", "143", "145", "150"),
    *("151", "154", "155", "202", "419", "AQ", "EU"),
)

VAST_NAMES = (
    "Antarctic, Arctic, Arctic Ocean, Atlantic, Atlantic Ocean, Balkans, Baltic Sea, Benelux,"
    "Black Sea, Caribbean Sea, Earth, Indian Ocean, Latin America, Mediterranean,"
    "Mediterranean Sea, Middle East, Near East, North Atlantic, North Sea, Pacific,"
    "Pacific Ocean, Scandinavia, South Atlantic, South Pacific, Southern Ocean, Southeast Asia"
)
