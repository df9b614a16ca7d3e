"""Requests that a shop's assistant refuses, and why.

A shopper must never be refused for an ordinary product question: knives, weed killers, toy guns,
pain relief patches and "shooting stars" are goods. So every rule asks for an intention or for a
person as its aim, not for a word; what is missed falls to evidence, which no product has.
"""

from shopguide.domain.question import Risk
from shopguide.text.safety.disguises import unmask
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.safety.requests_chinese import CHINESE_REQUESTS
from shopguide.text.safety.requests_english import ENGLISH_REQUESTS


def find_risk(text: str) -> Risk | None:
    """Why a request is refused; None for what a shop's assistant may answer, or try to."""
    form = unmask(text)
    latin_only = form.isascii()
    for risk, english in ENGLISH_REQUESTS.items():
        if english.search(form) or (not latin_only and CHINESE_REQUESTS[risk].search(form)):
            return risk
    return Risk.STEERING if is_instruction(text) else None
