"""What answers begin with: a verdict, a figure, a time, a winner or advice, as was asked."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from answer_sets import (
    ANSWERS_HELD_OUT,
    ANSWERS_TUNED_ON,
    answer_samples,
    answerer,
    contradiction_in,
)
from fakes.rows import each_row
from known_misses import known_misses

Answer = Callable[..., str]

FOURTEEN = (
    "Oslo, Rome, Paris, London, Berlin, Madrid, Lisbon, Cairo, Lima, Tokyo, Delhi, Bern, Vienna, "
    "Prague"
)


@pytest.fixture(scope="module")
def answer() -> Iterator[Answer]:
    """Yield what answers a question, on a Saturday at noon with simulated weather."""
    with answerer() as answer:
        yield answer


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(ANSWERS_HELD_OUT, id="held out"),
        pytest.param(ANSWERS_TUNED_ON, id="tuned on", marks=pytest.mark.slow),
    ],
)
def test_answers_begin_with_what_was_asked_and_contradict_no_figure(
    path: Path, answer: Answer
) -> None:
    """Nineteen in twenty, over all topics; not one contradicts itself."""
    samples = answer_samples(path)
    answers = {sample: answer(sample.question) for sample in samples}

    right = [sample for sample, words in answers.items() if sample.is_answered_by(words)]
    contradictions = [contradiction_in(each.question, words) for each, words in answers.items()]

    missed = {each.question for each in {*samples} - {*right}}

    assert len(right) >= 0.95 * len(samples)
    assert missed == known_misses(path.stem)
    assert not [part for part in contradictions if part]


@each_row(
    ("question", "start"),
    [
        ("Will it be freezing in Oslo tomorrow?", "Yes: down to -7.6 °C. "),
        ("Is the moon up in Lisbon right now?", "No: moonrise 21:33, moonset 11:33. "),
        ("Is the moon up in Tokyo?", "Yes: moonrise 20:14, moonset 10:11. "),
        ("will the moon be up in Rome at 11pm?", "Yes: moonrise 20:53, moonset 11:13. "),
        ("Is the moon up in Murmansk?", "Yes: the moon stays above the horizon. Murmansk"),
        ("does it feel colder than it is in Boston", "Yes: 48.4 °F, feels like 47.1 °F. Boston"),
        ("does it feel warmer than it is in Boston", "No: 48.4 °F, feels like 47.1 °F. Boston"),
        ("how bad is the weather in Galway tonight", "-4.1 °C to 2.0 °C, mainly clear, rain 6 %"),
        ("is it nice out in Philadelphia", "No: too cold, 48.4 °F, feels like 46.0 °F, clear"),
        ("will the weather be bad in Florence next weekend", "No: Saturday 5 December (1.3 °C to"),
        ("How much will the temperature drop in Zagreb tonight?", "8.4 °C: Saturday 28 November"),
        ("is Sunday or Thursday colder in London?", "Sunday 29 November, by 3.8 °C: -5.3 °C "),
        ("weather in London tonight", "Down to -5.3 °C at 03:00. "),
        ("will it be freezing in Oslo in the next 14 days?", "Yes, on each of the 14 days. "),
        ("chances for Oslo on Sunday", "6 % chance of rain. "),
        ("is the sea in Barcelona warmer than 15 degrees?", "Yes: water 15.7 °C, waves 1.1 m. "),
        (
            "when will it be below freezing in Rome",
            "Not by Friday 4 December; the nearest to it is Wednesday 2 December: down to 1.7 °C.",
        ),
        ("is it warmer in Lisbon or Rome?", "Lisbon, by 1.3 °C: 16.0 °C against 14.7 °C (Rome)."),
        ("will it be above 30 degrees in Phoenix", "No: up to 66.9 °F (30 °C is 86.0 °F). "),
        ("is it hotter than 60 °F in Phoenix today", "Yes: up to 66.9 °F. "),
        ("difference in temperature between Cairo and Helsinki", "25.2 °C: Cairo 23.1 °C, "),
        ("is it snowing or raining in Calgary?", "Yes: snow (1.2 mm). "),
        ("is it raining in Calgary?", "No: snow (1.2 mm). "),
        ("Should I bring an umbrella to Seattle?", "Yes: 69 %, heavy rain from 08:00 to 14:00"),
        ("will it be hot or cold in Rome tomorrow?", "6.6 °C to 16.6 °C. "),
        ("UV index in Sydney", "UV index up to 5, UV index 0 now."),
        (
            "will it be freezing in Cairo in the next 10 days?",
            "No, not once; the nearest to it is Wednesday 2 December: down to 9.7 °C. ",
        ),
        (
            "which is warmer, Rome or Lisbon, over the next 3 days?",
            "Lisbon, Sunday 29 November, by 1.9 °C: 18.6 °C against 16.7 °C (Rome, Monday 30",
        ),
        ("Is it warmer today than tomorrow in Rome?", "No, the other way round by 1.3 °C: "),
        ("which is colder tomorrow, Oslo or Bergen, and by how much?", "Bergen, by 2.8 °C: -10.4"),
        ("any problems driving to Verona tomorrow?", "No: 4.9 °C to 14.9 °C, clear sky, rain 0 %,"),
        ("anything to worry about in Verona on Friday?", "No: 2.6 °C to 12.6 °C, mainly clear, "),
        (
            "Will it be windy in Miami, Austin and Phoenix?",
            "Yes: Austin (wind 21 mph, gusts 37 mph), Phoenix (wind 22 mph, gusts 39 mph). No: ",
        ),
        ("how much rain fell in Lyon last month?", "99.1 mm in all, on 13 of 31 days. "),
        ("is it humid in Miami at 3 pm?", "No: humidity 40 %. "),
        ("how humid was it in Miami yesterday?", "I don't know the humidity for that time. "),
        (
            "When is the next full moon in Sydney?",
            "The next full moon is on Thursday 24 December. ",
        ),
        ("Is the moon full in Madrid tonight?", "No: waning gibbous; the next full moon is on "),
        (
            "When will the sun be back in Tromsø?",
            "The sun does not rise today; it is back on Friday 15 January 2027. ",
        ),
        ("Does the sun rise in Tromsø tomorrow?", "No: the sun does not rise; it is back on "),
        (
            "sunset in Tromsø on 21 June",
            "The sun does not set; the next sunset is on Monday 26 July",
        ),
        ("When does the moon rise in Boston tonight?", "Moonrise 20:44. "),
        ("Any flood alerts for Cologne?", "Warnings are not known while the weather is sim"),
        (
            "weather in London at sunset",
            "Sunset 15:57. London, England, United Kingdom, Saturday 28 November, 15:00: ",
        ),
        ("How gusty will it get in Leeds tomorrow?", "Wind 12 km/h, gusts "),
        (
            "Can I hang the washing out in Bristol tomorrow?",
            "Yes: -2.3 °C to 7.7 °C, partly cloudy",
        ),
        ("Will the fog clear in Milan by noon?", "Yes: mainly clear. Milan, Italy, "),
        ("Should I take a brolly to Leeds tomorrow?", "No: 0 %, mainly clear. "),
        ("Is it smoggy in Lahore?", "No: air quality fair (European index 40). "),
        ("is the sea rough in Nice?", "Partly: waves 2.0 m, water 15.4 °C. "),
        ("is the sea warm in Málaga?", "Perhaps: water 18.2 °C, waves 0.9 m. "),
        (
            "what should I wear in Oslo now and tomorrow?",
            "A warm winter coat, a hat and gloves: -1.6 °C, feels like -4.1 °C",
        ),
        ("Is the sea rough in Brighton?", "No: waves 0.8 m, water 10.8 °C. "),
        ("Can I surf in Biarritz tomorrow?", "Yes: waves 1.2 m, water 12.6 °C. "),
        ("Is the water warm enough to swim in Nice?", "No: water 15.4 °C, waves 2.0 m. "),
        ("How warm is the sea in Nice?", "Water 15.4 °C. "),
        ("How much did it rain in Genoa last weekend?", "0.0 mm in all, on 0 of 2 days. "),
        ("Has it rained in Nairobi today?", "No: 3 %, partly cloudy. Nairobi, Kenya, Saturday"),
        ("How much water will fall in Oslo tomorrow?", "0.0 mm of rain or snow. "),
        ("weather in the Alps", "I don't know a place called Alps."),
        ("is it snowing on the Moon?", "I don't know a place called Moon"),
        ("weather in close-by Lyon", "Lyon, France: "),
        ("avalanche danger in Oslo", "I don't know the avalanche danger. Here is the weather: "),
        (
            "hottest place on earth",
            "I don't know the hottest or coldest places of a whole region; ",
        ),
        (
            "frogs in Oslo",
            "I don't know what to say about \u201cfrogs\u201d. Here is the weather: ",
        ),
        ("JFK", "John F. Kennedy International Airport (JFK), New York, United States: "),
        ("Second Mesa tomorrow", "I don't know a place called Second Mesa."),
        (
            "Central Park in New York",
            "I don't know a place called Central Park, New York; did you mean New York City, ",
        ),
        (
            "Golden Gate Park, San Francisco",
            "I don't know a place called Golden Gate Park, San Francisco; did you mean San Fr",
        ),
        ("weather in \u00c5land", "Mariehamn, Aland Islands"),
        ("London this morning", "London, England, United Kingdom, Saturday 28 November: partly"),
        ("Will the wind die down in Gdansk tomorrow?", "Partly: wind 21 km/h, gusts 38 km/h. "),
        ("How bitter is the cold in Yakutsk?", "-7.3 °C, feels like -9.9 °C. "),
        ("How dry is the air in Phoenix?", "Humidity 88 %. "),
        ("Is there polar night in Tromsø?", "Yes: the sun does not rise today; it is back on "),
        ("Is there midnight sun in Tromsø?", "No: the sun does not rise today; it is back on "),
        ("Can my kids play outside in Graz this afternoon?", "Yes: "),
        ("Should I wear a hat in Ottawa today?", "Yes: 0.2 °C to 10.2 °C. "),
        ("Is it safe to swim in the sea in Cardiff today?", "No: water 8.7 °C, waves 2.1 m. "),
        ("will it be over 5 degrees in Leeds in the next 72 hours?", "Yes: Saturday 28 November"),
        ("tides in Galveston", "I don't know the tides. Here is the weather: "),
        (
            "rank London, Paris, Madrid and Rome by temperature",
            "Rome (14.7 °C), Madrid (12.7 °C), Paris (10.3 °C), London (6.2 °C).",
        ),
        (
            "order Oslo, Stockholm and Helsinki from coldest to warmest tomorrow",
            "Helsinki (-12.2 °C), Oslo (-7.6 °C), Stockholm (-7.1 °C).",
        ),
        ("top two warmest of Lisbon, Athens, Rome and Nice", "Athens (19.4 °C), Lisbon (16.0 °C)."),
        (
            "where will it rain the most tomorrow: Cork, Galway or Limerick?",
            "Galway, by 6 %: 6 % against 0 % (Cork).",
        ),
        (
            "who's got better weather this weekend, Nice or Barcelona?",
            "Barcelona, Saturday 28 November: 6.9 °C to 16.9 °C, clear sky",
        ),
        ("which has cleaner air, Lima or Bogota?", "Lima, by 12: 34 against 46 (Bogotá)."),
        (
            "will next week be warmer than this week in Paris?",
            "No, the other way round by 0.4 °C: Monday 30 November to Sunday 6 December 8.8 °C on",
        ),
        (
            "how's tomorrow compared to today in Berlin",
            "Sunday 29 November is warmer, by 1.8 °C: 6.0 °C against 4.2 °C (Saturday 28 ",
        ),
        ("AQI Beijing vs Delhi", "Delhi has the cleaner air, by 43: 12 against 55 (Beijing)."),
        ("london 3pm v paris 3pm", "Paris is warmer, by 3.3 °C: 11.0 °C against 7.7 °C (London)."),
        ("humidity Miami vs Houston", "Houston is more humid, by 22 %: 62 % against 40 % (Miami)."),
        (
            "compare Lisbon, Porto and Faro",
            "Lisbon is warmer, by 1.1 °C: 16.0 °C against 14.9 °C (Faro) and 11.3 °C (Porto).",
        ),
        (
            "daylight Oslo vs Rome",
            "Rome has the longer day, by 2 h 46 min: daylight 9 h 26 min against daylight 6 h 40",
        ),
        (
            "Rome vs Milan vs Turin vs Naples this week",
            "Rome (16.0 °C), Naples (16.0 °C), Milan (13.3 °C), Turin (12.5 °C).",
        ),
        (
            "does it rain more in Seattle or in Portland this week",
            "Seattle, by 0.40 in: 0.40 in against 0.00 in (Portland).",
        ),
        ("pollen Munich vs Berlin", "Munich: pollen: birch 0 grains/m³"),
        ("when did it last rain in Madrid?", "Thursday 26 November, 2 days ago: rain (6.8 mm)."),
        ("how many rainy days did Bergen have last month", "6 of 31 days (Saturday 3 October, "),
        ("average temperature in London last week?", "4.8 °C on average, lows -0.2 °C, highs 9.8"),
        ("probability of thunderstorms in Miami on Sunday", "No: overcast, wind 3 mph"),
        ("how many cm of snow will Innsbruck get tomorrow?", "0.0 mm of snow: 0 %, clear sky. "),
        ("how thick will the fog be in Milan tomorrow", "No fog, clear sky. "),
        ("how many hours of sunshine will Malaga get tomorrow", "I don't know the hours of sun"),
        ("strongest gusts in Edinburgh today?", "Gusts 14 km/h, wind 8 km/h. "),
        (
            "where's the wind coming from in Chicago tomorrow",
            "I don't know the direction of the wind for that time. ",
        ),
        ("which direction is the wind blowing in Cadiz", "Wind 18 km/h from ESE, gusts 33 km/h. "),
        ("is the air very dry in Denver today", "No: humidity 7"),
        ("PM2.5 in Krakow today?", "PM2.5 3.2 µg/m³, air quality good (European index 10). "),
        ("when is it getting light in Glasgow on Monday?", "Sunrise 08:21. "),
        ("is it dark yet in Stockholm", "No: sunrise 08:11, sunset 14:59. "),
        ("will it still be light in Stockholm at 5pm", "No: sunrise 08:11, sunset 14:59. "),
        ("should I leave the windows open in Chicago tonight", "No: too cold, 40.5 °F to "),
        ("will I be able to see the stars in Cape Town tonight", "No: overcast, light rain. "),
        ("how cold will it feel in Chicago tomorrow morning", "Feels like 42.6 °F to 53.4 °F. "),
        ("has it stopped snowing in Calgary yet", "No: snow (1.2 mm). "),
        ("does the humidity drop below 50% in Atlanta tomorrow?", "No: humidity 89 %. "),
        ("any gusts over 40 km/h in Porto tomorrow", "Yes: gusts 48 km/h. "),
        ("will it rain more than 10 mm in Bilbao on Monday", "No: 0.0 mm of rain or snow. "),
        ("will it stay above freezing in Warsaw tonight", "No: down to -1.2 °C. "),
        ("has the rain cleared in Bilbao yet?", "Yes: mainly clear. "),
        ("how heavy will the rain be in Cork on Thursday?", "0.0 mm of rain or snow. "),
        ("sky conditions in Oslo tomorrow", "Mainly clear. "),
        ("number of rainy days in Glasgow last month?", "4 of 31 days (Thursday 8 October, "),
        ("are the waves over 2m in Biarritz?", "No: waves 1.8 m, water 12.8 °C. "),
        ("which has warmer water, Nice or Barcelona?", "Barcelona, by 0.3 °C: 15.7 °C against"),
        ("how many hours of daylight does Reykjavik have today?", "Daylight 5 h 17 min. "),
        ("is the sun up in Sydney?", "No: sunrise 05:37, sunset 19:48. "),
        ("wettest hour in Calgary today?", "Saturday 28 November, 06:00 and "),
        ("best window for a walk in Utrecht today?", "Saturday 28 November, 15:00: 4.4 °C, "),
        ("which two of Oslo, Helsinki, Riga and Vilnius are coldest?", "Helsinki (-2.1 °C), Oslo"),
        ("is it as cold in Riga as in Tallinn?", "No: Riga 2.9 °C, Tallinn -0.7 °C."),
        ("are temperatures going up or down in Warsaw this week?", "Up, by 1.6 °C: Saturday 28"),
        ("is it getting colder in Budapest?", "Yes, by 3.7 °C: Tuesday 1 December -0.7 °C, "),
        ("should we move the barbecue in Perth indoors tomorrow?", "No: 22.3 °C to 32.3 °C, "),
        ("good weather for a picnic in Florence next Saturday", "No: too cold, 1.3 °C to 11.3"),
        ("do I need to bring the plants in tonight in Austin?", "No: down to 49.6 °F. "),
        ("is a cold wave coming to Adelaide?", "No, not once; the nearest to it is "),
        ("freezing temperatures in Oslo tonight?", "Yes: down to -8.4 °C. "),
        ("will gusts be over 60 in Oslo tomorrow?", "No: gusts 59 km/h. "),
        ("is a heatwave coming to Adelaide", "No, not once; the nearest to it is Thursday 3 Dec"),
        ("rain in Bruges today or can I leave the brolly at home?", "No: 25 %, overcast. "),
        ("how sure are we that it won't rain in Seville on Sunday", "0 % chance of rain. "),
        ("rainfall forecast for Bergen on Monday in mm", "0.0 mm of rain or snow. "),
        ("will I see the sun in Tromso this week?", "No: Saturday 28 November (the sun does not"),
        ("what's the cloud situation over Edinburgh", "Overcast, clouds 94 %. "),
        ("top temperature in Athens this week?", "Saturday 28 November, by 2.7 °C: 19.6 °C "),
        ("how long has it been dry in Seville?", "Tuesday 17 November, 11 days ago: rain (7.2"),
        ("last frost in Turin?", "Not in the 31 days since Wednesday 28 October."),
        ("at what time is the UV highest in Perth today?", "UV index up to 3."),
        (
            "which city has the lowest UV tomorrow, Lima or Quito?",
            "Quito, by 1: 8 against 9 (Lima).",
        ),
        ("swell in Biarritz tomorrow?", "Waves 1.2 m. "),
        ("flat sea in Nice tomorrow?", "No: waves 1.3 m, water 15.3 °C. "),
        ("sunrise and sunset in Lima tomorrow", "Sunrise 05:33, sunset 18:19. "),
        (
            "which has the earlier sunset today, London or Berlin?",
            "London: sunset 15:57. Second is",
        ),
        ("next rainy day in Marseille?", "Monday 30 November, 11:00: 61 %, light rain (0.5 mm)."),
        ("worse day for a hike in Graz, Sunday or Monday?", "Monday 30 November: -0.1 °C to 9.9"),
        ("does it rain more in Cork than in Galway this week?", "No: Cork 0.0 mm, Galway 0.0 mm."),
        ("gap between day and night temperature in Riyadh tomorrow?", "10.0 °C: 12.8 °C to 22.8"),
        ("are outdoor events at risk in Miami on Sunday?", "No: 52.9 °F to 70.9 °F, overcast, "),
        ("do the plants need water in Cordoba Spain tomorrow", "Yes: 9 %, partly cloudy. "),
        ("is it cloudy or clear in Seattle?", "Overcast, clouds 94 %. "),
        ("how strong is the sun in Nairobi today", "UV index up to 8. "),
        ("how much did it snow in Oslo last week", "18.5 mm in all, on 3 of 7 days. "),
        ("when will it get warmer in Berlin?", "Sunday 29 November, by 1.8 °C: 6.0 °C against 4"),
        ("what's the difference between London and Madrid today", "5.6 °C: London 7.7 °C, Madrid"),
        ("rank Nice, Rome and Athens tomorrow from best to worst", "Rome (6.6 °C to 16.6 °C, "),
        ("top 2 coldest: Oslo, Helsinki, Riga", "Helsinki (-2.1 °C), Oslo (-1.6 °C)."),
        ("should I turn the heating on in London tonight", "Yes: -5.3 °C to 6.2 °C, wind 28 "),
        ("is the sky clear in Oslo tomorrow?", "Yes: mainly clear. "),
        ("when does the fog clear in Lyon tomorrow", "None is in sight up to Sunday 29 Novembe"),
        ("what depth of rain is forecast for Lagos tomorrow", "4.9 mm of rain. "),
        ("is Helsinki colder than -10 tonight?", "Yes: down to -12.2 °C. "),
        ("how dry is it in Riyadh?", "Humidity 55 %. "),
        ("are pollen levels low in Rome?", "Yes: pollen: birch 0 grains/m³, "),
        ("is it as warm today as yesterday in Nice?", "Yes: Saturday 28 November 16.4 °C, Friday"),
        ("list Paris, Rome and Oslo by wind speed", "Rome (35 km/h), Paris (26 km/h), Oslo (25 "),
        ("is it safe to drive in Oslo tonight?", "Perhaps: it may be icy, -8.4 °C to -2.4 °C, "),
        ("uv tomorrow in Perth?", "UV index up to 4."),
        ("will it be dry in Seattle today?", "No: 69 %, heavy rain"),
        ("which hours are dry in Seattle today?", "No: 69 %, heavy rain from 08:00 to 14:00"),
        ("is the sky blue in Faro?", "Partly: partly cloudy. "),
        ("strong winds in Edinburgh tonight?", "No: wind 15 km/h, gusts 27 km/h. "),
        ("are gusts of 70 km/h likely in Galway on Sunday?", "No: gusts 63 km/h. "),
        ("is ragweed a problem in Budapest today", "No: pollen: birch 0 grains/m³"),
        ("can my kids paddle in the sea in Brighton tomorrow?", "No: water 11.2 °C, waves 2.7 m. "),
        ("is the moon out in Lisbon tonight?", "Yes: moonrise 21:33. "),
        ("will it be light when I leave at 7 in Berlin tomorrow?", "No: sunrise 07:51, sunset 15"),
        ("how soon will it snow in Oslo?", "Perhaps Wednesday 2 December: 51 %, snow (5.3 mm)."),
        ("how far apart are the temperatures in Oslo and Rome now?", "16.3 °C: Oslo -1.6 °C, Rome"),
        (
            "sunniest two of Faro, Porto and Lisbon tomorrow",
            "Faro (partly cloudy), Lisbon (partly ",
        ),
        ("should I shut the windows in Hamburg tonight?", "Yes: too cold, -6.4 °C to 2.6 °C, "),
        ("warm, windy and dry in Faro tomorrow?", "No: 7.1 °C to 17.1 °C. No: wind 26 km/h, gusts"),
        ("is it warmer in Cannes, Monaco?", "Cannes, by 0.8 °C: 11.5 °C against 10.7 °C (Monaco)."),
        ("will tonight's low in Madrid be above 5?", "No: down to 4.5 °C. "),
        ("how long will it stay sunny in Seville today?", "Until Saturday 28 November, 19:00. "),
        ("will the sun burn me in Lisbon tomorrow", "No: UV index up to 2, partly cloudy. "),
        ("should people with asthma stay indoors in Jakarta?", "No: air quality fair "),
        ("where's the air cleaner, Kyiv or Warsaw?", "Kyiv, by 10: 55 against 65 (Warsaw)."),
        ("how warm would a swim be in Palma today?", "Water 1"),
        ("is it waxing or waning in Rome?", "Waning gibbous. "),
        ("does the sun rise before 7 in Madrid tomorrow?", "No: sunrise 08:16. "),
        ("will the sun set after 5pm in Madrid tomorrow?", "Yes: sunset 17:49. "),
        ("how much shorter is the day in Oslo than in Rome?", "2 h 46 min: Oslo daylight 6 h 40"),
        ("when's the warmest part of tomorrow in Oslo?", "Sunday 29 November, 15:00, by 0.2 °C"),
        ("is a beanie overkill in Oslo today?", "No: -10.9 °C to -0.9 °C. "),
        ("any reason not to run in Oslo tomorrow morning?", "Yes: too cold, -6.2 °C to -0.1 °C, "),
        ("is it ice-free for driving in Graz tomorrow morning?", "Yes: down to 5.0 °C. "),
        ("rain and wind in Brighton tomorrow?", "41 % chance of rain, 5.1 mm of rain, wind 35 "),
        (
            "is the wind going to calm down in Copenhagen tomorrow?",
            "Yes: wind 10 km/h, gusts 18 km",
        ),
        ("how many hours of sunlight in Rome tomorrow?", "Daylight 9 h 25 min. "),
        ("is the road to Bergen open?", "I don't know road conditions and traffic. "),
        ("mean wind in Leeds last week?", "24 km/h on average. "),
        ("are Rome and Athens equally warm?", "4.7 °C: Rome 14.7 °C, Athens 19.4 °C."),
        (
            "how many days of rain in the next week in Belfast?",
            "1 of 7 days (Monday 30 November), perhaps 3 more (Sunday 29 November, ",
        ),
        ("rainy or dry in Amsterdam tomorrow?", "0 % chance of rain. Amsterdam"),
        ("what did it get up to in Rome yesterday?", "High 15.8 °C (5.8 °C to 15.8 °C). Rome"),
        (
            "is it warmer in Rome next weekend than this one?",
            "No, the other way round by 2.4 °C: Saturday 5 December to Sunday 6 December 13.6 °C",
        ),
        ("is Rome warmer this weekend against next one?", "Yes, by 2.4 °C: Saturday 28 November"),
        ("cloudy in Rome and windy in Oslo?", "No: Rome (clear sky, clouds 10 %). No: Oslo (wind "),
        ("how warm in Rome and how windy in Oslo tomorrow", "Rome: high 16.6 °C (6.6 °C to 16.6 "),
        (
            "will the rain stop in Kyiv today?",
            "Yes: Saturday 28 November, 16:00. A chance of 53 % remains. Kyiv",
        ),
        ("will it stop raining in Kyiv by 3pm?", "No, not by Saturday 28 November, "),
        ("will the rain hold off in Leeds today?", "Yes: 0 %, partly cloudy. Leeds"),
        (
            "how long will the rain last in Bergen tomorrow",
            "It begins on Sunday 29 November, 06:00. It is over on Sunday 29 November, 12:00.",
        ),
        ("coldest temperature tonight in Calgary", "Low -3.2 °C at 03:00 (-3.2 °C to 3.9 °C)."),
        ("will the wind drop below 20 km/h in Tarifa tomorrow", "Yes: wind 18 km/h. Tarifa"),
        (
            "which will be wetter next week, Dublin or Belfast?",
            "Dublin, by 7.5 mm: 28.0 mm against 20.5 mm (Belfast).",
        ),
        ("will it get colder later in Leeds", "Yes, by 6.1 °C: Saturday 28 November, 23:00 -0.8"),
        ("will it cool down in Dubai tonight", "Yes, by 4.6 °C: Sunday 29 November, 05:00 15.9"),
        ("best time to go for a run in Leeds tomorrow", "Sunday 29 November, 15:00: 6.1 °C, fe"),
        (
            "how much warmer is it going to be tomorrow in Manchester",
            "2.4 °C, but the other way round: Saturday 28 November 6.0 °C, Sunday 29 November 3.6",
        ),
        ("will winds top 40 mph in Leeds on Monday?", "No: wind 8 mph. Leeds"),
        ("how often will it rain in Bergen this coming week", "1 of 7 days (Thursday 3 December)"),
        ("how many hours of rain in London tomorrow", "0 of 24 hours, perhaps 6 more (from 08:00 "),
        ("good morning! what should I expect in Antwerp today?", "Antwerp, Belgium, Saturday"),
        ("I'm flying to Lisbon on Thursday, what's the weather there?", "Lisbon, Portugal, Thur"),
        (
            "could you tell me how cold Oslo will be tomorrow",
            "Low -7.6 °C (-7.6 °C to 2.4 °C). Osl",
        ),
        (
            "pollen in Berlin tomorrow?",
            "I don't know the pollen for that time; this is how it is now. ",
        ),
        ("Is the pollen bad in Atlanta today?", "I don't know the pollen there. Atl"),
        ("Is it muggy in New Orleans?", "No: humidity 87 %, 57.7 °F, feels like 56.5 °F. New"),
        ("Is it sticky in Singapore?", "Yes: humidity 68 %, 29.3 °C, feels like 28.1 °C. Sin"),
        (
            "Will it be calm in Cardiff tomorrow evening?",
            "Partly: wind 21 km/h, gusts 38 km/h. Car",
        ),
        ("How long will it stay dry in Bristol?", "At least until Monday 30 November, 11:00. Bris"),
        ("how wet was last week in Glasgow", "5.6 mm in all, on 1 of 7 days. Gla"),
        ("temperature in Kelvin in Basel", "I don't know the temperature in kelvin. Here is"),
        (
            "Is the ice thick enough to skate in Ottawa?",
            "I don't know the ice on lakes and seas. H",
        ),
        ("can planes land in Innsbruck with this wind", "I don't know of delayed flights and tr"),
        ("how much colder does it feel than it is in Winnipeg", "Feels like 0.4 °C. Win"),
        (
            "does it feel colder in Oslo than in Rome",
            "Yes, by 15.3 °C: Oslo -4.1 °C, Rome 11.2 °C.",
        ),
        (
            "In Lisbon, is it raining now and will it rain in 3 hours?",
            "No: now (mainly clear), Saturday 28 November, 15:00 (12 %, mainly clear).",
        ),
        (
            "which is the driest day next week in Bergen",
            "Monday 30 November and Wednesday 2 December alike: 0.0 mm.",
        ),
        (
            "what should I pack for Oslo next week",
            "A warm winter coat, a hat and gloves and an umbrella: -14.0 °C to 2.6 °C, snow,",
        ),
        (
            "what to wear in Oslo and Cairo tomorrow",
            "Oslo: A warm winter coat, a hat and gloves (-7.6 °C to 2.4 °C, mainly clear, rai",
        ),
        ("What should I pack for 3 days in Lisbon?", "A jacket: 7.0 °C to 18.6 °C, mainly cl"),
        ("What's it like in the capital of Norway", "Oslo, Norway (for Norway): -1.6 °C"),
        ("is today the hottest day this week in Perth", "No: Sunday 29 November, by 4.8 °C: 32.3"),
        ("is Sunday the best day this weekend in Rome", "Yes: Sunday 29 November: 6.6 °C to "),
        (
            "will tomorrow be the coldest day of the week in Oslo",
            "No: Saturday 28 November, by 3.3",
        ),
        ("wind in beaufort in Oslo", "Wind 4 Bft from NNW, gusts 6 Bft. Oslo"),
        ("is the wind above 3 Beaufort in Oslo", "Yes: wind 4 Bft. Oslo"),
        ("is the wind in Oslo over 4 Beaufort?", "No: wind 4 Bft. Oslo"),
        ("is the wind in Oslo at least 4 Bft", "Yes: wind 4 Bft. Oslo"),
        ("is the wind in Oslo at most 4 Bft", "Yes: wind 4 Bft. Oslo"),
        ("is the wind in Oslo 5 Bft or more", "No: wind 4 Bft. Oslo"),
        ("is it less than force 4 in Oslo", "No: wind 4 Bft. Oslo"),
        ("wind above 13 Beaufort in Oslo?", "No: wind 4 Bft. Oslo"),
        ("wind above 1,000 km/h in Oslo?", "No: wind 25 km/h. Oslo"),
        (f"is it above {'9' * 5000} degrees in Oslo", "No: -1.6 °C"),
        (f"weather in Oslo in {'9' * 5000} days", "Forecasts reach 16 days"),
        ("weather in Oslo in a trillion years", "Forecasts reach 16 days"),
        ("wind in Beaufort", "Wind 31 km/h from NNE, gusts 57 km/h. Beaufort"),
        ("wind speed in m/s in Gothenburg", "Wind 2.8 m/s from SE, gusts 4.7 m/s. Got"),
        ("will the wind be over 20 knots in Galway tomorrow", "No: wind 19 kn. Gal"),
        (
            "is it windier in Oslo than in Bergen, in knots",
            "Yes, by 5 kn: Oslo 13 kn, Bergen 8 kn.",
        ),
        ("is the wind from the north in Marseille", "No: wind 15 km/h from SSW"),
        ("is the wind southerly in Marseille", "Yes: wind 15 km/h from SSW"),
        ("is the wind from the north-east in Dublin right now", "Partly: wind 14 km/h from E,"),
        ("is it windy in North Dakota", "No: wind 14 mph from S, gusts 25 mph."),
        ("Will the fog lift in Delhi by noon?", "Yes: overcast. Delhi"),
        ("when will the fog clear in London", "There is no fog now. None is in sight up to"),
        ("will the clouds clear in Rome tomorrow", "Yes: clear sky. Rome"),
        (
            "we arrive in Oslo on Monday and leave on Thursday, what's the weather like?",
            "Oslo, Norway:\n- Monday 30 November: partly cloudy, -7.4 °C to 2.6 °C, rain 23 %\n- T",
        ),
        (
            "Paris Monday and then going to Rome Wednesday",
            "- Paris, France, Monday 30 November: cl",
        ),
        ("Is the wind dropping tomorrow in Galway", "No: wind 35 km/h, gusts 63 km/h. Gal"),
        ("UV in Rome for the next 3 days", "Saturday 28 November: UV index up to 4; Sunday 29 "),
        (
            "coldest temperature ever in Oslo",
            "I don't know the best time to visit, nor any long-te",
        ),
        (
            "rain in Turin between noon and 4pm?",
            "No: 3 %, mainly clear. Turin, Italy, Saturday 28 ",
        ),
        ("rainfall in Seattle so far this month", "0.71 in in all, on 5 of 28 days."),
        ("whats the diff between london and paris temps tomorrow", "2.8 °C: London 4.7 °C, Pari"),
        (
            "is it sunny in Rome this weekend or the next?",
            "Yes: Saturday 28 November (clear sky), Sunday 29 November (clear sky), Saturday 5 D",
        ),
        ("sunset in Oslo this weekend", "Saturday 28 November: sunset 15:24; Sunday 29 November:"),
        (
            "which days will be rainy in Rome next week",
            "Tuesday 1 December: 61 %, heavy rain (11.5 mm). Wednesday 2 December: 65 %, heavy ra",
        ),
        ("kids football at 10am in Leeds tomorrow, what will it be like", "Leeds, England, Unit"),
        ("is it unusually warm in Rome", "I don't know the best time to visit, nor any long-term"),
        ("waves in Newquay at the weekend", "Saturday 28 November: waves 1.4 m. Sunday 29 Novemb"),
        ("full moon this month in Rome?", "The next full moon is on Thursday 24 December. Rome"),
        ("is it 20 degrees in Athens?", "No: 19.4 °C, feels like 18.0 °C. Athens"),
        ("at least 10 degrees in London on Tuesday?", "No: up to 10.0 °C. London"),
        ("will it be a cold night in Leeds?", "Yes: -3.9 °C to 5.3 °C. Leeds, England, United K"),
        (
            "will it rain during lunch in Lyon tomorrow",
            "No: 0 %, clear sky. Lyon, France, Sunday 29",
        ),
        ("when will the temperature rise in Rome", "Sunday 29 November, by 1.3 °C: 16.6 °C aga"),
        ("when will the temperature drop in Rome", "Wednesday 2 December, by 3.6 °C: 11.7 °C ag"),
        ("is it smoky in San Francisco", "Partly: air quality moderate (European index 40)."),
        ("will the snow in London turn to rain tomorrow?", "Perhaps: snow rather than rain, 48 %"),
        ("is it raining over in Swansea?", "No: partly cloudy. Swansea"),
        ("is the rain over in Kyiv?", "No: light rain (0.1 mm). Kyiv"),
        ("morning temperature in Riga on Tuesday", "-5.7 °C to 0.3 °C. Riga, Latvia, Tuesday 1 "),
        ("weather in Brighton for the bank holiday", "I don't know the date of bank holiday."),
        ("how cold and windy is Oslo tomorrow", "Low -7.6 °C (-7.6 °C to 2.4 °C), wind 33 km/h,"),
        ("moon phase tonight", "Waning gibbous. That is so all over the Earth."),
        (
            "is it a full moon tonight?",
            "No: waning gibbous; the next full moon is on Thursday 24 December. That is so all ",
        ),
        ("Should we move the offsite in Lisbon indoors", "No: 7.5 °C to 17.5 °C, mainly clear, "),
        ("should we hold the meeting outside in Leeds tomorrow", "Yes: -3.9 °C to 6.1 °C, mai"),
        (
            "Sunday lunch outside in Lyon or inside?",
            "Lyon, France, Sunday 29 November, 12:00: 8.4 °C, clear sky",
        ),
        ("will it freeze every night next week in Oslo?", "Yes, on each of the 7 days. Oslo, Nor"),
        (
            "will it rain every day next week in Bergen?",
            "No, not on each of the 7 days: on Thursday 3 December, perhaps on Saturday 5 ",
        ),
        ("will it be sunny every day this week in Cairo?", "No, not on each of the 2 days: only "),
        ("will it snow every day next week in Rome", "No, on none of the 7 days. Rome, Italy"),
        (
            "when will it stop raining in Dublin",
            "It isn't raining now. It begins on Monday 30 November, 02:00. It is over on Monday 30",
        ),
        (
            "coldest morning next week in Oslo",
            "Sunday 6 December, by 1.1 °C: -12.5 °C against -11.4 °C (Wednesday 2 December).",
        ),
        ("best evening this week in Rome", "Sunday 29 November: 10.4 °C to 15.2 °C, clear sky, "),
        ("weather in Rome on fryday", "Rome, Italy, Friday 4 December: partly cloudy"),
        ("Oslo thrusday", "Oslo, Norway, Thursday 3 December: light snow"),
        ("Rome this weeked", "Rome, Italy:\n- Saturday 28 November"),
        ("temprature and humidty in delhi tomorow", "12.5 °C to 22.5 °C, humidity 87 %. Delhi"),
        ("temprature in delhi", "20.6 °C, feels like 19.5 °C. Delhi"),
        ("is it windey in Leeds", "No: wind 22 km/h from NNW, gusts 39 km/h. Leeds"),
        ("weather for paris nxt week", "Paris, France:\n- Monday 30 November"),
        ("evening walk in Madrid today, will it be cold?", "No: 7.0 °C to 11.9 °C. Madrid, Spain"),
        (
            "air quality in Delhi and rain in Sydney",
            "Delhi: air quality good (European index 12). No: Sydney (clear sky).",
        ),
        (
            "UV in Sydney and humidity in Miami",
            "Sydney: UV index up to 5, UV index 0 now. Miami: humidity 40 %.",
        ),
        ("UV index in Sydney and Perth", "Sydney: UV index up to 5; Perth: UV index up to 3."),
        (
            "is it cloudy in Paris or windy in London?",
            "No: Paris (mainly clear, clouds 47 %). Yes: London (wind 28 km/h from SSE",
        ),
        (
            "pollen in Munich and waves in Biarritz",
            "Munich: Pollen: birch 0 grains/m³, grass 0 grains/m³, ragweed 0 grains/m³. Biar",
        ),
        (
            "is it above 70 °F in Rome and below 10 °C in Oslo",
            "No: Rome (58.5 °F, feels like 52.2 °F). Yes: Oslo (-1.6 °C, feels like -4.1 °C).",
        ),
        ("weather in Rome and air quality in Milan", "Milan: air quality good (European index 16)"),
        ("warnings in Miami and wind in Boston", "Miami: Warnings are not known while the weather"),
    ],
)
def test_the_first_sentence_answers(question: str, start: str, answer: Answer) -> None:
    """With the figures that it rests on."""
    assert answer(question).replace("**", "").startswith(start)


@each_row(
    ("question", "told"),
    [
        (
            "2 days in Rome, then Paris for 1",
            ["Rome, Italy, Saturday 28", "Rome, Italy, Sunday 29", "Paris, Monday 30"],
        ),
        (
            "2 nights in Rome then 2 in Naples from Monday",
            [
                *("Rome, Italy, Monday 30", "Rome, Italy, Tuesday 1"),
                *("Naples, Italy, Wednesday 2", "Naples, Italy, Thursday 3"),
            ],
        ),
        (
            "1 night in Rome followed by 2 in Naples",
            ["Rome, Italy, Saturday 28", "Naples, Italy, Sunday 29", "Naples, Italy, Monday 30"],
        ),
        ("Oslo on Monday and Bergen on Tuesday", ["Oslo, Monday 30", "Bergen, Tuesday 1"]),
        ("London today, Paris tomorrow", ["London, Saturday 28", "Paris, Sunday 29"]),
        ("Tomorrow in Oslo and in Bergen on Monday", ["Oslo, Sunday 29", "Bergen, Monday 30"]),
        (
            "Oslo and Bergen on Monday, Paris on Tuesday",
            ["Oslo, Monday 30", "Bergen, Monday 30", "Paris, Tuesday 1"],
        ),
        ("Paris on Sunday and on Wednesday", ["Paris, Sunday 29", "Paris, Wednesday 2"]),
        ("Paris now and in 3 hours", ["Paris: 10.3 °C", "Paris, Saturday 28"]),
        (
            "London tomorrow at 9 and Paris at 18",
            ["London, Sunday 29 November, 09:00", "Paris, Sunday 29 November, 18:00"],
        ),
        ("Paris on Monday and Tuesday", ["Monday 30", "Tuesday 1"]),
        ("is it snowing in the Alps and in Oslo?", ["Alps: I don't know", "Oslo: -1.6 °C"]),
        ("Oslo and Bergen on Monday", ["Oslo, Monday 30", "Bergen, Monday 30"]),
        ("3 days in Oslo from Monday", ["Monday 30", "Tuesday 1", "Wednesday 2"]),
        ("Oslo for 3 days from Monday", ["Monday 30", "Tuesday 1", "Wednesday 2"]),
    ],
)
def test_each_time_is_told_of_the_place_beside_it(
    question: str, told: list[str], answer: Answer
) -> None:
    """A trip with a day for each place has these pairs and no other."""
    words = re.sub(r", (?:Norway|France|England, United Kingdom)\*\*", "", answer(question))
    lines = [line.replace("**", "") for line in words.splitlines() if line.startswith("- ")]

    assert len(lines) == len(told)
    assert all(line.startswith(f"- {start}") for line, start in zip(lines, told, strict=True))


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("London this morning", "Those hours are over; this is the whole day."),
        ("London yesterday at 3pm", "I know whole days of that time, not single hours."),
        ("Oslo Monday to Wednesday at noon", "I know whole days of that time, not single hours."),
    ],
)
def test_hours_that_are_not_told_are_said_to_be_left_out(
    question: str, end: str, answer: Answer
) -> None:
    """The day is told in their place."""
    assert answer(question).splitlines()[-1] == end


@each_row(
    ("question", "words"),
    [
        (f"is it warmer than 0 degrees in {FOURTEEN}?", ", and 1 more. No: Oslo ("),
        ("how many freezing days in Oslo in the next 16 days?", "Wednesday 9 December, 4 more)."),
        (f"Ist es wärmer als 0 Grad in {FOURTEEN}?", " und 1 weitere. Nein: Oslo ("),
        (f"rank by temperature {FOURTEEN}", ", 2 more."),
        (f"{' vs '.join(FOURTEEN.split(', '))}", ", and 1 more."),
        (f"how long is the day in {FOURTEEN}?", "; 2 more."),
    ],
)
def test_a_list_that_is_cut_says_how_many_more_there_are(
    question: str, words: str, answer: Answer
) -> None:
    """The days and places without a name are not taken for the contrary."""
    first = answer(question).splitlines()[0].partition(" **")[0]

    assert words in first


def test_the_latest_day_of_a_kind_is_told_with_the_last_week(answer: Answer) -> None:
    """The weeks before it were looked through too."""
    words = answer("when did it last rain in London?")

    assert re.findall(r"\*\*, \w+ (\d+) November:", words) == [*map(str, range(21, 28))]


def test_a_question_with_very_many_places_is_answered_in_part_and_says_so(answer: Answer) -> None:
    """One message never asks for hundreds of places."""
    places = (
        "London, Paris, Rome, Oslo, Lima, Cairo, Delhi, Tokyo, Seoul, Lagos, Accra, Dakar, Kyiv, "
        "Lyon, Nice, Bonn, Köln, Graz, Linz, Bern, Basel, Turin, Milan, Porto, Cork, Leeds, Osaka, "
        "Kobe, Kyoto, Nagoya, Busan, Daegu, Hanoi, Hue, Manila, Cebu City, Davao, Perth, Hobart, "
        "Darwin, Cairns, Dublin, Madrid"
    )

    words = answer(f"weather in {places}")

    assert words.count("\n- ") == 39
    assert words.endswith(
        "These are the first 40 places. Please ask for the other 3 in another question."
    )


def test_of_two_weekdays_the_one_before_than_is_asked_about(answer: Answer) -> None:
    """On a Saturday too, when the other one is today's in a week."""
    words = answer("colder on Friday than on Saturday in Vilnius?")

    assert words.startswith(
        "No, the other way round by 0.3 °C: Friday 4 December -6.3 °C, Saturday 5"
    )


