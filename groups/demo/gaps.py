"""What fills the gaps of scenes: places of the city, days, numbers, names."""

from __future__ import annotations

import random
import re
from datetime import datetime

from groups.demo.clock import BERLIN, next_run

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
    "tr": ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ROUTES = {
    "anchor": (
        *(
            "the harbour loop",
            "the Elbe path",
            "the tunnel and back",
            "the Alster",
            "HafenCity",
            "the fish market loop",
        ),
        *("the long bridge", "Övelgönne", "the canal path", "Entenwerder"),
    ),
    "trees": (
        *("the heath loop", "the Fischbek ridge", "the sand track", "the deer fence path", "the valley of stones"),
        *("the quarry", "the long spruce climb", "the old railway cut"),
    ),
    "mountain": (
        *("the lighthouse stair", "the baker's stair", "the long stair", "the crooked stair", "the ferry stair"),
        *("the garden stair", "the stair behind the church"),
    ),
}
CAKES = (
    *("plum cake", "carrot cake", "cheesecake", "cinnamon rolls", "poppy seed cake", "lemon drizzle", "banana bread"),
    *("franzbrötchen", "apple crumble", "brownies", "baklava", "marble cake"),
)
SHOES = ("the grey pair", "the blue pair", "my old pair", "the trail pair", "the light ones", "the cushioned ones")
STATIONS = ("Landungsbrücken", "Baumwall", "Altona", "Dammtor", "Sternschanze", "Neugraben", "Blankenese", "Harburg")
THINGS = (
    "a black glove",
    "a grey headband",
    "a bike light",
    "a blue bottle",
    "one earphone",
    "a green beanie",
    "a key",
)
CAFES = ("the corner bakery", "the kiosk", "the Portuguese place", "the mill café", "the little roastery")
_GAP = re.compile(r"\{(\w+)\}")


class Gaps:
    """One filling for one scene: the same gap is filled the same way in all its lines."""

    def __init__(self, dice: random.Random, emblem: str, at: datetime, names: dict[str, str]) -> None:
        run = next_run(emblem, at)
        self._days = {language: run.day(names_of) for language, names_of in DAYS.items()}
        day = run.start.astimezone(BERLIN)
        minutes = dice.randrange(5, 26)
        self._values = {
            "route": dice.choice(ROUTES[emblem]),
            "other": dice.choice(ROUTES[emblem]),
            "cake": dice.choice(CAKES),
            "shoe": dice.choice(SHOES),
            "station": dice.choice(STATIONS),
            "thing": dice.choice(THINGS),
            "cafe": dice.choice(CAFES),
            "km": str(dice.randrange(6, 17)),
            "pace": f"{dice.randrange(5, 8)}:{dice.randrange(0, 60, 5):02d}",
            "min": str(minutes),
            "n": str(dice.randrange(3, 9)),
            "temp": str(dice.randrange(1, 9)),
            "time": f"{day:%H:%M}",
            "date": f"{DAYS['en'][day.weekday()]} {day.day} {MONTHS[day.month - 1]}",
            **names,
        }

    def fill(self, words: str, language: str) -> str:
        values = {**self._values, "day": self._days[language]}
        return _GAP.sub(lambda gap: values[gap[1]], words)
