"""Slack's events read as questions."""

from dataclasses import replace
from typing import Any

from fakes.clock import MONDAY
from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Question
from handlers.payloads import (
    channel_in_action,
    overheard_in,
    plain_text,
    question_from,
    reworded_in,
    sent_through_app,
    time_of,
    user_in,
)
from handlers.surfaces.commands import command_in
from handlers.surfaces.deletions import Deletion, deletion_in
from handlers.surfaces.edits import edit_in
from handlers.surfaces.stops import stopped_in

BOT = "UBOT"


def mention(**fields: Any) -> dict[str, Any]:
    """Return a mention of the bot as Slack sends it, with other or more fields."""
    return {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "ts": "1763895600.000100",
        "text": "<@UBOT> weather in Oslo?",
        **fields,
    }


def message(**fields: Any) -> dict[str, Any]:
    """Return a plain message as Slack sends it, with other or more fields."""
    return mention(**{"type": "message", "channel_type": "channel", **fields})


def test_a_mention_is_a_question_without_the_mention() -> None:
    """It opens a thread of its own."""
    ts = "1763895600.000100"

    assert question_from(mention(), "T1", BOT) == Question(
        team="T1",
        channel="C1",
        thread=ts,
        ts=ts,
        user="U1",
        text="weather in Oslo?",
        surface="mention",
        revision="",
        answer_url="",
        pressed_by="",
        asked_ts="",
    )


def test_the_deletion_of_a_question_names_neither_its_words_nor_its_person() -> None:
    """It is stored where the question is not known yet."""
    said = message(channel_type="im", channel="D1")
    event = {**said, "subtype": "message_deleted", "deleted_ts": said["ts"]}

    deletion = deletion_in({"team_id": "T1", "event": event | {"previous_message": said}}, BOT)

    asked = Question("T1", "D1", said["ts"], said["ts"], "", "", surface="direct_message")
    assert deletion == Deletion(asked, may_come=True)
    # What the event says of its place counts, whatever the message before it says.
    bare = {**said, "channel": "C9", "channel_type": "channel", "ts": "1.1"}
    assert deletion_in({"team_id": "T1", "event": event | {"previous_message": bare}}, BOT) == (
        deletion
    )
    in_thread = event | {"previous_message": {"thread_ts": "1.1"}, "channel_type": "channel"}
    unknown = Question("T1", "D1", "1.1", said["ts"], "", "", surface="mention")
    assert deletion_in({"team_id": "T1", "event": in_thread}, BOT) == Deletion(
        unknown, may_come=False
    )


def test_a_question_in_a_thread_keeps_its_thread() -> None:
    """The reply goes to the thread's root, not to the question."""
    question = question_from(mention(thread_ts="1763895000.000001"), "T1", BOT)
    own = question_from(mention(), "T1", BOT)

    assert own is not None
    assert question == replace(own, thread="1763895000.000001")
    for odd in ("soon", "", 1763895000.000001, None):
        assert question_from(mention(thread_ts=odd), "T1", BOT) == own


@each_row("kind", ["im", "app_home"])
def test_a_direct_message_needs_no_mention(kind: str) -> None:
    """Everything that a person writes to the bot is for the bot, also in the app's own tab."""
    event = message(channel="D1", channel_type=kind, text="weather in Oslo?")

    question = question_from(event, "T1", BOT)

    assert question is not None
    assert (question.text, question.surface) == ("weather in Oslo?", "direct_message")


def test_a_direct_message_is_known_by_its_channel_when_the_kind_is_missing() -> None:
    """Their channels start with a D."""
    event = message(channel="D1", channel_type=None, text="weather in Oslo?")

    question = question_from(event, "T1", BOT)

    assert question is not None
    assert question.surface == "direct_message"


@each_row("text", ["<@UBOT> hi", "hi <@UBOT|weather> you"])
@each_row("kind", ["channel", "group", "mpim"])
def test_a_mention_that_arrives_twice_has_one_key(kind: str, text: str) -> None:
    """Slack sends a mention as `app_mention` and as `message`."""
    first = question_from(mention(text=text), "T1", BOT)
    second = question_from(message(text=text, channel_type=kind), "T1", BOT)

    assert first == second
    assert first is not None