@each_row(
    ("before", "question", "start"),
    [
        ("which is warmer, Rome or Madrid?", "and by how much?", "2.0 °C: Rome 14.7 °C, Madrid "),
        (
            "Oslo and Bergen tomorrow > which is windiest?",
            "by how much?",
            "6 km/h: Oslo 33 km/h, Be",
        ),
        ("rank Rome, Oslo, Cairo by temperature", "and by wind?", "Rome (35 km/h), Oslo (25 km/h"),
        ("weather in Nice tomorrow", "good for the beach?", "No: too cold, 6.2 °C to 16.2 °C, "),
        (
            "weather in Paris this weekend",
            "which day is better?",
            "Saturday 28 November: 1.0 °C to",
        ),
        ("how hot is it in Dubai?", "is that hotter than Doha?", "Yes, by 0.2 °C: Dubai 21.8 °C, "),
        (
            "weather in Oslo and Rome",
            "how big is the difference?",
            "16.3 °C: Oslo -1.6 °C, Rome 14",
        ),
        ("is it raining in Cork?", "when will it start?", "Not by Friday 4 December; the nearest"),
        ("how warm will Rome be tomorrow", "and the low?", "Low 6.6 °C (6.6 °C to 16.6 °C). "),
        ("will it rain in Bergen tomorrow?", "how likely is it?", "55 % chance of snow, 1.4 mm"),
        ("is it cold in Oslo", "colder than in Tromso?", "No, the other way round by 5.8 °C: Oslo"),
        (
            "how windy is it in Hull?",
            "is that more than in Leeds?",
            "Yes, by 5 km/h: Kingston upon ",
        ),
        ("weather in Rome and Athens", "which is sunnier?", "Rome: clear sky. Second is Athens: "),
        ("rain in Paris? > and tomorrow?", "what about Rome?", "No: 0 %, clear sky. **Rome, Italy"),
        (
            "is it windy in Cork > and Hull?",
            "which is windier?",
            "Cork, by 5 km/h: 32 km/h against ",
        ),
        ("humid in Lagos? > thanks!", "and Accra?", "Yes: humidity 82 %. **Accra, Ghana**: "),
        ("when is sunset in Rome > and tomorrow?", "in Lisbon?", "Sunset 17:15. **Lisbon, Portug"),
        ("will it snow in Oslo this week > which day?", "how much?", "0.0 mm of snow: 0 %, mainly"),
        ("rain in Paris today? > and tomorrow?", "how much?", "0.0 mm of rain or snow. **Paris"),
        ("will it rain tomorrow?", "Paris", "No: 0 %, mainly clear. **Paris, France**, Sunday 29"),
        ("is it raining in Kyiv", "will it stop today?", "Yes: Saturday 28 November, 16:00. "),
        (
            "rain in Leeds tomorrow? > and the day after?",
            "in Rome",
            "No: 0 %, partly cloudy. **Rome",
        ),
        (
            "how cold is Rome tomorrow",
            "colder than Oslo?",
            "No, the other way round by 14.2 °C: Ro",
        ),
        ("air in Delhi > and Mumbai", "which is worse?", "Mumbai, by 34: 46 against 12 (Delhi)."),
        ("temperature in Cairo", "in F", "73.6 °F, feels like 72.3 °F. Cairo, Egypt: 73.6 °F and"),
        (
            "Paris on Friday",
            "what about London instead",
            "London, England, United Kingdom, Friday 4",
        ),
        ("humid in Miami?", "how much", "Humidity 40 %. Miami"),
        ("forecast Leeds tomorrow", "sunset?", "Sunset 15:51. Leeds, England, United Kingdom, Sun"),
        ("weather in Rome tomorrow", "when will it rain?", "Tuesday 1 December: 61 %, heavy rain"),
        ("air quality in Delhi", "is that bad?", "No: air quality good (European index 12). Del"),
        ("air quality in Los Angeles", "is it good?", "No: air quality unhealthy for sensi"),
        ("UV in Brisbane today", "is that high?", "No: UV index up to 4.\n- Bris"),
        ("UV in Brisbane today", "is that good?", "Yes: UV index up to 4.\n- Bris"),
        ("wind in Galway", "direction?", "Wind 6 km/h from NW, gusts 10 km/h. Galw"),
        (
            "Weather in Berlin and Prague on Monday",
            "is it warmer in Prague?",
            "Yes, by 3.2 °C: Prague 8.1 °C, Berlin 4.9 °C.",
        ),
        ("umbrella in Leeds tonight", "how cold will it get", "Low -3.9 °C at 03:00 (-3.9 °C to "),
        (
            "will it snow in Hamburg today?",
            "how long for?",
            "Until Saturday 28 November, 17:00. A chance of 58 % remains. Hamb",
        ),
        (
            "is it hot in Cairo > hotter than Dubai?",
            "and Riyadh?",
            "No, the other way round by 2.3 °C: Cairo 23.1 °C, Riyadh 25.4 °C.",
        ),
        (
            "which is warmer, Rome or Oslo?",
            "and Athens?",
            "Athens, by 4.7 °C: 19.4 °C against 14.7",
        ),
        ("which day is warmest in Rome?", "and in Paris?", "Monday 30 November, by 0.2 °C: 12.3 "),
        (
            "how windy is Hull",
            "stronger than yesterday?",
            "Yes, by 8 km/h: Saturday 28 November 28",
        ),
        (
            "will it rain in York tomorrow? > in the afternoon?",
            "and evening",
            "No: 0 %, mainly clear",
        ),
        ("wind in Hull now", "will it get worse?", "No, the other way round by 4 km/h: Tuesday 1 "),
        ("rain this week in Rome? > which days", "how much in total", "0.0 mm in all, on 0 of 2 "),
        ("Cork tomorrow > and Dublin", "compare them", "Cork is warmer, by 2.3 °C: 5.9 °C"),
        (
            "is it windy in Hull on Friday > and Saturday",
            "windier than Friday?",
            "Yes, by 1 km/h: Saturday 5 December 19 km/h, Friday 4 December 18 km/h.",
        ),
        ("weather in Rome friday", "and saturday?", "**Rome, Italy**, Saturday 5 December: "),
        (
            "weather Madrid friday > and saturday?",
            "which is warmer?",
            "Saturday 5 December, by 3.5",
        ),
        ("weather in Oslo on Friday", "next day?", "**Oslo, Norway**, Saturday 5 December: "),
        ("weather in Rome this weekend", "and the day after?", "**Rome, Italy**, Monday 30 Nov"),
        ("weather in Rome on 31 December 9999", "and the day after?", "Forecasts reach 16 days, "),
        ("rain in Oslo tomorrow", "no, Paris", "No: 0 %, mainly clear. Paris, France, Sunday 29 "),
        ("rain in Oslo tomorrow", "sorry, I meant Rome", "No: 0 %, clear sky. Rome, Italy, Sunday"),
        ("rain in Oslo tomorrow", "I meant Monday", "No: 23 %, partly cloudy. Oslo, Norway, Mon"),
        ("rain in Oslo tomorrow", "Rome, not Oslo", "No: 0 %, clear sky. Rome, Italy, Sunday"),
        ("will it rain in Oslo today?", "not today, tomorrow", "No: 6 %, mainly clear. Oslo, No"),
        ("rain in Oslo and Bergen tomorrow", "not Bergen, Trondheim", "No: Oslo (6 %, mainly "),
        (
            "Stockholm, Malmo, Gothenburg on Sunday > which is coldest?",
            "forget Gothenburg",
            "Stockholm and Malmö alike: -7.1 °C.",
        ),
        (
            "Chicago and Boston this week > which day is the warmest?",
            "in Boston I mean",
            "Saturday 28 November, by 5.8 °F: 61.9 °F against 56.1 °F (Sunday 29 November). Bos",
        ),
        ("Tokyo > and Osaka", "tomorrow for both", "- Tokyo, Japan, Sunday 29 November: mainly cl"),
        (
            "weather in Bristol tomorrow > will I need a brolly?",
            "and on Monday?",
            "No: 29 %, partly",
        ),
        ("Oslo at 3pm", "no, 5pm", "Oslo, Norway, Saturday 28 November, 17:00: "),
        ("rain in Oslo tomorrow", "vs Rome", "Oslo is wetter, by 6 %: 6 % against 0 % (Rome)."),
        ("Oslo", "vs tomorrow", "Sunday 29 November is warmer, by 3.3 °C: 2.4 °C against -0.9"),
        ("Oslo tomorrow", "warmer?", "Yes, by 3.3 °C: Sunday 29 November 2.4 °C, Saturday 28 "),
        ("Oslo vs Bergen", "colder?", "Oslo, by 1.5 °C: -1.6 °C against -0.1 °C (Bergen)."),
        ("sunset in Oslo and Rome", "which is later?", "Rome: sunset 16:40. Second is Oslo: sun"),
        (
            "London or Paris, which is warmer tomorrow?",
            "by how much?",
            "2.8 °C: London 4.7 °C, Paris 7.5 °C.",
        ),
        (
            "London or Paris, which is warmer tomorrow? > by how much?",
            "and the day after?",
            "4.9 °C: London 7.4 °C, Paris 12.3 °C.",
        ),
        (
            "Is Sydney hotter than Perth today? > and Brisbane?",
            "tomorrow then",
            "No, the other way round by 2.3 °C: Sydney 29.9 °C, Brisbane 32.2 °C.",
        ),
        ("hi", "hotter than Dubai?", "Which place do you want to compare with Dubai?"),
        ("weather in Xyzzyville", "tomorrow?", "Which place do you mean for Sunday 29 November?"),
        ("weather in Xyzzyville > Rome", "tomorrow?", "Rome, Italy, Sunday 29 November: clear s"),
        ("Rome > weather in Qwertzburg", "tomorrow?", "Rome, Italy, Sunday 29 November: clear s"),
        (
            "will it rain in Rome tomorrow?",
            "are you sure?",
            "My answer stands on these figures of the weather service alone; I add nothing to th",
        ),
        (
            "air quality in Delhi",
            "worse than Beijing?",
            "No, the other way round by 43: Delhi 12, Beijing 55.",
        ),
        ("rain in Rome tomorrow > why?", "and in Oslo?", "No: 6 %, mainly clear. Oslo, Norway, S"),
        ("rain in Rome tomorrow", "never mind", "All right!"),
    ],
)
def test_a_follow_up_is_answered_of_the_places_before_it(
    before: str, question: str, start: str, answer: Answer
) -> None:
    """By its own words, or by those of the questions before it."""
    words = answer(*before.split(" > "), question)

    assert words.replace("**", "").startswith(start.replace("**", ""))


def test_a_comparison_that_follows_is_with_the_day_before_it(answer: Answer) -> None:
    """As "is that warmer than today?" is about the day that was told."""
    words = answer("weather in Paris tomorrow", "is that warmer than today?")

    assert words.startswith("No, the other way round by 3.5 °C: Sunday 29 November 7.5 °C, ")
