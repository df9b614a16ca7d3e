"""The sentences of a comparison, in both languages: ours around what the records say.

No template says a number, in digits or words: every number of a sentence is one of its evidence.
Quotation marks are curly in both languages, for a straight one behind a number means inches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopguide.text.language import Language
from shopguide.text.listing import listed

_AHEAD: Mapping[str, tuple[str, str, str, str]] = {
    "price": ("is cheaper", "is the cheapest", "更便宜", "最便宜"),
    "weight": ("is lighter", "is the lightest", "更轻", "最轻"),
    "battery_life": ("lasts longer", "lasts longest", "续航更久", "续航最久"),
    "charging_time": ("charges faster", "charges fastest", "充电更快", "充电最快"),
    "capacity": ("holds more", "holds most", "容量更大", "容量最大"),
    "noise_level": ("is quieter", "is the quietest", "更安静", "最安静"),
    "rating": ("is rated higher", "is rated highest", "评分更高", "评分最高"),
    "brightness": ("is brighter", "is the brightest", "更亮", "最亮"),
    "keeps_hot": ("keeps hot longer", "keeps hot longest", "保温更久", "保温最久"),
    "keeps_cold": ("keeps cold longer", "keeps cold longest", "保冷更久", "保冷最久"),
    "people": ("sleeps more people", "sleeps most people", "可住的人更多", "可住的人最多"),
    "setup_time": ("is set up faster", "is set up fastest", "搭建更快", "搭建最快"),
    "maximum_load": ("carries more", "carries most", "承重更大", "承重最大"),
}
"""How a product is ahead of another, and of all others; further attributes by their name."""

_NAMES = frozenset({"Bluetooth"})
"""Words of the names of attributes that are written with a capital within a sentence, too."""

MAX_VALUE_CHARACTERS = 80


def best_words(concept: str, language: Language) -> str:
    """What the best of several is by an attribute: "the lightest", 最轻; empty where not known."""
    english, chinese = _AHEAD.get(concept, ("", "", "", ""))[1::2]
    return chinese if language == "zh" else english.removeprefix("is ")


@dataclass(frozen=True, slots=True)
class Said:
    """A product, by the name it has in sentences, and its value; empty where it says nothing."""

    name: str
    value: str


class Wording:
    """Makes the sentences in one language."""

    def __init__(self, language: Language) -> None:
        self._zh = language == "zh"

    def ahead(self, concept: str, shown: str, best: Said, others: Sequence[Said]) -> str:
        """One product is ahead of the others by an attribute."""
        phrase = self._phrase(concept, shown, several=len(others) > 1)
        if self._zh:
            rest = "，".join(f"{each.name}为{_short(each.value)}" for each in others)
            return f"{best.name}{phrase}：{_short(best.value)}，{rest}。"
        rest = ", ".join(f"{_short(each.value)} ({each.name})" for each in others)
        return f"{best.name} {phrase}: {_short(best.value)} against {rest}."

    def side_by_side(self, shown: str, said: Sequence[Said]) -> str:
        """What each product says, without a judgement."""
        stated = [each for each in said if each.value]
        if self._zh:
            return f"{shown}：" + "，".join(f"{e.name}为{_short(e.value)}" for e in stated) + "。"
        return f"{shown}: " + "; ".join(f"{e.name}, {_short(e.value)}" for e in stated) + "."

    def alike(self, shown: str, value: str) -> str:
        """All products say the same."""
        return (
            f"{shown}相同：{_short(value)}。" if self._zh else f"{shown}: {_short(value)} for all."
        )

    def limit(self, words: str, said: Sequence[Said], meets: Sequence[bool | None]) -> str:
        """Which products keep a limit that the shopper set in these words."""
        parts = [self._kept(each, kept) for each, kept in zip(said, meets, strict=True)]
        if self._zh:
            return f"“{words}”：" + "，".join(parts) + "。"
        return f"“{words}”: " + "; ".join(parts) + "."

    def quote(self, name: str, text: str) -> str:
        """What a product's own description, or a review of it, says."""
        return f"{name}：“{text}”" if self._zh else f"{name}: “{text}”"

    def liked(self, shown: str, name: str, text: str) -> str:
        """Reviews praise one product more for an aspect, and a sentence that shows it."""
        if self._zh:
            return f"{shown}方面，评论更认可{name}：“{text}”"
        return f"On {_inside(shown)}, reviews speak better of {name}: “{text}”"

    def praised(self, shown: str, name: str, text: str) -> str:
        """Reviews praise a product for an aspect; those of the others say too little."""
        if self._zh:
            return f"{shown}方面，{name}的评论多为好评：“{text}”；其他商品的评论不足以比较。"
        return (
            f"On {_inside(shown)}, reviews praise {name}: “{text}”; "
            "of the others they say too little to compare."
        )

    def pick(self, name: str, shown: Sequence[str]) -> str:
        """One product is clearly ahead on what was asked, and by what."""
        if self._zh:
            return f"就所说的需求看，{name}更合适：{listed(shown, 'zh')}。"
        return f"For what you need, {name} is ahead: {listed([*map(_inside, shown)], 'en')}."

    def choice(self, leads: Mapping[str, Sequence[str]]) -> str:
        """None is clearly ahead: by which attributes each product is the best."""
        if self._zh:
            parts = "，".join(f"看重{listed(shown, 'zh')}选{name}" for name, shown in leads.items())
            return f"{parts}：要看哪项更重要。"
        parts = "; ".join(
            f"{name} for {listed([*map(_inside, shown)], 'en')}" for name, shown in leads.items()
        )
        return f"It comes to what matters more: {parts}."

    def no_match(self) -> str:
        """No product meets every limit."""
        if self._zh:
            return "没有哪款能满足全部要求。"
        return "Of these, none is known to meet all of that."

    def open(self) -> str:
        """Nothing that was asked for tells the products apart."""
        if self._zh:
            return "就店里的资料，这个需求分不出哪款更合适。"
        return "On what you need, the shop's data does not put any of them ahead."

    def uncovered(self) -> str:
        """The data says nothing to the need; what follows is only near to it."""
        if self._zh:
            return "店里的资料没有说明这个需求，下面是相近的几项。"
        return "The shop's data does not speak of what you need; this is what comes near."

    def unavailable(self, name: str) -> str:
        """The product that would be ahead cannot be bought from stock now."""
        return f"{name}目前没有现货。" if self._zh else f"{name} is not in stock now."

    def _phrase(self, concept: str, shown: str, *, several: bool) -> str:
        if concept in _AHEAD:
            return _AHEAD[concept][2 * self._zh + several]
        return f"的{shown}占优" if self._zh else f"is ahead on {_inside(shown)}"

    def _kept(self, said: Said, kept: bool | None) -> str:
        if kept is None and not said.value:
            return f"{said.name}没有说明" if self._zh else f"of {said.name} the data does not say"
        words: dict[bool | None, tuple[str, str]] = {
            True: ("meets it", "符合"),
            False: ("does not", "不符合"),
        }
        english, chinese = words.get(kept, ("cannot be told", "无法判断"))
        if self._zh:
            return f"{said.name}{chinese}（{_short(said.value)}）"
        return f"{said.name} {english} ({_short(said.value)})"


def _short(value: str) -> str:
    if len(value) <= MAX_VALUE_CHARACTERS:
        return value
    return value[:MAX_VALUE_CHARACTERS].rstrip() + "…"


def _inside(shown: str) -> str:
    """The name of an attribute within an English sentence; names and abbreviations stay."""
    words = shown.split(" ")
    return " ".join(
        each.lower() if each[1:].islower() and each not in _NAMES else each for each in words
    )
