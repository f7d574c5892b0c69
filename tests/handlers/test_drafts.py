"""A reply that is refused: what is left out of it, and in which order."""

from dataclasses import replace

import pytest
from fakes.log import captured_log
from fakes.rows import each_row

from bot.errors import DeliveryError, RefusedError
from handlers.delivery.drafts import MOST_ATTEMPTS, Draft, send_as_taken

NEW = ("card", "data_visualization", "context_actions")
SURE = ("section", "markdown", "table", "context", "actions")


def blocks(*types: str) -> tuple[dict[str, str], ...]:
    """Return blocks of some types."""
    return tuple({"type": type_} for type_ in types)


FULL = Draft("t" * 5_000, blocks("section", "card", *SURE[1:3], *NEW[1:2], *SURE[3:], NEW[2]))
OLD = replace(FULL, blocks=blocks(*SURE))
BARE = replace(FULL, blocks=())
SHORT = replace(BARE, text="t" * 3_999 + "…")


def refusal(code: str) -> RefusedError:
    """Return Slack's refusal of a post."""
    return RefusedError("chat.postMessage", code, is_final=False)


@each_row(
    ("draft", "code", "less"),
    [
        *((FULL, code, OLD) for code in ("invalid_blocks", "brand_new", "too_many_attachments")),
        *((FULL, code, None) for code in ("channel_not_found", "invalid_auth", "is_inactive")),
        (FULL, "message_limit_exceeded", None),
        (FULL, "msg_too_long", SHORT),
        (FULL, "msg_blocks_too_long", OLD),
        (FULL, "metadata_too_large", replace(FULL, is_marked=False)),
        (replace(FULL, is_marked=False), "metadata_too_large", replace(OLD, is_marked=False)),
        (OLD, "invalid_blocks", BARE),
        *(
            (replace(each, is_marked=False), "msg_too_long", replace(SHORT, is_marked=False))
            for each in (FULL, OLD, BARE)
        ),
        (replace(OLD, is_marked=False), "invalid_blocks", replace(BARE, is_marked=False)),
        (replace(BARE, is_marked=False), "metadata_too_large", None),
        (OLD, "msg_blocks_too_long", BARE),
        (OLD, "invalid_metadata_format", replace(OLD, is_marked=False)),
        (OLD, "msg_too_long", SHORT),
        (replace(FULL, blocks=blocks(*NEW)), "invalid_blocks", BARE),
        (BARE, "invalid_blocks", None),
        (BARE, "msg_too_long", SHORT),
        (SHORT, "msg_too_long", None),
        (replace(BARE, text="t" * 4_000), "msg_too_long", None),
        (replace(BARE, text="t" * 4_001), "msg_too_long", SHORT),
    ],
)
def test_no_more_is_left_out_than_was_refused(draft: Draft, code: str, less: Draft | None) -> None:
    """Newer blocks, then all of them, then the end of the text; or its mark alone."""
    assert draft.without_what_was(refusal(code)) == less


@each_row(
    ("codes", "sent", "is_taken"),
    [
        ([], [FULL], True),
        (["invalid_blocks"], [FULL, OLD], True),
        (["invalid_blocks", "invalid_blocks"], [FULL, OLD, BARE], True),
        (["x", "y", "msg_too_long"], [FULL, OLD, BARE, SHORT], True),
        (["x", "y", "msg_too_long", "z"], [FULL, OLD, BARE, SHORT], False),
        (["x", "y", "z"], [FULL, OLD, BARE], False),
        (["channel_not_found"], [FULL], False),
        (["x", "invalid_auth"], [FULL, OLD], False),
    ],
)
def test_a_draft_is_sent_with_less_until_it_is_taken(
    codes: list[str], sent: list[Draft], *, is_taken: bool
) -> None:
    """The log has one line about it then, with what was refused first."""
    seen, left = list[Draft](), list(codes)

    def send(draft: Draft) -> str:
        seen.append(draft)
        if left:
            raise refusal(left.pop(0))
        return "1.5"

    with captured_log() as log:
        if is_taken:
            assert send_as_taken(FULL, send, "abc") == "1.5"
        else:
            with pytest.raises(RefusedError, match=codes[-1]):
                send_as_taken(FULL, send, "abc")

    assert seen == sent
    assert len(sent) <= MOST_ATTEMPTS
    told = [
        (each["level"], each["reference"], each["reason"], each["blocks_left"])
        for each in log.entries("reply.partly_refused")
    ]
    reason = f"chat.postMessage was refused: {codes[0]}" if codes else ""
    line = ("WARNING", "abc", reason, len(sent[-1].blocks))
    assert told == ([line] if codes and is_taken else [])


def test_a_draft_without_an_answer_is_not_sent_again() -> None:
    """It may be there."""
    seen = list[Draft]()

    def send(draft: Draft) -> str:
        seen.append(draft)
        raise DeliveryError("no answer", may_have_arrived=True)

    with pytest.raises(DeliveryError, match="no answer"):
        send_as_taken(FULL, send, "abc")

    assert seen == [FULL]