@each_row("subtype", [None, "file_share", "thread_broadcast"])
def test_files_and_broadcast_replies_can_ask(subtype: str | None) -> None:
    """A question may carry a file, or go to the channel as well."""
    assert question_from(mention(subtype=subtype), "T1", BOT)


def test_an_edited_mention_is_the_same_question() -> None:
    """An edit that adds the mention arrives with the message's own ts; the bot is called then."""
    edited = question_from(mention(edited={"user": "U1", "ts": "1763895700.000000"}), "T1", BOT)

    assert edited is not None
    assert replace(edited, asked_ts="") == question_from(mention(), "T1", BOT)
    assert edited.asked_ts == "1763895700.000000"
    reworded = question_from(message(edited={"user": "U1", "ts": "1763895700.000000"}), "T1", BOT)
    assert reworded is not None
    assert reworded.asked_ts == ""  # its revision has the time


@each_row(
    "edited",
    [
        {"ts": "1763895600.0001"},
        {"ts": "1763895000.0"},
        {"ts": "999999999.0"},
        {"ts": "soon"},
        {},
        None,
        "x",
    ],
)
def test_an_odd_edit_is_none(edited: object) -> None:
    """The message's own time counts."""
    question = question_from(mention(edited=edited), "T1", BOT)

    assert question is not None
    assert question.asked_ts == ""


FORWARDED = {"is_share": True, "text": "Will it rain in Bergen\n\ntomorrow &amp; later?"}
RICH_TEXT = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "user", "user_id": BOT},
                {"type": "text", "text": " <weather> in "},
                {"type": "link", "url": "https://x.test/", "text": "Oslo"},
                {"type": "emoji", "name": "sun"},
                {"type": "broadcast", "range": "here"},
                *({"type": "user", "user_id": f"U2{odd}everyone"} for odd in "<>|"),
            ],
        },
        {
            "type": "rich_text_list",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": town}]}
                for town in ("Rome", "Bern")
            ],
        },
    ],
}
DATE = {"type": "date", "timestamp": 1763895600, "format": "{date}", "fallback": "23 Nov"}
GROUP = {"type": "usergroup", "usergroup_id": "S1"}
FIELDS_BESIDE = {"fields": [{"type": "mrkdwn", "text": "Rome"}, "x", None]}


def text(words: str) -> dict[str, str]:
    """Return a piece of rich text."""
    return {"type": "text", "text": words}


def section(type_: str, *pieces: dict[str, str]) -> dict[str, Any]:
    """Return a part of rich text."""
    return {"type": type_, "elements": [*pieces]}


def inner(words: str) -> list[dict[str, Any]]:
    """Return the blocks of a message that is forwarded."""
    rich = {"type": "rich_text", "elements": [section("rich_text_section", text(words))]}
    return [{"message": {"blocks": [rich]}}, {"message": None}]


def shared(words: str | None, in_blocks: str, fallback: str) -> dict[str, Any]:
    """Return a message that somebody has forwarded."""
    told = {"text": words, "message_blocks": inner(in_blocks), "fallback": fallback}
    return {"is_share": True, **told}


PLAIN = {"type": "plain_text"}
ODD_BLOCKS = [
    {"type": "markdown", "text": 7},
    {"type": "section", "text": {"type": "mrkdwn", "text": ["x"]}},
    {"type": "header", "text": {"type": "plain_text", "text": 7}},
    {
        "type": "rich_text",
        "elements": [
            {
                "elements": [
                    None,
                    "x",
                    {"type": "text", "text": 7},
                    {"type": "link", "text": 7, "url": ["x"]},
                ]
            },
            {"elements": [{"type": "user", "user_id": 7}, {"type": "date", "fallback": 7}]},
        ],
    },
]
ODD_SHARES = [
    {"is_share": True, "text": 7, "message_blocks": [{"message": {"blocks": each}}], "fallback": 7}
    for each in (7, "x", {"type": "markdown", "text": "x"})
]
FIELDS_ALONE = {
    "type": "section",
    "fields": [{"type": "mrkdwn", "text": "Rome"}, {"type": "plain_text", "text": "Bern"}],
}


