"""Whether a sentence says that something is so: what it denies, only plans, or says by way of formula is no evidence."""

import re

REACH = 160
"""Characters looked at on either side of a phrase within its sentence; own choice."""

_BETWEEN = (
    "a|an|any|be|been|yet|currently|presently|have|has|had|formal|dedicated|single|designated|full-time|permanent|of|the|for|"
    "city|"
    "citywide|city-wide|chief|open|position|post|office|role|hold|maintain|offer|appoint(?:ed)?|designated?|named?|hired?|"
    "establish(?:ed)?|created?|adopt(?:ed)?|formed|employ|fund|un|una|ningun|ninguna|um|uma|nenhum|nenhuma|se|hay|ha|"
    "existe|existen|"
    "existem|tiene|tienen|cuenta|cuentan|con|tem|possui|conta|com|posee|dispone|dispoe|de|cargo|el|la|o|nombrado|nomeado|"
    "nomeou|designado|designou|aun|ainda|todavia"
)
_BEFORE = re.compile(
    r"(?:\b(?:not|never|no|neither|nor|without|lacks?|lacking|cannot|nunca|tampoco|ninguna?|nenhuma?|nao|sin|sem|carece|former|"
    r"formerly|vacant|abolish\w*|eliminat\w*|suprim\w*|extin\w*)|n't)[ ,]"
    rf"(?:(?:{_BETWEEN})[ ,]){{0,7}}$"
)
_NEGATIVE = re.compile(r"\b(?:not|no|never|none|nao|nunca|ninguna?|nenhuma?|podra|podera)\b")
_WITHOUT = re.compile(r"\b(?:without|sin|sem)\b")
_AFTER = re.compile(
    r"^[^.;\n]{0,60}?(?:\b(?:was|were|is|are|be|been|remains?|stands|fue|fueron|esta|se encuentra|foi|foram|ficou)"
    r" (?:\w+ ){0,2}?(?:abolished|eliminated|vacant|dissolved|disbanded|discontinued|unfilled|open for applications|"
    r"suprimid\w+|"
    r"eliminad\w+|disuelt\w+|vacante|extint\w+|vago|vaga|dissolvid\w+)|\b(?:does|do|did) not (?:yet |currently )?exist|"
    r"\bno (?:existe|ha sido)|\bnao (?:existe|foi)|\b(?:is|are) being (?:developed|drafted|written|created|planned)|"
    r"\b(?:has|have) not (?:yet )?been)"
)
_PLANNED = re.compile(
    r"(?<!data )(?:\b(?:plans?|planning|intends?|hopes?|wants?|aims?|wishes|considering|considers|looking|seeks?|seeking|"
    r"proposes?|proposing|expects?|would like|recruit\w*|preve|planea|pretende|espera|desea|busca|quiere|deseja|planeja|"
    r"quer))\b"
    r"[^.;\n]{0,60}$"
)
_PENDING = re.compile(
    r"\bcoming soon\b|\bunder (?:construction|development)\b|\bto be (?:announced|hired|recruited)\b|\bproximamente\b|"
    r"\bem breve\b|"
    r"\bem construcao\b|\ben construccion\b|\bwill be (?:hired|recruited)\b|\bwill hire\b"
)
_ADVERT = re.compile(
    r"\b(?:job|position) (?:opening|posting|announcement|description)\b|\bvacanc(?:y|ies)\b|\bvacant\b|\bwe are hiring\b|"
    r"\bis hiring\b|"
    r"\bnow hiring\b|\bapply (?:now|by|online|today)\b|\bconvocatoria\b|\boferta de empleo\b|\bvaga de\b|\bprocesso seletivo\b"
)
_FORMULA = re.compile(
    r"\b(?:uso|usando|exercicio|ejercicio|virtude?|gozo)\b[^.;\n]{0,40}$|\b(?:authority|powers?|duties) (?:\w+ ){0,3}vested\b|"
    r"\bvested in\b|\bpursuant to[^.;\n]{0,40}$"
)
_FORMULA_BEHIND = re.compile(
    r"^[^.;\n]{0,40}\bque (?:lhe|lhes|le|les|me|nos) (?:sao |son |foram |fueron )?(?:confer|confier|atribu|otorg|outorg)"
)
_TITLE_BEHIND = re.compile(
    r"^ (?:and privacy |and technology )?(?:officer|manager|director|analyst|specialist|administrator|engineer|team|"
    r"office|division)s?\b"
)

