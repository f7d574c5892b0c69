"""Text is brought into a normal form, whoever wrote it and however."""

import unicodedata
from collections.abc import Callable
from time import thread_time

import pytest
from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.grounding import has_weather_figures
from bot.normalization import MAX_MARKS, as_typed, normalized, without_loose_marks
from bot.places.gazetteer import fold

MARKS = "\u0301\u0327\u0316\u0f73\uff9e\u0323"


@given(st.text(max_size=MAX_MARKS))
def test_a_text_of_any_language_is_normalized_as_unicode_says(text: str) -> None:
    """Nothing of it is lost."""
    assert normalized("NFKC", text) == unicodedata.normalize("NFKC", text)
    assert normalized("NFKD", text) == unicodedata.normalize("NFKD", text)


def test_an_endless_row_of_marks_is_cut() -> None:
    """What stands before and behind it stays."""
    text = f"4 °C{MARKS * 1000} in Zu\u0308rich"

    assert len(normalized("NFC", text)) < 60
    assert normalized("NFC", text).startswith("4 °")
    assert normalized("NFC", text).endswith(" in Zürich")
    letters = "q" * 40
    assert normalized("NFC", f"{letters}\u0323{letters}") == f"{letters}\u0323{letters}"
    assert normalized("NFC", "q" + "\u0323" * 40) == "q" + "\u0323" * 30


@pytest.mark.parametrize("read", [has_weather_figures, fold], ids=["figures", "fold"])
def test_marks_cost_every_reader_linear_time(read: Callable[[str], object]) -> None:
    """In one call of the standard library they would cost quadratic time."""

    def time_s(times: int) -> float:
        texts = [f"{number} 4 \u00b0{MARKS * times}'{MARKS * times} C" for number in range(3)]
        return min(_time_s(read, text) for text in texts)

    assert time_s(16_000) < 24 * time_s(2_000)


def _time_s(read: Callable[[str], object], text: str) -> float:
    started_s = thread_time()
    read(text)
    return thread_time() - started_s


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("O\u0323\u0300yo\u0323\u0301, Iba\u0300da\u0300n", "Ọyọ, Ibàdàn"),
        ("Zu\u0308rich O\u0329slo M\u0304unich", "Zürich Oslo Munich"),
        ("R\u1ab0\u036fo\u1dc0\u1dffm\ufe20\ufe2fe\u1ace", "Rome"),
        ("दिल्ली ぱリ", "दिल्ली ぱリ"),
    ],
)
def test_accents_that_no_letter_takes_in_end_no_word(text: str, bare: str) -> None:
    """Those of Yoruba, for example; other scripts' marks are letters of their own."""
    assert without_loose_marks(text) == bare


@each_row(
    ("text", "typed"),
    [
        ("Stratford\u2010upon\u2011Avon", "Stratford-upon-Avon"),
        ("Clermont\u2012Ferrand, Saint\u2212Denis", "Clermont-Ferrand, Saint-Denis"),
        ("\u22124 °C, 10\u201212", "\u22124 °C, 10\u201212"),
        ("Coeur d\u2018Alene, L\u02bcAquila", "Coeur d'Alene, L'Aquila"),
        ("Stoke\ufe63on\uff0dTrent", "Stoke-on-Trent"),
        ("L\u201bAquila, L\u2032Aquila, L\uff07Aquila", "L'Aquila, L'Aquila, L'Aquila"),
        ("5\u2032 \u2018so\u2019", "5\u2032 \u2018so\u2019"),
        ("\uff2f\uff53\uff4c\uff4f \uff11\uff16", "Oslo 16"),
        ("\uff21\uff3a \uff41\uff5a \uff10\uff19", "AZ az 09"),
        ("\uff11\uff17\uff1a\uff13\uff10, 7\uff1a30, 17\uff1a30\uff1a00", "17:30, 7:30, 17:30:00"),
        ("\uff13\uff0e\uff15 11\uff0f3\uff0f26", "3.5 11/3/26"),
        ("天気\uff1a7時 7\uff1a晴 \uff1a30", "天気\uff1a7時 7\uff1a晴 \uff1a30"),
        ("東京\uff0f大阪 7\uff0f雨\uff0e", "東京\uff0f大阪 7\uff0f雨\uff0e"),
        ("A\u22122 2\u2212A", "A\u22122 2\u2212A"),
        ("Mu\u0308nchen", "München"),
    ],
)
def test_a_text_is_read_as_a_plain_keyboard_would_have_it(text: str, typed: str) -> None:
    """Programs put typographic forms into names; between figures they are signs of their own."""
    assert as_typed(text) == typed