@each_row(
    ("fields", "text"),
    [
        ({"text": "", "attachments": [FORWARDED]}, "> Will it rain in Bergen\n> tomorrow & later?"),
        (
            {"text": "hm?", "attachments": [FORWARDED]},
            "hm?\n> Will it rain in Bergen\n> tomorrow & later?",
        ),
        ({"text": "hm?", "attachments": [FORWARDED | {"is_msg_unfurl": True}]}, "hm?"),
        ({"text": "hm?", "attachments": [FORWARDED | {"is_share": None}]}, "hm?"),
        ({"text": "", "attachments": [{"is_share": True, "fallback": "Oslo?"}]}, "> Oslo?"),
        (
            {"text": "", "attachments": [{"is_share": True, "text": f"{n}"} for n in range(6)]},
            "> 0\n> 1\n> 2\n> 3\n> 4",
        ),
        (
            {
                "text": "",
                "attachments": [
                    {"is_share": True, "message_blocks": [{"message": {"blocks": [RICH_TEXT]}}]}
                ],
            },
            ">  <weather> in Oslo@here\n> Rome\n> Bern",
        ),
        ({"text": "", "blocks": [RICH_TEXT]}, "<weather> in Oslo@here\nRome\nBern"),
        ({"text": " ", "blocks": [RICH_TEXT]}, "<weather> in Oslo@here\nRome\nBern"),
        ({"text": "Lima?", "blocks": [RICH_TEXT]}, "Lima?"),
        (
            {"text": None, "blocks": [{"type": "markdown", "text": "**Oslo** & Rome"}]},
            "**Oslo** & Rome",
        ),
        (
            {
                "text": "",
                "blocks": [
                    {"type": "section", "text": {"type": "mrkdwn", "text": "<@UBOT> Oslo"}},
                    {"type": "context", "elements": [{"type": "plain_text", "text": "<b>"}]},
                    {"type": "image", "alt_text": "a map"},
                ],
            },
            "Oslo\n<b>",
        ),
        *(
            ({"text": named, "blocks": [RICH_TEXT]}, "<weather> in Oslo@here\nRome\nBern")
            for named in ("<@UBOT>", "<!here> <@UBOT|weather>\n")
        ),
        (
            {
                "text": "",
                "blocks": [{"type": "rich_text", "elements": [DATE, GROUP]}, FIELDS_ALONE],
            },
            "23 Nov\n@subteam\nRome\nBern",
        ),
        ({"text": "", "blocks": [{"type": "rich_text", "elements": [["x"], None]}, 7]}, ""),
        (
            {
                "text": "",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "A&B"}},
                    {"type": "section", "text": {"type": "mrkdwn", "text": "C"}, **FIELDS_BESIDE},
                ],
            },
            "A&B\nC\nRome",
        ),
        (
            {
                "text": "",
                "blocks": [
                    {"type": "section", "text": {"type": "poem", "text": "no"}, **FIELDS_BESIDE},
                    {"type": "markdown", "text": "<!subteam^S1> <@UBOT> <b> & <!here>"},
                ],
            },
            "Rome\n@subteam  <b> & @here",
        ),
        (
            {
                "text": "",
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [
                            section(
                                "rich_text_quote",
                                {"type": "link", "url": "https://x.test/"},
                                text(" now"),
                            ),
                            section("rich_text_preformatted", text("a\n b"), text("c")),
                            section("rich_text_section", {"type": "color", "value": "#fff"}),
                        ],
                    }
                ],
            },
            "https://x.test/ now\na\n bc",
        ),
        (
            {
                "text": "",
                "attachments": [
                    {
                        "is_share": True,
                        "text": "<@U9>",
                        "message_blocks": inner("Oslo"),
                        "fallback": "x",
                    },
                    {"is_share": True, "text": "Rome\n \nBern", "message_blocks": inner("Oslo")},
                    {
                        "is_share": True,
                        "text": None,
                        "message_blocks": inner(""),
                        "fallback": "Lima",
                    },
                ],
            },
            "> Oslo\n> Rome\n> Bern\n> Lima",
        ),
        (
            {"text": "", "blocks": "x", "attachments": {"is_share": True, "text": "x"}},
            "",
        ),
        ({"text": "", "blocks": ODD_BLOCKS, "attachments": ODD_SHARES}, ""),
        (
            {
                "text": "",
                "attachments": [
                    {
                        "is_share": True,
                        "message_blocks": [
                            {
                                "message": {
                                    "blocks": [FIELDS_ALONE, {"type": "markdown", "text": "Oslo"}]
                                }
                            },
                            None,
                            {"message": {"blocks": [{"type": "markdown", "text": "Malmö"}]}},
                        ],
                    }
                ],
            },
            "> Rome\n> Bern\n> Oslo\n> Malmö",
        ),
        ({"text": "<#C1|general>", "blocks": [RICH_TEXT]}, "#general"),
        (
            {
                "text": "",
                "attachments": [
                    *[FORWARDED | {"is_msg_unfurl": True}] * 5,
                    {"is_share": True, "text": "Rome\rBern"},
                ],
            },
            "> Rome\n> Bern",
        ),
        (
            {
                "text": "",
                "blocks": [
                    FIELDS_ALONE,
                    {"type": "markdown", "text": " \n"},
                    {
                        "type": "rich_text",
                        "elements": [
                            section(
                                "rich_text_section",
                                {"type": "link", "url": "https://x.test/", "text": "<!here> &amp;"},
                                DATE | {"fallback": " <!here>"},
                                *({"type": kind} for kind in ("user", "broadcast", "usergroup")),
                            )
                        ],
                    },
                ],
            },
            "Rome\nBern\n<!here> &amp; <!here>",
        ),
    ],
)
def test_the_words_of_a_message_are_wherever_slack_puts_them(
    fields: dict[str, Any], text: str
) -> None:
    """In its text, else in its blocks, and beside them in what somebody forwards."""
    question = question_from(message(channel="D1", channel_type="im", **fields), "T1", BOT)

    assert question is not None
    assert question.text == text