_VACANCY_CUES = (
    r"\bsalary\b", r"\bclosing date\b", r"\bapply now\b", r"\bhow to apply\b", r"\bminimum qualifications?\b",
    r"\bjob (?:opening|posting|title|summary|"
    r"type)\b", r"\bresume\b", r"\bbenefits package\b", r"\bequal opportunity employer\b",
    r"\bexperience required\b|"
    r"\byears of experience\b", r"\bconvocatoria\b", r"\bsalario\b", r"\brequisitos\b", r"\bcurriculum\b",
    r"\bprocesso seletivo\b", r"\bremuneracao\b",
)  # fmt: skip
VACANCY = 3
"""Cues that make a short page a job advert; own choice."""
VACANCY_WITHIN = 8_000
_PRESS = re.compile(
    r"\bfor immediate release\b|\b(?:press|news|media) release\b|\bpress secretary\b|\bmedia contacts?\b|"
    r"\bcomunicado de (?:prensa|imprensa)\b|"
    r"\b(?:nota|boletin|sala) de prensa\b|\bassessoria de (?:imprensa|comunicacao)\b|\bnota a imprensa\b"
)
_PRESS_ADDRESS = re.compile(
    r"/(?:news|press|media|newsroom|press-releases?|noticias?|prensa|imprensa|blog|articles?)(?:/|$)", re.IGNORECASE
)
_PRESS_CONTACT = re.compile(
    r"\b(?:press|media)\b|\bpublic (?:information|affairs|relations)\b|\bcommunications (?:director|office|manager|"
    r"team)\b|\bspokes\w+|"
    r"\bprensa\b|\bimprensa\b|\bwebmaster\b"
)


def is_denied(code: str, sentence: str, start: int, end: int, lead_in: str = "") -> bool:
    """True where the folded sentence denies, plans or advertises what its characters from `start` to `end` name; `lead_in` is
    what stands before it in its line (`Job opening: …`)."""
    before, behind, named = sentence[max(0, start - REACH) : start], sentence[end : end + REACH], sentence[start:end]
    if _PENDING.search(sentence) or _AFTER.search(behind) or _PLANNED.search(before):
        return True
    if met := _BEFORE.search(before):
        # `Nothing is released without a privacy review` asks for one.
        return not (_WITHOUT.match(met[0]) and _NEGATIVE.search(before[: met.start()]))
    if code in ("lead", "body"):
        return bool(_ADVERT.search(lead_in + sentence) or re.search(r"\b(?:no|not|nao|never)\b", named))
    if code == "contact":
        return bool(_PRESS_CONTACT.search(lead_in + sentence))
    if code == "responsibilities":
        return bool(_FORMULA.search(before) or _FORMULA_BEHIND.search(behind) or re.search(r"\bvested (?:in|by)\b", sentence))
    return code == "security" and bool(_TITLE_BEHIND.search(behind))


def is_vacancy(folded: str) -> bool:
    """A job advert: what it says of a role is what is looked for."""
    head = folded[:VACANCY_WITHIN]
    return len(folded) <= VACANCY_WITHIN and sum(re.search(cue, head) is not None for cue in _VACANCY_CUES) >= VACANCY


def is_press(folded: str, url: str | None) -> bool:
    """A press release or a news story, by its words or its address."""
    return bool(_PRESS.search(folded[:2_000]) or _PRESS_ADDRESS.search((url or "")[:2_000].partition("?")[0]))


_LEVEL = re.compile(
    r"\b(?:(public|publi[cs]\w*)|(internal|intern[ao]s?|internal use)|(confiden[ct]ial\w*)|(restrict\w*|restrit\w*|"
    r"restring\w*)|(sensitiv\w*|sensible\w*|"
    r"sensive\w*)|(protected|protegid\w*)|(private|privad\w*)|(reservad\w*)|(secret\w*|ultrassecret\w*|sigilos\w*)|(open|"
    r"abiert\w*|abert\w*))\b"
)
_LEVELS = re.compile(
    r"\b(?:two|three|four|five|six|[2-6]|dos|tres|cuatro|cinco|duas|quatro) (?:\w+ )?(?:levels|tiers|categories|classes|"
    r"niveles|niveis|categorias)\b|"
    r"\b(?:level|tier|nivel) [0-5]\b"
)
_SHARED_BY_PROCESS = re.compile(
    r"\b(?:submits?|submitted|reviewed|reviews|requires?|required|requests?\b[^.;\n]{0,60}\b(?:are|is|shall|must|will|"
    r"may)|must|shall|steps?|before|"
    r"prior to|signed?|within \w+ (?:business |working )?days|process (?:for|is|has|begins)|firma\w*|solicit\w*|debera\w*|"
    r"devera\w*|antes de|mediante|"
    r"requier\w*|exige\w*|celebra\w*|assina\w*)\b"
)
_CARE = re.compile(
    r"\b(?:check\w*|verif\w*|validat\w*|review\w*|assess\w*|monitor\w*|audit\w*|correct(?:s|ed|ing|ion|ions)?|test(?:s|ed|"
    r"ing)?|measur\w*|profil\w*|"
    r"inspect\w*|revis\w+|corrig\w*|correg\w*|realiza\w*|evalua\w*|avalia\w*|valida\w*|control(?:a|an|ar|ara|aran|s|led|"
    r"ling)|procedure\w*|process\w*|steps?)\b"
)


def is_described(code: str, passage: str) -> bool:
    """True where a folded passage says how, of the matters that a mere mention does not show."""
    if code == "classification-levels":
        named = {met.lastindex for met in _LEVEL.finditer(passage)}
        return len(named) > 1 or _LEVELS.search(passage) is not None
    if code == "sharing-process":
        return _SHARED_BY_PROCESS.search(passage) is not None
    return code != "quality-process" or _CARE.search(passage) is not None
