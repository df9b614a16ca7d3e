"""A process that talks, answers cases and approves copy until it is killed, and says so."""

import secrets
import threading
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from shopguide.bootstrap import Container
from shopguide.domain.copy_draft import CopyKind, CopyRequest
from shopguide.domain.moderation import CaseReason
from tests.e2e.hashing_shop import csv_text, hashing_shop, put_upload, work_until_idle

Act = tuple[str, str, str]
"""What was done, to what, and with what."""

Tell = Callable[[str, str, str], None]

_SHARE = 0.01
"""Seconds that what is quick leaves to turns, which take longer."""


def make_shop(folder: Path) -> None:
    """A few lamps."""
    rows = (
        {
            "id": f"p{number}",
            "title": f"Oak lamp {number}",
            "price": f"{10 + number} USD",
            "material": "oak",
            "weight": f"{500 + number} g",
        }
        for number in range(6)
    )
    with hashing_shop(folder) as (shop, here):
        put_upload(here, "products", csv_text(rows), "01")
        work_until_idle(shop, here)


def answer_cases(here: Container, tell: Tell) -> None:
    """Open one case after the other, and answer each of them."""
    mine = secrets.token_hex(8)
    for number in count():
        question = f"Is lamp {number} of {mine} haunted?"
        case_id = here.cases.open(question, "en", "p1", CaseReason.ABSTAINED)
        text = f"No, says number {number}."
        here.decisions.answer(case_id, text, "Mei")
        tell("answered", case_id, text)
        time.sleep(_SHARE)
        if number % 4 == 3:
            here.decisions.reopen(case_id, "Mei")
            tell("reopened", case_id, "")


def talk(here: Container, tell: Tell) -> None:
    """One turn after the other, in conversations of twenty."""
    while True:
        name = here.conversations.begin("anna").conversation_id
        for number in range(20):
            said = f"an oak lamp under {11 + number} USD"
            here.conversations.turn(name, said, "anna")
            tell("said", name, said)


def approve_copy(here: Container, tell: Tell) -> None:
    """One draft after the other, each taking the place of the one before."""
    while True:
        draft = here.copywriting.write(CopyRequest("p2", CopyKind.TITLE))
        here.copywriting.approve(draft.draft_id, "Mei")
        tell("approved", draft.draft_id, draft.created_at)
        time.sleep(_SHARE)


def work_until_killed(folder: Path, acknowledged: Connection) -> None:
    """The process; everything that is sent was done when it was sent."""
    lock = threading.Lock()

    def tell(*act: str) -> None:
        with lock:
            acknowledged.send(act)

    with hashing_shop(folder) as (_, here):
        for work in (answer_cases, talk, approve_copy):
            threading.Thread(target=work, args=(here, tell), daemon=True).start()
        threading.Event().wait()