@each_row(("depth", "is_read"), [(3, True), (8, True), (9, False), (5_000, False)])
def test_blocks_within_blocks_have_an_end(depth: int, *, is_read: bool) -> None:
    """A payload can be nested as deep as JSON can."""
    element: dict[str, Any] = {"type": "text", "text": "Oslo"}
    for _ in range(depth):
        element = {"type": "rich_text_section", "elements": [element]}
    blocks = [{"type": "rich_text", "elements": [element]}]

    question = question_from(message(channel_type="im", text="", blocks=blocks), "T1", BOT)

    assert question is not None
    assert question.text == ("Oslo" if is_read else "")


@each_row(
    ("fields", "is_asked"),
    [
        ({"text": "thanks, see you at noon in Paris"}, False),
        ({"text": "<@UOTHER> is it warm in Rome?"}, False),
        (
            {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]},
            False,
        ),
        ({"text": "", "attachments": [FORWARDED | {"text": "<@UBOT> hi"}]}, True),
        ({"text": "<!subteam^S1> weather in Oslo?"}, True),
        ({"text": "weather in Oslo?", "blocks": [RICH_TEXT]}, True),
        ({"text": "", "blocks": [{"type": "markdown", "text": "<@UBOT> Oslo?"}]}, True),
        ({"text": "", "blocks": [{"type": "markdown", "text": "<@UOTHER> Oslo?"}]}, False),
        ({"text": "", "blocks": [RICH_TEXT]}, True),
        ({"text": ""}, True),
        ({"text": "<@UOTHER>"}, False),
        ({"text": "<!here> lunch?"}, False),
    ],
)
def test_a_mention_that_names_the_bot_nowhere_is_talk(
    fields: dict[str, Any], *, is_asked: bool
) -> None:
    """One workspace was seen to send one for whatever was said in a thread."""
    in_thread = mention(thread_ts="1763895000.000001", **fields)

    assert bool(question_from(in_thread, "T1", BOT)) is is_asked


def test_a_mention_counts_where_slack_left_out_the_bot_s_id() -> None:
    """At the sign-in; it could not be told from talk then."""
    assert question_from(mention(), "T1", "") is not None


