"""HTTP: answers."""

from shopguide import starting

starting.begin()
