"""Questions in other languages than English: read and answered in their language, or in part."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from answer_sets import answerer
from fakes.rows import each_row
from foreign_sets import LANGUAGES, english_in, foreign_samples
from golden_answers import asking_in, read_golden
from known_misses import known_misses

from bot.languages import language_of
from bot.models.offline.foreign import translated, vocabulary
from bot.models.offline.reading.asks import PLAIN
from bot.models.offline.wording import word_answer
from bot.models.offline.wording.parts import Finding
from bot.places.gazetteer import Gazetteer

Answer = Callable[..., str]

CITIES = Path(__file__).parent.parent / "data" / "foreign_cities.txt"


@pytest.fixture(scope="module")
def answer() -> Iterator[Answer]:
    """Yield what answers a question, for somebody whose language is English."""
    with answerer() as answer:
        yield answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_days_are_read_and_no_english_answers(language: str) -> None:
    """Nine in ten of each language; not one answer, as they were reviewed, mixes the languages."""
    samples = foreign_samples(language)
    with closing(Gazetteer()) as gazetteer:
        right = [sample for sample in samples if sample.is_read(gazetteer, language)]
    answers = {each.questions: each.answers[0] for each in read_golden(asking_in(language))}

    mixed = {question: english_in(answer) for question, answer in answers.items()}

    missed = {each.question for each in {*samples} - {*right}}

    assert len(right) >= 0.9 * len(samples)
    assert missed == known_misses(f"questions_{language}")
    assert set(answers) == {(each.question,) for each in samples}
    assert not {question: words for question, words in mixed.items() if words}


@each_row(
    ("question", "start"),
    [
        ("Ist es in Lissabon wärmer als in Rom?", "Ja, um 1,3 °C: Lissabon 16,0 °C, Rom"),
        (
            "Regnet es in Rom?",
            "Nein: klarer Himmel.\n**Rom, Italien**: 14,7 °C, klarer Himmel, gefühlt 11,2 °C, Wind",
        ),
        ("Wird es morgen in Köln regnen?", "Nein: 4 %, teilweise bewölkt.\n**Köln, Deutschland**"),
        ("¿Lloverá mañana en Vigo?", ("Sí: ", "No: ", "Quizás: ")),
        ("明日大阪で雨が降りますか", "もしかすると: 36 %"),
        ("Wann geht die Sonne in Oslo unter?", "Sonnenuntergang 15:24."),
        ("Wann geht die Sonne in Tromsø auf?", "Die Sonne geht heute nicht auf; sie ist am "),
        ("Wie hoch ist die Luftfeuchtigkeit in Singapur?", "Luftfeuchte 68 %."),
        ("Friert es heute Nacht in Erfurt?", "Ja: bis hinunter auf -3,3 °C."),
        ("Wie warm ist das Meer in Barcelona?", "Wasser 15,7 °C."),
        ("Kann ich morgen in Augsburg grillen?", "Nein: zu kalt, "),
        ("Gibt es Warnungen für Nürnberg?", "Warnungen sind nicht bekannt, "),
        ("¿Cuántas horas de luz hay hoy en Estocolmo?", "Luz de día 6 h 49 min."),
        ("¿Está nublado en La Habana?", "Sí: cubierto, nubes 84 %."),
        ("¿Cuándo es la próxima luna llena en Madrid?", "La próxima luna llena es el jueves, 24"),
        ("明日の長崎は晴れますか\uff1f", "いいえ: 雨。"),
        (
            "明日のさいたまはランニング日和ですか\uff1f",
            "いいえ: 雨が多すぎます, 10.7 °Cから20.7 °C, 強い雨",
        ),
        ("今日のストックホルムの日照時間は\uff1f", "昼の長さ 6時間49分。"),
        ("Wetter in Rom in 30 Tagen", "Vorhersagen reichen 16 Tage"),
        ("Wetter am Dienstag", "Welchen Ort meinst du für Dienstag, 1. Dezember?"),
        ("Wetter in Xyzzy", "Ich kenne keinen Ort namens Xyzzy"),
        ("Gibt es heute Nacht Bodenfrost in Erfurt?", "Ja: bis hinunter auf -3,3 °C."),
        ("Welcher Tag wird nächste Woche in Bonn der sonnigste?", "Mittwoch, 2. Dezember"),
        ("Lohnt sich morgen ein Ausflug nach Heidelberg?", "Vielleicht: "),
        ("¿Qué día hará mejor tiempo esta semana en Alicante?", "Sábado, 28 de noviembre"),
        ("北京の空気はきれい\uff1f", "部分的に: 大気質 普通"),
        ("今週末の箱根は雨かな", "「箱根」という場所はわかりません"),
        ("松江の天気は\uff1f", "**松江, 日本**"),
        ("Glättegefahr heute Nacht in Siegen?", "Nein: "),
        ("Temperaturunterschied zwischen Berlin und Madrid", "9,2 °C"),
        ("viento mañana por la tarde en Zaragoza", "Viento "),
        ("¿Qué tiempo hace en San Sebastián?", "**San Sebastián, España**"),
        ("日曜日の朝6時、秋田の気温", "9.6 °C"),
        ("¿Qué tiempo hace en Salamanca?", "Hay varios lugares llamados Salamanca"),
        ("Wettervorhersage Bayern", "- **München, Deutschland (Bayern)**"),
        ("Wetter in Italien", "**Rom, Italien**"),
        ("ハワイの天気", "**ホノルル, アメリカ合衆国 (ハワイ)**"),
        ("Guten Morgen! Wie kalt ist es gerade in Oslo?", "-1,6 °C"),
        ("Wie viel hat es gestern in Passau geregnet?", "0,0 mm Regen oder Schnee."),
        (
            "Wie war das Wetter am 3. Oktober in Dresden?",
            "**Dresden, Deutschland**, Samstag, 3.",
        ),
        ("Was war letzte Woche in Essen für Wetter?", "- **Essen, Deutschland**, Montag, 16. Nov"),
        ("Bleibt es bis Mittwoch trocken in Würzburg?", "Ja: Sonntag, 29. November"),
        ("Wann wird es in Wien dunkel?", "Sonnenuntergang 16:04."),
        ("In Fahrenheit: Wie warm ist es in Berlin?", "38,3 °F"),
        ("¿Llueve más en Bergen o en Vigo?", "Bergen y Vigo por igual: 0,0 mm."),
        ("昨日の那覇は暑かった\uff1f", "いいえ: 16.9 °Cから26.9 °C。"),
        ("昨日の広島は何度まで上がった\uff1f", "最高 20.3 °C (10.3 °Cから20.3 °C)。"),
        ("wetter do-so in paris", "- **Paris, Frankreich**, Donnerstag, 3. Dezember"),
        ("wetter italien morgen", "**Rom, Italien**, Sonntag"),
        ("Wie warm war es vor drei Tagen in Athen?", "Höchstwert 15,3 °C"),
        ("Wetter Zermatt morgen", "Ich kenne keinen Ort namens Zermatt"),
        ("el viernes en florencia", "**Florencia, Italia**"),
        ("¿Qué día de la semana que viene será mejor en Málaga?", "Viernes, 4 de diciembre:"),
        ("¿Podré ver las estrellas esta noche en Teruel?", "Quizás: "),
        ("12月1日から3日までの松本の天気", "- **松本, 日本**, 火曜日, 12月1日"),
        ("Wetter am Flughafen München", "**Flughafen München, Deutschland**"),
        ("¿Qué tiempo hace en el aeropuerto de Barajas?", "**Aeropuerto de Barajas, España**"),
        ("羽田空港の天気", "**羽田空港, 日本**"),
        ("Luftdruck in Hannover?", "Über den Luftdruck weiß ich nichts."),
        ("Ist morgen in Hamburg mehr Wind als heute?", "Nein, umgekehrt um 16 km/h"),
        ("¿Qué temperatura mínima se espera en Ávila el lunes?", "Mínima 2,5 °C"),
        ("¿Cuántos días lloverá la semana que viene en Gijón?", "1 de 7 días"),
        ("Guten Morgen zusammen", "Hallo! Frag mich"),
        ("Ist es in Helsinki gerade unter null?", "Ja: -2,1 °C"),
        ("Was soll ich morgen in Stockholm anziehen?", "Ein warmer Wintermantel"),
        ("¿Cuál será la máxima mañana en Badajoz?", "Máxima 16,1 °C"),
        ("那覇の明日の波は\uff1f", "波の高さ 2.4 m。"),
        ("Wie warm ist es in New York?", "8,6 °C"),
        ("Wo regnet es morgen am wenigsten, in Köln oder München?", "München, um 4 %: 0 %"),
        ("¿A qué hora hará más calor mañana en Sevilla?", "Domingo, 29 de noviembre, 15:00"),
        ("¿Cuándo va a parar de llover en La Coruña?", "Ahora no llueve. Empieza el domingo"),
        ("明日何時ごろ一番暖かい\uff1f福岡", "日曜日, 11月29日, 15:00"),
        ("今日の名古屋、雨何ミリくらい降る\uff1f", "雨または雪 0.0 mm。"),
        ("函館、明日何着ていけばいい\uff1f", "ジャケット: 6.0 °Cから16.0 °C"),
        ("デリーの空気どう\uff1f", "大気質 良い"),
        ("Wetter in Frankfurt (Oder)", "**Frankfurt (Oder), Deutschland**"),
        ("Wetter in Port of Spain", "**Port of Spain, Trinidad und Tobago**"),
        ("Wetter auf den Azoren", "**Ponta Delgada, Portugal (Azoren)**"),
        ("Wetter in Paris in Texas", "**Paris, Texas, Vereinigte Staaten**"),
        ("tiempo en Vitoria", "**Vitoria, España**"),
        ("tiempo en Lérida", "**Lérida, España**"),
        ("WETTER IN MÜNCHEN", "**München, Deutschland**"),
        ("tiempo en Filadelfia", "**Filadelfia, Estados Unidos**"),
        ("tiempo en Valencia (Venezuela)", "**Valencia, Venezuela**"),
        (
            "¿Qué tiempo hace en Isla de Pascua?",
            "No conozco ningún lugar llamado Isla de Pascua.\nAquí conozco ciudades grandes",
        ),
        (
            "weather in Half Moon Bay",
            "I don't know a place called Half Moon Bay. I know larger towns, regions",
        ),
        ("軽井沢の天気教えて", "**軽井沢, 日本**"),
        ("石垣島の天気", "**石垣島, 日本**"),
        ("ハワイのホノルルの天気", "**ホノルル, ハワイ, アメリカ合衆国**"),
        ("アジスアベバの天気", "**アジスアベバ, エチオピア**"),
        ("イカルイットの天気", "**イカルイット, カナダ**"),
        ("ポルトベーリョの天気", "**ポルトベーリョ, ブラジル**"),
        ("ドバイやばい\uff1f", "**ドバイ, アラブ首長国連邦**"),
        ("パリ", "**パリ, フランス**"),
        ("トロントは雪積もってる\uff1f", "積雪の深さについてはわかりません"),
        ("Wie lange regnet es noch in Lübeck?", "Bis Samstag, 28. November, 17:00."),
        ("In welcher Stadt regnet es morgen mehr, Lübeck oder Flensburg?", "Flensburg, um 2,8"),
        ("Kommt heute in Ulm noch was runter?", "Nein: 10 %"),
        ("tiempo en San Pedro de Atacama", "No conozco ningún lugar llamado San Pedro de Atacama"),
        ("¿Qué tan fría está el agua en Viña del Mar?", "Agua 21,8 °C."),
        ("ist es in london noch hell?", "Ja: Sonnenaufgang 07:39"),
        ("Kann ich heute in Tel Aviv ins Meer?", "Ja: Wasser 20,3 °C"),
        ("ist der Flughafen Heathrow im Nebel?", "Nein: klarer Himmel.\n**Flughafen Heathrow"),
        ("¿desde qué hora llueve mañana en Gijón?", "Domingo, 29 de noviembre, 10:00: 67 %"),
        ("セビリアは20度以上ある\uff1f", "いいえ: 19.5 °C"),
        ("明日の関西の天気", "**大阪, 日本 (関西)**"),
        ("Wie ist das Wetter in der Türkei, in Antalya?", "**Antalya, Türkei**: 18,6"),
        ("Wird das Wetter in Bari besser?", "Ja: Dienstag, 1. Dezember"),
        ("Pollenflug in München heute?", "Pollen: Birke 0 Pollen/m³"),
        ("índice UV en Perth mañana", "Índice UV hasta 4."),
        ("¿Cuántos grados más hace en Dubái que en Berlín?", "18,3 °C: Dubái 21,8 °C"),
        ("ドバイは東京より何度暑い\uff1f", "10.7 °C: ドバイ 21.8 °C"),
        ("ノボシビルスクはどのくらい寒い\uff1f", "1.4 °C, 体感 0.9 °C。"),
        ("リオの天気", "**リオデジャネイロ, ブラジル**"),
        ("¿Qué tan ventoso estará mañana en Wellington?", "Viento 6 km/h"),
        ("Kann ich in Zürich heute ohne Jacke raus?", "Nein: -1,7 °C bis 8,3 °C"),
        ("今日コートなしで大丈夫\uff1f東京", "いいえ: 6.1 °C"),
        ("schneits in davos", "Ich kenne keinen Ort namens davos"),
        ("おはよう、今日の名古屋の天気は\uff1f :sunny:", "**名古屋, 日本**, 土曜日"),
        ("che, llueve mañana en mar del plata?", "No: 0 %, cielo despejado.\n**Mar del Plata"),
        ("el finde en menorca", "- **Menorca, España**"),
        ("Wie warm ist das Mittelmeer bei Antalya?", "Wasser 16,8 °C."),
        ("Wird es am Samstag in Breslau kälter als am Sonntag?", "Ja, um 3,2 °C: Samstag"),
        ("¿Hará más frío el sábado que el domingo en Breslavia?", "Sí, por 3,2 °C: sábado"),
        ("ヴロツワフ、土曜は日曜より寒い\uff1f", "はい、3.2 °Cの差です: 土曜日"),
        ("Wann wird es in Trondheim hell?", "Sonnenaufgang 09:19."),
        ("Ist die Luft in Lahore schlecht?", "Nein: Luftqualität ordentlich"),
        ("¿Está mal el aire en Lahore?", "No: calidad del aire razonable"),
        ("Kann ich heute noch in Kiel segeln gehen?", ("Ja: ", "Nein: ", "Vielleicht: ")),
        ("¿Puedo salir a navegar hoy en Cádiz?", ("Sí: ", "No: ", "Quizás: ")),
        ("今日、江ノ島で海水浴できる\uff1f", "「江ノ島」という場所はわかりません"),
        ("muchas gracias", "¡De nada!"),
        ("ありがとうございます\uff01", "どういたしまして"),
        ("Wie feucht ist es in Bangkok?", "Luftfeuchte 83 %."),
        ("¿Más calor mañana que hoy en Jerez?", "No, al revés por 3,2 °C"),
        ("明日の浜松の風は\uff1f", "風 6 km/h"),
        ("東京と大阪、今日はどちらが涼しい\uff1f", "東京、4.1 °Cの差です"),
        ("und Berlin", "**Berlin, Deutschland**"),
        (
            "Wetter in Springfield",
            "Es gibt mehrere Orte namens Springfield: Springfield, Illinois, Vereinigte Staaten;",
        ),
        ("El tiempo en Springfield, Illinois", "**Springfield, Illinois, Estados Unidos**"),
        ("Wetter in Paris TX", "**Paris, Texas, Vereinigte Staaten**"),
        ("Wetter in Istanbul", "**Istanbul, Türkei**"),
        ("¿Cuál es la sensación térmica en Moscú?", "Sensación de 1,0 °C"),
        ("¿Qué día lloverá menos esta semana en Bilbao?", "Sábado, 28 de noviembre, por "),
        ("宇都宮の体感温度は\uff1f", "体感 9.0 °C"),
        ("Wo ist es wärmer, in Frankfurt oder in Sarajevo?", "Sarajevo, um "),
        ("El tiempo en Sarajevo", "**Sarajevo, Bosnia y Herzegovina**"),
        ("привет, как дела?", "Which place do you mean"),
    ],
)
def test_answers_are_in_the_language_of_the_question(
    question: str, start: str | tuple[str, ...], answer: Answer
) -> None:
    """What was asked comes first there too."""
    assert answer(question).startswith(start)


@each_row(
    ("question", "place", "remark"),
    [
        ("Quel temps fait-il à Genève, ce soir ?", "**Geneva, Switzerland**", "Je ne lis que"),
        ("какая погода в Москве", "**Moscow, Russia**", "Я читаю только"),
        ("北京今天天气怎么样", "**Beijing, China**", "我只能读懂"),
        ("서울 날씨 어때", "**Seoul, South Korea**", "저는 영어"),
        ("che tempo fa domani a Bologna?", "**Bologna, ", "Leggo soltanto"),
        ("Τι καιρό κάνει στην Αθήνα;", "**Athens, Greece**", "Διαβάζω μόνο"),  # noqa: RUF001 - Greek
        ("Τι καιρό κάνει στο Κάιρο;", "**Cairo, Egypt**", "Διαβάζω μόνο"),  # noqa: RUF001 - Greek
        ("Quel temps fait-il à Lyon ?", "**Lyon, France**", "Je ne lis que"),
        ("weer in Den Haag morgen", "**The Hague, The Netherlands**", "Ik lees alleen"),
        ("météo Bordeaux week-end", "**Bordeaux, France**", "Je ne lis que"),
        ("Che tempo fa a Torino?", "**Turin, Italy**", "Leggo soltanto"),
        ("Como está o tempo em Lisboa?", "**Lisbon, Portugal**", "Só leio"),
        ("weer Amsterdam weekend", "**Amsterdam, The Netherlands**", "Ik lees alleen"),
        ("Jaka jest pogoda w Krakowie?", "**Kraków, Poland**", "Czytam tylko"),
        ("czy potrzebuję parasola w Łodzi?", "**Łódź, Poland**", "Czytam tylko"),
        ("Ankara'da hava nas\u0131l?", "**Ankara, Turkey**", "Yaln\u0131zca"),
        ("βρέχει στο Βόλο τώρα;", "**Volos, Thessaly, Greece**", "Διαβάζω μόνο"),
        ("сколько градусов в Санкт-Петербурге", "**Saint Petersburg, Russia**", "Я читаю"),
        ("погода в Нижнем Новгороде", "**Nizhniy Novgorod, Russia**", "Я читаю"),
        ("كيف الجو بالقاهرة", "**Cairo, Egypt**", "أقرأ"),
        ("क्या कल मुंबई में बारिश होगी?", "**Mumbai, Maharashtra, India**", "मैं केवल"),
        ("내일 부산에 비 와?", "**Busan, South Korea**", "저는 영어"),
        ("广州现在多少度", "**Guangzhou, China**", "我只能读懂"),
        ("sataako huomenna Helsingissä?", "**Helsinki, Finland**", "Luen vain"),
        ("bude zítra pršet v Brně?", "**Brno, Czechia**", "Čtu jen"),
        ("Milyen idő van Debrecenben?", "**Debrecen, Hungary**", "Csak angolul"),
        ("Яка погода у Львові?", "**Lviv, Ukraine**", "Я читаю лише"),  # noqa: RUF001 - Ukrainian
        # Cities are called nearly like the words that these begin with.
        ("Какой прогноз погоды в Москве?", "**Moscow, Russia**", "Я читаю только"),
        ("Budou zítra v Praze bouřky?", "**Prague, Czechia**", "Čtu jen"),
    ],
)
def test_of_other_languages_the_places_are_read(
    question: str, place: str, remark: str, answer: Answer
) -> None:
    """They get the weather of today, and a sentence about it in their own language."""
    words = answer(question)

    assert words.startswith(place)
    assert "28 November" in words
    assert words.splitlines()[-1].startswith(remark)


@each_row(
    "question",
    [
        *(
            "Wilmington, DE",
            "Richmond VA and Durham NC",
            "weather in Wien",
            "is it wetter in Oslo?",
            "Paris",
            "snow in El Paso",
            "La Paz",
            "springfield, il",
            "temperature in Baden-Württemberg",
            "Como, Italy",
            "rio de janeiro",
            "des moines",
        ),
        "weather in Da Nang, Que, Tampa, Para, Lima, Rome, Oslo, Bari, Cali, Nice",
    ],
)
def test_english_questions_stay_english(question: str, answer: Answer) -> None:
    """Whatever language the names in them are in."""
    assert not answer(question).startswith(("Ja", "Nein", "Sí"))
    assert "°" in answer(question)


@each_row(
    "question",
    [
        *("UV index in Sydney", "What Will The Weather Be Like In Zurich Tomorrow"),
        *("in Fahrenheit?", "and in Celsius?"),
    ],
)
def test_a_capital_at_the_beginning_makes_no_name_of_an_english_word(question: str) -> None:
    """Else few of the words would be English."""
    with closing(Gazetteer()) as gazetteer:
        assert translated(question, gazetteer, "en") is None


def test_a_text_with_english_words_is_japanese_by_more_letters() -> None:
    """Each of those counts that mean nothing by themselves, and as many English words do not."""
    particles = (
        "の は が を に へ と や も か で です ます ください 下さい 教えて おしえて 知りたい"
        " どう どんな 何 ね よ な った なり なる くらい ぐらい そう こと たち から 一番 って"
        " お願いします 持って 行く いった 方が ほうが いい 良い しょう 感じ あり ある する"
        " し ん さ ても 状況 具合 様子 まで ごろ 頃 中 地方"
    )
    letters = len(particles.replace(" ", ""))
    with closing(Gazetteer()) as gazetteer:
        more = translated("rain " * (letters - 1) + particles, gazetteer, "en")
        as_many = translated("rain " * letters + particles, gazetteer, "en")

    assert more
    assert (more.language, more.english) == ("ja", "")
    assert as_many is None


@each_row(
    ("question", "places"),
    [
        ("Wetter in New York morgen", ("New York",)),
        ("Wie wird das Wetter in Frankfurt am Main?", ("Frankfurt am Main",)),
        ("Wetter in Rio de Janeiro und Las Palmas", ("Rio de Janeiro", "Las Palmas")),
        ("¿Qué tiempo hace en Santiago de Compostela?", ("Santiago de Compostela",)),
        ("インバネスとエバンストンの天気", ("インヴァネス", "エヴァンストン")),
        ("Wetter Frankfurt am Main", ("Frankfurt am Main",)),
        ("Gewitter in Regensburg heute Nachmittag?", ("Regensburg",)),
        ("Gibt es Schnee in St. Moritz?", ("St. Moritz",)),
        (
            "Wie ist das Wetter in Bad Kleinkirchheim und Hamburg?",
            ("Bad Kleinkirchheim", "Hamburg"),
        ),
        (
            "Wetter in München, Oberammergau und Ruhpolding",
            ("München", "Oberammergau", "Ruhpolding"),
        ),
        ("¿Va a llover en Madrid, Sepúlveda y Chinchón?", ("Madrid", "Sepúlveda", "Chinchón")),
        ("Wetter in Köln und Umgebung", ("Köln",)),
        ("Wie ist das Wetter in Mainzel und Bonner?", ("Mainzel", "Bonner")),
        # Gießen has fewer than 100,000 people, and Husum fewer than 30,000.
        ("Wie ist das Wetter in Gießenau und Husumö?", ("Gießenau", "Husumö")),
        ("Wir landen morgen um 7 Uhr in Lissabon, wie warm ist es da?", ("Lissabon",)),
        ("bitte das wetter für gießen und fulda morgen", ("gießen", "fulda")),
        ("wetter paris london rom", ("paris", "london", "rom")),
        ("va a hacer bueno el viernes en torremolinos?", ("torremolinos",)),
        ("日曜日に富士山の天気はどう?", ("富士山",)),
        ("三日後の呉の天気", ("呉",)),
        ("津は明日雨?", ("津",)),
        ("bugün İzmir yağmur yağacak m\u0131", ("İzmir",)),
    ],
)
def test_names_are_read_whole(question: str, places: tuple[str, ...]) -> None:
    """With all their words, and in Japanese as the gazetteer spells them.

    An unknown name is not taken for a city that it begins with.
    """
    with closing(Gazetteer()) as gazetteer:
        translation = translated(question, gazetteer, "en")

    assert translation
    assert translation.places == places


@each_row(
    ("question", "parts"),
    [
        (
            "Wetter in Berlin heute, in Hamburg morgen und in Köln am Montag",
            [
                ("**Berlin, Deutschland**", "Samstag, 28. November"),
                ("**Hamburg, Deutschland**", "Sonntag, 29. November"),
                ("**Köln, Deutschland**", "Montag, 30. November"),
            ],
        ),
        (
            "mañana en Madrid y el lunes en Sevilla",
            [
                ("**Madrid, España**", "domingo, 29 de noviembre"),
                ("**Sevilla, España**", "lunes, 30 de noviembre"),
            ],
        ),
        (
            "heute Rom, morgen Bari, am Montag Rom",
            [
                ("**Rom, Italien**", "Samstag, 28. November"),
                ("**Rom, Italien**", "Montag, 30. November"),
                ("**Bari, Italien**", "Sonntag, 29. November"),
            ],
        ),
        (
            "明日は東京、月曜日は大阪の天気",
            [("**東京, 日本**", "日曜日, 11月29日"), ("**大阪, 日本**", "月曜日, 11月30日")],
        ),
    ],
)
def test_each_place_of_a_trip_has_its_own_day(
    question: str, parts: list[tuple[str, str]], answer: Answer
) -> None:
    """As in English."""
    lines = [line.removeprefix("- ") for line in answer(question).splitlines()]

    assert [tuple(line.partition(":")[0].split(", ", 2)) for line in lines] == [
        tuple(f"{place}, {day}".split(", ", 2)) for place, day in parts
    ]


def own_names() -> Iterator[tuple[str, str, str]]:
    """Yield a language, the English name of a city or region, and the one that it has there."""
    lines = CITIES.read_text(encoding="utf-8").splitlines()
    for language, _, names in (line.partition(": ") for line in lines if line[0] != "#"):
        for name in names.split(" | "):
            english, own = name.split(" = ")
            yield language, english, own


@each_row(("language", "english", "own"), own_names)
def test_cities_are_told_by_the_names_that_people_have_for_them(
    language: str, english: str, own: str
) -> None:
    """Whatever the gazetteer calls them."""
    asked_for, called = (
        word_answer([Finding(name, {"error": "unavailable"})], PLAIN, language_of(language))
        for name in (english, own)
    )

    assert asked_for == called


def test_a_language_that_is_not_read_has_no_names_of_cities() -> None:
    """Though answers may be written in it: it gets the names that the gazetteer has."""
    assert vocabulary.own_names("fr") == vocabulary.cities_in("fr") == {}


@each_row(
    ("before", "question", "start"),
    [
        ("Regnet es morgen in Köln?", "und in Bonn?", "Nein: 0 %, klarer Himmel.\n**Bonn"),
        ("¿Lloverá mañana en Vigo?", "¿y en Lugo?", "No: 0 %, mayormente despejado.\n**Lugo"),
        ("明日の東京は雨\uff1f", "大阪は\uff1f", "もしかすると: 36 %"),
        ("is it raining in Oslo?", "und in Bergen?", "Nein: teilweise bewölkt."),
        ("Regnet es in Seattle?", "Wann hört es auf?", "Jetzt regnet es nicht. Es beginnt am"),
        ("Schneit es in Montreal?", "wie viel denn?", "0,0 mm Schnee"),
        ("Wie warm ist es in Madrid?", "Wärmer als in Rom?", "Nein, umgekehrt um 2,0 °C: Madrid"),
        ("¿Qué temperatura hay en Estocolmo?", "¿Y más frío que en Oslo?", "Sí, por 1,1 °C: Est"),
        ("¿Hará viento mañana en Almería?", "¿cuánto?", "Viento 10 km/h"),
        ("¿Hace calor en El Cairo?", "¿más que en Dubái?", "Sí, por 1,3 °C: El Cairo 23,1 °C"),
        ("明日のパリの天気", "ローマより暖かい\uff1f", "いいえ、逆に9.1 °Cの差です: パリ"),
        ("weather in Oslo and Rome", "wetter?", "Oslo and Rome alike: 0.0 mm."),
        ("¿Lloverá en Verona?", "¿qué probabilidad hay?", "0 % de probabilidad de lluvia."),
        ("Wetter in Oslo", "Bonn?", "**Bonn, Deutschland**"),
        ("Wetter in Oslo", "ok danke dir!", "Gern geschehen!"),
        ("Wetter in Rom morgen", "Wetter in Bonn", "**Bonn, Deutschland**: 9,8 °C"),
        ("Wetter in Bonn morgen", "nein, Rom", "**Rom, Italien**, Sonntag, 29. November"),
        ("Wetter in Bonn", "Wie viel Knoten Wind morgen in Kiel?", "Wind 19 kn, Böen 35 kn."),
        ("tiempo en Lugo", "¿Cuántos nudos de viento en Vigo mañana?", "Viento 17 kn, rachas"),
    ],
)
def test_a_follow_up_asks_what_was_asked_before(
    before: str, question: str, start: str, answer: Answer
) -> None:
    """In each language that is read."""
    assert answer(before, question).startswith(start)


def test_several_numbers_keep_their_order() -> None:
    """A time of day has two."""
    with closing(Gazetteer()) as gazetteer:
        translation = translated("Regnet es um 18:30 Uhr in Rom?", gazetteer, "en")

    assert translation
    assert translation.english == "is it raining at 18:30"


@each_row(
    ("question", "english"),
    [
        ("Wetter in Rom in fünf Stunden", "in 5 hours"),
        ("Wetter in Rom in einer halben Stunde", "in half an hour"),
        ("Wetter am Karfreitag in Fulda", "on good friday"),
        ("Wetter in Neapel kommendes Wochenende", "coming weekend"),
        ("Wetter die ganze Woche in Gera", "whole week"),
        ("¿Lloverá en Quito dentro de cuatro horas?", "in 4 hours"),
        ("¿Lloverá en Quito dentro de una hora?", "in 1 hours"),
        ("Tiempo en Roma mañana a las siete y media", "at 7:30"),
        ("¿Qué tiempo hará el Viernes Santo en Zamora?", "on good friday"),
        ("¿Habrá niebla el martes a primera hora en Palencia?", "first thing"),
        ("一時間後の千葉の天気", "in 1 hours"),
        ("二週間後の千葉の天気", "in 2 weeks"),
        ("Was ziehe ich morgen in London an?", "what should i wear"),
        ("十二月三日の千葉の天気", "12/3"),
        ("明日の午後三時半の千葉の天気", "at 3:30 pm"),
        ("土日の鎌倉の天気", "this weekend"),
        ("奈良の週間天気", "7-day forecast"),
        ("明日から3日間の福井の天気", "from tomorrow for 3 days"),
    ],
)
def test_times_are_read_in_figures_and_in_words(question: str, english: str) -> None:
    """And the days that have a name of their own."""
    with closing(Gazetteer()) as gazetteer:
        translation = translated(question, gazetteer, "en")

    assert translation
    assert english in translation.english