@each_row(
    ("event", "is_heard"),
    [
        (mention(), True),
        (mention(text="<@U2> Paris?"), False),
        (mention(text="<!here> Paris?"), False),
        (mention(text="Is it warm, <@U2>?"), False),
        (message(), True),
        (message(channel_type="group"), True),
        (message(channel_type="mpim"), True),
        (message(channel_type="im"), False),
        (message(channel_type=None), False),
        (message(text="and in Paris?", files=[{"id": "F1"}], subtype="file_share"), True),
        (message(thread_ts=None), False),
        (message(thread_ts="1763895600.000100"), False),
        (message(text="", files=[{"id": "F1"}], subtype="file_share"), False),
        (message(bot_id="B2"), False),
        (message(user=BOT), False),
        (message(attachments=[FORWARDED | {"text": "<@U2> hi"}]), False),
    ],
)
def test_talk_in_a_channel_s_thread_can_be_overheard(
    event: dict[str, Any], *, is_heard: bool
) -> None:
    """Unless it addresses somebody, or says nothing."""
    in_thread = {"thread_ts": "1763895000.000001"} | event
    if event["text"].startswith("<@UBOT>"):
        in_thread["text"] = "and in Paris?"

    heard = overheard_in({"team_id": "T1", "event": in_thread}, BOT)

    ts, thread = "1763895600.000100", "1763895000.000001"
    follow_up = Question("T1", "C1", thread, ts, "U1", "and in Paris?", surface="follow_up")
    assert heard == (follow_up if is_heard else None)


@each_row(
    ("fields", "is_reworded"),
    [
        ({}, True),
        ({"previous_message": None}, True),
        ({"previous_message": {"text": "<@UBOT> weather in Oslo?"}}, False),
        ({"message": mention()}, False),
        ({"message": mention(edited={"ts": "1763895700.0"}, bot_id="B2")}, False),
        ({"channel": None}, False),
        ({"channel": ""}, False),
        ({"channel": ["C1"]}, False),
        *(({"message": odd}, False) for odd in (None, "x", ["x"])),
        ({"message": mention(edited={"ts": "1763895700.0"}, ts=None)}, False),
        ({"message": mention(edited="1763895700.0")}, False),
        ({"message": mention(edited={"ts": "1763895700.0"}, thread_ts="1763895000.000001")}, True),
    ],
)
def test_a_message_is_reworded_when_a_person_gives_it_other_words(
    fields: dict[str, Any], *, is_reworded: bool
) -> None:
    """Slack changes messages by itself too, to unfurl a link for example."""
    edited = mention(edited={"user": "U1", "ts": "1763895700.000000"})
    event = {"channel": "C1", "message": edited, "previous_message": {"text": "hm"}} | fields

    said = reworded_in({"team_id": "T1", "event": event})

    if not is_reworded:
        assert said is None
        return
    thread = event["message"].get("thread_ts") or edited["ts"]
    assert said == Question("T1", "C1", thread, edited["ts"], "", "", surface="mention")


@each_row(
    ("message_fields", "surface"),
    [
        ({}, "mention"),
        ({"text": "and in Paris?", "thread_ts": "1763895000.000001"}, "follow_up"),
        ({"text": "and in Paris?"}, None),
        ({"edited": None}, None),
        ({"edited": {"ts": "soon"}}, None),
        ({"edited": "1763895700.000000"}, None),
        ({"bot_id": "B2"}, None),
    ],
)
def test_an_edited_question_is_another_revision_of_it(
    message_fields: dict[str, Any], surface: str | None
) -> None:
    """So is an edited follow-up; what Slack itself has changed is none."""
    edit = {"user": "U1", "ts": "1763895700.000000"}
    said = {**message(channel="C9", channel_type="im", edited=edit), **message_fields}
    event = {"channel": "C1", "channel_type": "channel", "message": said}

    edited = edit_in({"team_id": "T1", "event": event}, BOT)

    assert (edited.surface if edited else None) == surface
    thread, words = said.get("thread_ts", said["ts"]), said["text"].removeprefix("<@UBOT> ")
    again = Question("T1", "C1", thread, said["ts"], "U1", words, surface=surface)  # type: ignore[arg-type]
    assert edited == (replace(again, revision="1763895700.000000") if surface else None)


