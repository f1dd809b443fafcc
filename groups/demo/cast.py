"""Who lives in the demo, and in which groups. Names and addresses are invented."""

from __future__ import annotations

from dataclasses import dataclass, field

BRAND = "Stride"
BRAND_COLOUR = "#0e6b4f"
OTHER_BRAND = "Ostwind"
CITY = "Hamburg"
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Somebody:
    """`name` as others read it; `speaks` the languages they write in, the first of them most."""

    key: str
    name: str
    speaks: tuple[str, ...] = ("en",)
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Crew:
    """A group of the demo. `members` were there before the talk begins, `late` come while it is made."""

    name: str
    captain: str
    about: str
    emblem: str
    members: tuple[str, ...]
    terms: dict[str, str | int] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)  # days before today
    seat: str = "none"  # Bea's: none, listening, speaking
    share: int = 0  # how many messages it holds, about


PEOPLE = {
    one.key: one
    for one in (
        Somebody("olga", "Olga"),
        Somebody("maya", "Maya"),
        Somebody("otto", "Otto", ("de", "en")),
        Somebody("bea", "Bea", ("en", "de"), "I work at Stride, on the shoes you complain about"),
        Somebody("cara", "Cara", ("en", "de"), "Captain. Lamp, whistle, spare gloves"),
        Somebody("ana", "Ana", ("en", "es"), "Slow on hills, fast at bakeries"),
        Somebody("ben", "Ben", ("en", "de"), "Ran Berlin once and will tell you"),
        Somebody("yusuf", "Yusuf", ("ar", "en", "de"), "مهندس، وأركض قبل القهوة"),
        Somebody("nia", "Nia", ("en",)),
        Somebody("dov", "Dov"),
        Somebody("cleo", "Cleo", ("en", "de"), "Stairs, mostly"),
        Somebody("eve", "Eve"),
        Somebody("milo", "Milo"),
        Somebody("lena", "Lena", ("de", "en"), "Neu in der Stadt, neu im Laufen"),
        Somebody("marek", "Marek", ("en", "de"), "Night shifts, odd hours"),
        Somebody("sofia", "Sofía", ("es", "en"), "De Valencia. El frío lo llevo regular"),
        Somebody("tomas", "Tomás", ("es", "en", "de")),
        Somebody("elif", "Elif", ("tr", "en", "de"), "Sabahçı"),
        Somebody("okan", "Okan", ("tr", "de", "en")),
        Somebody("noor", "Noor", ("en", "ar")),
        Somebody("layla", "ليلى", ("ar", "en"), "أول ماراثون في الربيع إن شاء الله"),
        Somebody("freya", "Freya", ("en",), "Two kids, one buggy, no excuses"),
        Somebody("paul", "Paul", ("de", "en")),
        Somebody("miriam", "Miriam", ("de", "en"), "Physio. Nein, ich schaue mir dein Knie nicht im Chat an"),
        Somebody("kwame", "Kwame", ("en",), "Pacer for anyone above six minutes"),
        Somebody("hanna", "Hanna", ("de", "en")),
        Somebody("luca", "Luca", ("en", "es")),
        Somebody("theo", "Theo", ("en", "de"), "Marathon number seven, maybe"),
        Somebody("ines", "Inês", ("en", "es")),
        Somebody("deniz", "Deniz", ("tr", "de", "en")),
        Somebody("rania", "Rania", ("ar", "en", "de")),
        Somebody("jonas", "Jonas", ("de", "en"), "Captain. Knows every puddle south of the river"),
        Somebody("greta", "Greta", ("de", "en")),
        Somebody("arne", "Arne", ("de", "en"), "Hund heißt Kante und läuft mit"),
        Somebody("priya", "Priya", ("en",)),
        Somebody("sam", "Sam", ("en",)),
        Somebody("hal", "Hal", ("en", "de"), "Captain. Counts steps out loud"),
        Somebody("vera", "Vera", ("de", "en")),
        Somebody("pablo", "Pablo", ("es", "en")),
        Somebody("juno", "Juno", ("en",)),
    )
}

CREWS = (
    Crew(
        name="Harbour Runners",
        captain="cara",
        about="Easy miles along the water, Tuesdays and Thursdays, long and slow on Saturdays. Cake is part of it.",
        emblem="anchor",
        members=(
            *("ben", "ana", "marek", "yusuf", "miriam", "elif", "kwame", "theo", "sofia", "hanna", "paul", "noor"),
            *("luca", "okan", "freya", "tomas", "layla", "ines", "deniz", "rania"),
        ),
        terms={"inviters": "members"},
        late={"lena": 13.2, "nia": 0.0},
        seat="speaking",
        share=1240,
    ),
    Crew(
        name="Trail Sundays",
        captain="jonas",
        about="Mud, roots and buns, every Sunday in the woods south of the river.",
        emblem="trees",
        members=(
            *("ben", "greta", "arne", "priya", "kwame", "freya", "ana", "sam", "tomas", "rania", "theo", "vera"),
            *("okan",),
        ),
        terms={"history": "shared"},
        seat="listening",
        share=560,
    ),
    Crew(
        name="Hill Club",
        captain="hal",
        about="The stairs of Blankenese, up and down, Wednesdays at seven. Nobody is timed.",
        emblem="mountain",
        members=("cleo", "ben", "juno", "vera", "pablo", "sam", "greta", "elif"),
        terms={"approval": "captain", "brand_presence": "listening", "size_cap": 12},
        share=420,
    ),
)

# What each of the links of `demo_links` is good for.
LINKS = {
    "ana": "member of Harbour Runners and Trail Sundays",
    "ben": "member of all three groups",
    "yusuf": "member of Harbour Runners, reads and writes Arabic",
    "lena": "member of Harbour Runners, reads and writes German",
    "nia": "joined Harbour Runners today",
    "cara": "captain of Harbour Runners",
    "hal": "captain of Hill Club; somebody waits to be let in",
    "cleo": "member of Hill Club only",
    "maya": "manages the brand Stride, at /brand/",
    "bea": "holds Stride's seat: speaks in one group, listens in another",
    "otto": "manages another brand",
    "dov": "was removed from Harbour Runners",
    "eve": "signed in, belongs nowhere",
    "olga": "operates the installation, at /admin/",
}
