"""A diagnosis in words and as JSON."""

import json
from dataclasses import asdict

from bot.bootstrap.doctor import Diagnosis


def as_text(diagnosis: Diagnosis) -> str:
    """Return two lines for each finding; "" when there is none."""
    lines = (
        f"{'warning' if each.is_warning else 'fault'}: {each.check}: {_in_one_line(each.problem)}\n"
        f"  {_in_one_line(each.remedy)}\n"
        for each in diagnosis.findings
    )
    return "".join(lines)


def _in_one_line(text: str) -> str:
    """Return a text without line breaks, such as those of a database's own words."""
    return " ".join(text.split())


def as_json_text(diagnosis: Diagnosis) -> str:
    """Return the whole diagnosis for a program."""
    told = {
        "is_well": diagnosis.is_well,
        "findings": [asdict(finding) for finding in diagnosis.findings],
        "facts": dict(diagnosis.facts),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def facts_in_words(diagnosis: Diagnosis) -> str:
    """Return the parts in use as one line."""
    return ", ".join(f"{name} {value}" for name, value in diagnosis.facts.items())