@each_row(
    ("fields", "found", "may_come"),
    [
        ({"deleted_ts": "1.2", "previous_message": message(ts="1.2")}, "1.2", True),
        ({"deleted_ts": "1.2", "previous_message": message(ts="1.2", text="hm")}, "1.2", False),
        ({"deleted_ts": "1.2"}, "1.2", False),
        (
            {
                "message": {"subtype": "tombstone", "ts": "1.2"},
                "previous_message": message(ts="1.2"),
            },
            "1.2",
            True,
        ),
        ({"message": {"subtype": "me_message", "ts": "1.2"}}, "", False),
        ({"message": "tombstone"}, "", False),
        ({"deleted_ts": "1.2", "previous_message": "hm"}, "1.2", False),
        ({"deleted_ts": "soon"}, "", False),
        ({"deleted_ts": "1.2", "channel": None, "previous_message": message(ts="1.2")}, "", False),
    ],
)
def test_a_deletion_may_overtake_a_question_alone(
    fields: dict[str, Any], found: str, *, may_come: bool
) -> None:
    """Whatever else is deleted asked nothing. A thread's first message leaves a tombstone."""
    event = {"channel": "C1", "channel_type": "channel", **fields}

    deletion = deletion_in({"team_id": "T1", "event": event}, BOT)

    assert (deletion.question.ts if deletion else "") == found
    assert (deletion is not None and deletion.may_come) is may_come


@each_row(
    ("written", "read"),
    [
        ("Mu\u0308nchen und Zu\u200b\u0308rich", "München und Zürich"),
        ("Sa\u0303o Paulo, A\u030angstro\u0308m", "São Paulo, Ångström"),
        ("Stratford\u2010upon\u2011Avon", "Stratford-upon-Avon"),
        ("Coeur d\u2018Alene, L\u02bcAquila", "Coeur d'Alene, L'Aquila"),
        ("\u2018Oslo\u2019 \u2013 tomorrow", "\u2018Oslo\u2019 \u2013 tomorrow"),
        ("\uff2c\uff4f\uff4e\uff44\uff4f\uff4e \uff11\uff10:30、東京", "London 10:30、東京"),
    ],
)
def test_letters_and_signs_are_as_a_plain_keyboard_has_them(written: str, read: str) -> None:
    """Phones, word processors and other scripts' keyboards write them otherwise."""
    assert plain_text(written, BOT) == read


@each_row(
    "event",
    [
        message(text="weather in Oslo?"),
        message(text="weather in Oslo?", channel="C1D", channel_type=None),
        message(text="<@UBOT2> weather in Oslo?"),
        message(text=["<@UBOT> weather in Oslo?"]),
        message(subtype="message_changed", message=mention(), channel_type="im"),
        message(subtype="message_deleted", channel_type="im"),
        message(subtype="bot_message", channel_type="im"),
        message(subtype="me_message", channel_type="im"),
        message(hidden=True, channel_type="im"),
        mention(bot_id="B2"),
        mention(user=BOT),
        mention(user=None),
        mention(ts=None),
        mention(ts=1763895600.0001),
        mention(channel={"id": "C1"}),
        mention(type="reaction_added"),
        mention(type=None),
        mention(subtype=["file_share"]),
        {},
    ],
)
def test_whatever_is_not_a_question_is_none(event: dict[str, Any]) -> None:
    """Bots, edits, joins, talk among people, and events that lack what a question needs."""
    assert question_from(event, "T1", BOT) is None


@each_row("text", ["<@UBOT>", " <@UBOT> \n", "<@UBOT|weather>", " \n", None, ["x"]])
def test_an_empty_mention_is_an_empty_question(text: object) -> None:
    """It is answered with help, not ignored."""
    question = question_from(mention(text=text), "T1", BOT)

    assert question is not None
    assert question.text == ""


