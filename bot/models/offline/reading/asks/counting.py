"""Questions for how often something is, and for when it was last."""

from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.asks.forms import Form

_COUNT: Final = late(
    r"\bhow (?:often|frequently) (?:will|does|did|is)\b"
    r"|\bhow many of (?:the |those |these )?_"
    r"|\b(?:how many(?! (?:daylight|light|sun\w*) hours)|(?:number|count) of) (?:of (?:the|those"
    r"|these) )?(?:[\w-]+ ){0,2}(?:days|nights"
    r"|mornings|afternoons|evenings|hours|times)\b(?! (?:until|till|before|of (?:the )?"
    r"(?:day|sun)?light))"
)
_LAST: Final = late(
    r"\b(?:when (?:did|was|were|has|had)\b.{0,80}\blast|last time|how long (?:ago|since)"
    r"|how long(?: has it been|'s it been| is it) since"
    r"|how many (?:days|nights|hours|weeks) (?:since|ago)"
    r"|since (?:it |the |its )?last"
    r"|how long has(?:n't)? (?:it|there) .{0,20}\b(?:dry|without)"
    r"|(?<!the )last (?:frosts?|freeze|rain\w*|snow\w*|storms?|showers?|downpour|thunderstorms?"
    r"|hail\w*))\b"
)


def counting(plain: str) -> Form | None:
    """Return whether a question asks how often something is, or when it was last."""
    if _LAST.search(plain):
        return Form.LAST
    return Form.COUNT if _COUNT.search(plain) else None
