import threading
import time

from shopguide.bootstrap import Built, Container
from shopguide.config import Settings


class Slow(Container):
    def __init__(self) -> None:
        super().__init__(Settings())
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.times_built = 0

    @Built
    def heavy(self) -> object:
        self.times_built += 1
        self.begun.set()
        self.may_end.wait(10)
        return object()

    @Built
    def light(self) -> str:
        return "ready"


def test_a_part_is_built_once_however_many_threads_ask_for_it() -> None:
    slow = Slow()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(slow.heavy)) for _ in range(4)]
    for thread in threads:
        thread.start()
    slow.begun.wait(10)
    time.sleep(0.05)  # the others come to the door
    slow.may_end.set()
    for thread in threads:
        thread.join(10)
    assert slow.times_built == 1
    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_nobody_waits_for_a_part_that_another_builds() -> None:
    slow = Slow()
    builder = threading.Thread(target=lambda: slow.heavy)
    builder.start()
    slow.begun.wait(10)
    seen: list[str] = []
    asker = threading.Thread(target=lambda: seen.append(slow.light), daemon=True)
    asker.start()
    asker.join(5)
    slow.may_end.set()
    builder.join(10)
    assert seen == ["ready"]