@each_row(
    ("marked", "plain"),
    [
        ("in <#C1|general> now", "in #general now"),
        ("in <#C1> now", "in  now"),
        ("see <https://x.test/a?b=1&amp;c=2|the map>", "see the map"),
        ("see <https://x.test/a>", "see https://x.test/a"),
        ("<mailto:a@x.test|a@x.test>", "a@x.test"),
        ("where <@U2> is", "where  is"),
        ("where <@U2|ann> is", "where @ann is"),
        ("where <@U4|@carl> is", "where @carl is"),
        ("<@U4|@@carl@home> <@UZ|zoe> <@UBO|bo>", "@@carl@home @zoe @bo"),
        ("<@UBOT2|bea> <@ubot|cy>", "@bea @cy"),
        ("<https://x.test/@a#b!c> <https://x.test/#b|b>", "https://x.test/@a#b!c b"),
        ("<!here> <!subteam^S1|@ops> <!subteam^S1>", "@here @ops @subteam"),
        ("<!date^1763895600^{date}|23 Nov> <!date^1763895600^{date}>", "23 Nov @date"),
        ("a &lt; b &amp;lt; c &gt; d", "a < b &lt; c > d"),
        ("<!everyone|>", "@everyone"),
        ("<@U2|@ann> <@U3|bea>", "@Ann S @bea"),
        ("<@UBOT|@ann> <@UBOT>", ""),
        ("<#C1|> <https://x.test|> <|x> <>", "https://x.test x"),
        ("a < b > c <d", "a  b  c <d"),
        ("&amp;amp; &quot; &lt;&gt;", "&amp; &quot; <>"),
    ],
)
def test_slack_markup_becomes_plain_text(marked: str, plain: str) -> None:
    """As a person reads it in Slack."""
    assert plain_text(marked, BOT, {"U2": "Ann S"} if "Ann S" in plain else None) == plain


@each_row(
    "hidden",
    [
        *("\x00", "\x1b", "\u202e", "\u200b", "\u2028", "\u2029", "\u0378", "\ud800"),
        *("\U000e0041", "\U000e0100", "\U000e01ef"),
    ],
)
def test_characters_that_nobody_sees_are_dropped(hidden: str) -> None:
    """They could say something to the model that people don't see."""
    assert plain_text(f"Os{hidden}lo", BOT) == "Oslo"


def test_line_breaks_stay() -> None:
    """A list of places may be written in lines."""
    assert plain_text("Oslo\r\nRome\rBern\r\nLima\r", BOT) == "Oslo\nRome\nBern\nLima"


def test_a_long_text_is_kept_up_to_a_limit() -> None:
    """Long enough to be refused with a sentence, not long enough to fill the disk."""
    assert plain_text("a" * 100_000, BOT) == "a" * 8_000
    assert plain_text("a" * 7_999 + " b", BOT) == "a" * 7_999
    assert plain_text(" \u200b " + "a" * 8_001, BOT) == "a" * 8_000
    assert plain_text("a" * 39_995 + "<@U2|ann>", BOT, {}) == "a" * 8_000
    assert plain_text("\u200b" * 39_997 + "<@U2|ann>", BOT) == ""
    assert plain_text("\u200b" * 39_991 + "<@U2|ann>b", BOT) == "@ann"
    assert plain_text("\u200b" * 39_996 + "<abc", BOT) == "<abc"
    assert plain_text("\u200b" * 39_997 + "<abc", BOT) == ""
    assert plain_text(f"{'<@UBOT>' * 100_000}Oslo", BOT) == ""


COMMAND = {
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "7.1.a",
    "response_url": "https://hooks.slack.com/commands/1",
    "text": " <@UBOT> Oslo &amp; <@U2|ann> ",
}


@each_row(
    ("changed", "text"),
    [({}, "Oslo & @ann"), ({"text": ""}, ""), ({"text": None}, ""), ({"text": "\u00e9"}, "\u00e9")],
)
def test_a_command_is_a_question_in_a_thread_of_its_own(changed: dict[str, Any], text: str) -> None:
    """At the time when it came; its trigger tells it from others."""
    ts = f"{MONDAY.timestamp():.6f}"

    assert command_in({**COMMAND, **changed}, BOT, MONDAY) == Question(
        team="T1",
        channel="C1",
        thread=ts,
        ts=ts,
        user="U1",
        text=text,
        surface="command",
        revision="7.1.a",
        answer_url="https://hooks.slack.com/commands/1",
    )


