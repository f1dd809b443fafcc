"""The words by which eight languages say whose a number or address is, and by which one asks for it (trust.md R26).
All of them in folded form: small letters, no marks on them."""

from __future__ import annotations

import re


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.translate(str.maketrans("йёς", "иеσ")))


_THING = (
    r"(?:(?:tele|mobile?|mobil|cell|handy|private?|eigene|home|heim|new|neue)[ -]?)*"
    r"(?:(?:tele)?phone|phone ?number|mobile|cell|number|e?-?mail(?: ?address| ?adresse)?|whatsapp|iban|bank details"
    r"|handy(?:nummer)?|nummer|telefon(?:nummer)?|mobilnummer|adresse|anschrift|konto(?:nummer)?|karte|card"
    r"|numero(?: de (?:telephone|portable|telefono|movil))?|telephone|portable|courriel|movil|telefono|cellulare|correo"
    r"|indirizzo|direccion|telefone|celular|endereco|nummer|telefoonnummer|adres|address"
    r"|телефон|номер(?: телефона)?|почт[ау]|адрес|τηλεφωνο|αριθμο[ςσ]?|διευθυνση)"
)
OWN_CUES = _cue(
    r"\b(?:my|mine|me|i am|i'm|meine?[rnms]?|mich|mir|mon|ma|mes|moi|mi|mio|mia|meu|minha|mijn|moj[aei]?"
    r"|мой|моя|мне|мо[её]м[уы]?|μου)\b"
)
OTHERS_CUES = _cue(
    rf"\b(?:his|her|their|seine?|ihre?|deren|son|sa|leur|su|suo|sua|seu|zijn|haar|его|ее|их)\s+{_THING}"
    rf"|\b(?!it|that|what|here|there|let|who|how)[^\W\d_]{{2,}}['’]?s\s+{_THING}"
    rf"|\b{_THING}\s+(?:of|from|von|vom|de|di|do|da|van|του|της)\s+(?!me\b|mir\b|moi\b|mi\b)[^\W\d_]{{2,}}"
    r"|\b(?:call|text|ring|ruf|appelle|llama a|chiama)\s+(?:him|her|them|ihn|sie)\b"
)
# Without one of these in a text none of the next is.
ADDRESS_HINTS = (
    "live", "address", "wohn", "adres", "anschrift", "habit", "viv", "direcc", "abit", "indirizz", "mora", "woon",
    "жив", "адрес", "μεν", "διευθ", "home",
)  # fmt: skip
ADDRESS_CUES = _cue(
    r"\b(?:(?:i live (?:at|in|on)|i'm at home|my (?:home )?address(?: is)?|ich wohne|meine (?:adresse|anschrift)"
    r"|j'habite|mon adresse|vivo en|mi direccion|abito in|il mio indirizzo|moro na|ik woon|mijn adres"
    r"|я живу|мой адрес|μενω στ|η διευθυνση μου)"
    r"|(?P<others>(?:he|she|they|[^\W\d_]{3,}) lives? (?:at|in|on)|(?:his|her|their) (?:home )?address(?: is)?"
    r"|(?:er|sie|[^\W\d_]{3,}) wohnt|(?:seine|ihre) (?:adresse|anschrift)|(?:il|elle) habite|son adresse"
    r"|vive en|su direccion|abita in|il suo indirizzo|mora na|zij woont|hij woont|(?:zijn|haar) adres"
    r"|(?:он|она) живет|(?:его|ее) адрес))\b[:,]?"
)
ASKING = _cue(
    rf"\b(?:(?:send|give|tell|text|share|leave|drop|dm|pm|message)\b.{{0,24}}\byour\s+(?:own\s+)?{_THING}"
    rf"|(?:what(?:'s| is)|can (?:i|we) (?:have|get))\s+your\s+{_THING}"
    rf"|(?:schick|gib|sag|schreib|nenn|teil|verrat)\w*\b.{{0,24}}\b(?:deine?|eure?|ihre?)\s+{_THING}"
    rf"|wie (?:ist|lautet) (?:deine|eure|ihre)\s+{_THING}"
    rf"|(?:envoie|donne|laisse|dis)\w*\b.{{0,24}}\b(?:ton|votre|ta|vos)\s+{_THING}"
    rf"|(?:envia|dame|manda|dime|pasa)\w*\b.{{0,24}}\b(?:tu|vuestro|su)\s+{_THING}"
    rf"|(?:manda|dammi|invia|dimmi)\w*\b.{{0,24}}\b(?:tuo|tua|vostro)\s+{_THING}"
    rf"|(?:stuur|geef)\w*\b.{{0,24}}\b(?:je|jouw|jullie)\s+{_THING}"
    rf"|(?:пришли|дай|скажи|напиши)\w*\b.{{0,24}}\b(?:свой|твой|ваш)\w*\s+{_THING}"
    rf"|(?:στειλε|δωσε|πες)\w*\b.{{0,24}}\b{_THING}\s+(?:σου|σας))"
)