@each_row("name", ["channel_id", "user_id", "trigger_id", "response_url"])
@each_row("value", ["", None, 7, "\u00e9"])
def test_a_command_that_lacks_what_an_answer_needs_is_none(name: str, value: object) -> None:
    """Whatever else it says."""
    assert command_in({**COMMAND, name: value}, BOT, MONDAY) is None


@each_row(
    ("fields", "is_stopped"),
    [
        ({}, True),
        ({"thread_ts": None}, False),
        ({"thread_ts": "soon"}, False),
        ({"channel": ""}, False),
        ({"channel": ["C1"]}, False),
    ],
)
def test_a_stop_names_the_thread_that_it_is_about(
    fields: dict[str, Any], *, is_stopped: bool
) -> None:
    """By the message that opened it."""
    event = {"channel": "C1", "thread_ts": "1.5", "user": "U1", "event_ts": "2.5", **fields}
    opening = Question("T1", "C1", "1.5", "1.5", "", "", surface="mention")

    stopped = stopped_in({"team_id": "T1", "event": event})

    assert stopped == (opening if is_stopped else None)


@each_row(
    ("body", "user", "channel"),
    [
        ({"user": {"id": "U1"}, "channel": {"id": "C1"}}, "U1", "C1"),
        ({"user": {"id": 7}, "container": {"channel_id": "C2"}}, "", "C2"),
        ({"channel": {"id": "C1"}, "container": {"channel_id": "C2"}}, "", "C1"),
        ({"channel": {"id": None}, "container": {"channel_id": "C2"}}, "", "C2"),
        ({"user": "U1", "channel": "C1", "container": "C2"}, "", ""),
        ({"container": {"channel_id": "C\n"}}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_press_names_its_person_and_its_channel(
    body: dict[str, Any], user: str, channel: str
) -> None:
    """The channel beside the message, else that of what it was in."""
    assert (user_in(body), channel_in_action(body)) == (user, channel)


@each_row(("at", "read"), [("1.5", "1.5"), ("15", "15"), ("1.5.", ""), ("", ""), (1.5, "")])
def test_the_time_of_a_press_is_one_of_slack_s(at: object, read: str) -> None:
    """Or none."""
    assert (time_of({"action_ts": at}), time_of({})) == (read, "")


@each_row(
    ("fields", "is_through_app"),
    [
        ({"bot_id": "B9"}, True),
        ({}, False),
        ({"bot_id": ""}, False),
        ({"bot_id": "B9", "user": 7}, False),
    ],
)
def test_a_message_sent_through_an_app_is_read_as_its_author_s(
    fields: dict[str, Any], *, is_through_app: bool
) -> None:
    """All else about it stays, and what Slack has sent is not changed."""
    body = {"team_id": "T1", "event": {**mention(), "bot_id": None, **fields}}
    before = {**body, "event": dict(body["event"])}

    read = sent_through_app(body)

    assert read == ({**body, "event": mention(bot_id=None)} if is_through_app else None)
    assert body == before


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = ["type", "subtype", "channel", "channel_type", "user", "ts", "thread_ts", "text", "hidden"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_event_breaks_the_reading(event: dict[str, Any]) -> None:
    """Any JSON at all gives a question or none."""
    question_from(mention(**event), "T1", BOT)
    question_from(message(**event), "T1", BOT)


@each_row("ts", ["soon", "1e9", "nan", "1.2.3", "-1", "\u0661", "", "1" * 40, f"1.{'1' * 11}"])
def test_a_time_that_is_no_number_is_no_question(ts: str) -> None:
    """It could never be answered, and would be tried again and again."""
    event = {"type": "message", "channel": "D1", "user": "U1", "ts": ts, "text": "weather?"}

    assert question_from(event, "T1", "UBOT") is None


@each_row("id_", ["D\ud800", "D\u00e9", "D\n"])
@each_row("name", ["channel", "user"])
def test_what_names_nothing_that_can_be_stored_is_no_question(name: str, id_: str) -> None:
    """Half a character, which JSON can name, is no text; and no id of Slack's is any but ASCII."""
    event = {"type": "message", "channel": "D1", "user": "U1", "ts": "1.2", "text": "weather?"}

    assert question_from(event, "T1", "UBOT") is not None
    assert question_from(event | {name: id_}, "T1", "UBOT") is None
