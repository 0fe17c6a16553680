"""What the words around a finding speak of: of a person, of technology, of languages, of airports."""

from __future__ import annotations

import re
from functools import cached_property

from isthmus.detect.everyday import EVERYDAY
from isthmus.detect.technology import AIRPORTS, SURE, THINGS, UNITS

_SIGNS = SURE - {word for word in UNITS if word.islower()}
_REACH = 48
_NEAR = 240
_GREETED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|herrn?|frau|dear|hi|hello|hey|liebe[rs]?|hallo|regards|"
    r"sincerely|yours|"
    r"cheers|love|name is|name's|my name|named|(?:am|bin|is|are) called|I am|I'm|ich bin|heiße|heißt|je m'appelle|"
    r"me llamo|mi chiamo|signed|wife|husband|son|daughter|sister|brother|mother|father|mum|mom|dad|aunt|uncle|cousin|"
    r"neighbou?r|girlfriend|boyfriend|friend|colleague|boss|patient|thank|tell|ask|asked|told|thanks,|remind|invite|"
    r"marry|married|met|meet|love)[.,:;]?\s+(?:my\s)?\Z",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:,? (?:said|says|know|like|want|need|think|speak|work|live|review|help|join|attend|approve|"
    r"merge|come|meet|say|asked|asks|met|told|tells|wrote|writes|thinks|thought|wants|wanted|likes|liked|loves|"
    r"loved|lives|lived|works|worked|born|died|married|complained|replied|answered|called me|smiled|laughed|felt|"
    r"feels|knows|knew|"
    r"was born|is (?:late|sick|ill|away|coming|married|(?:my|our|his|her) |an? (?:wo)?man|an? (?:girl|boy|"
    r"nurse|teacher|"
    r"patient|customer)|on (?:holiday|leave|vacation)|\d+)|and (?:I|he|she|his|her|my)|will (?:come|call|be late))\b|"
    r",? aged\b|['’]s (?:mother|father|wife|husband|son|daughter|sister|brother|birthday|address|phone|"
    r"e-?mail|salary|"
    r"account|desk|office|manager|boss|team|doctor|appointment)\b| ?[(<]?[\w.+-]+@|,? (?:he|she)\b)",
)
_ASKED = re.compile(
    r"(?:\A|[.!?\n]\s*)(?:who|whom|whose|when|where|what|why|how|which|did|does|do|can|should|was|were|is|are|"
    r"explain|describe|summari[sz]e|"
    r"tell me about|compare|list|name|quote|in which)\b[^.!?\n]*\Z",
    re.IGNORECASE,
)
_BIDDEN = re.compile(
    r"(?:\A|[.!?\n]\s*)(?:implement|convert|translate|port|rewrite|write|make|create|build|generate|use|install|"
    r"set up|configure|deploy|show|solve|compute|add|fix|give me|help me|summari[sz]e)\b[^.!?\n]*\Z",
    re.IGNORECASE,
)
_YOU_ARE = re.compile(r"\bYou are (?:called |named )?\Z")
_ASSISTANT = re.compile(
    r"[^.!?\n]{0,80}\b(?:assistants?|agents?|engineer|programmer|developers?|bot|chatbot|AI|model|expert|"
    r"tools?|editor)\b"
)
_A = (
    r"(?P<a>(?:an?|the|my|our|your|one of the|ein(?:e[nrms]?)?|der|die|une?|le|la|una?|um|uma|il|een)\s"
    r"(?:[\w'’/-]+,?\s){0,6})\Z"
)
_ROLE = re.compile(
    r"(?:\b(?:you(?: are|['’]re| were|['’]ll be| will be| must be| should be)|(?:act|acting|behave|respond|reply|answer"
    r"|pose|serve|roleplay|role-play)(?: now)? (?:as|like)(?: if you (?:are|were))?|think like|pretend (?:to be|being)"
    r"|imagine (?:being|yourself as)|(?:play|assume|take on|adopt|in) the (?:role|part|persona|perspective) of"
    r"|your (?:role|persona|job) is(?: that of)?|du bist|sie sind|(?:agiere|handle|antworte|verhalte dich) (?:als|wie)"
    r"|tu es|vous êtes|(?:agis|agissez|réponds|répondez) (?:comme|en tant que)|eres|(?:actúa|responde) como|sei"
    r"|(?:agisci|rispondi) come|je bent|gedraag je als|você é|aja como)\s(?:now |also |jetzt )?"
    r"(?:(?:called |named )?[A-Z][\w-]*(?: [A-Z][\w-]*)?, )?"
    rf"|(?:\A|[.!?:\n]\s*)(?P<as>as )){_A}",
    re.IGNORECASE,
)
"""What gives a model its role, up to the calling itself."""
_AS_ASKED = re.compile(
    r"(?:\A|[.!?:\n]\s*)(?:please )?(?:answer|respond|reply|explain|write|review|analy[sz]e|think|advise|help|tell"
    r"|describe|give|check|evaluate|assess|summari[sz]e|translate|edit|improve|rewrite|speak|talk"
    r"|(?:can|could|would) you)\b"
    r"(?:(?!\b(?:about|him|hi[ms]|hers?|s?he|them|for|mother|father|wife|husband|son|daughter|sister|brother|friend)\b"
    r"|(?-i:[A-Z]))[^.!?\n]){0,60}"
    rf"\b(?:as|like) (?:if you were )?{_A}",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:who|whose|that|with|for|to|of|from|by|named|called|talking|helping|assisting|serving|working|whom"
    r"|I|is|was|he|she)\s",
)
_OWN = re.compile(r"[^.!?\n]{0,24}?,? ?\b(?:I|I['’]m|we|my|our|ich|wir|je|nous|yo|io)\b")
_EXAMPLE = re.compile(r"\b(?:e\. ?g\.|for example|for instance|such as|z\. ?B\.|examples?:)[^.!?\n]*\Z", re.IGNORECASE)
_WORKING = re.compile(
    r"\b(?:author|manager|customer|employee|engineer|developer|intern|nurse|teacher|doctor|lawyer|analyst|candidate|"
    r"applicant|student|reviewer|maintainer|director|secretary|from|by|with|for)[,:]?\s+\Z",
    re.IGNORECASE,
)
_FORMER = re.compile(r"([A-Z][^\W\d_]*) \Z")
_FURTHER = re.compile(r" ([^\W\d_]+)")
_TECHNICAL = re.compile(
    r"\b(?:programming|coding|compil\w+|librar(?:y|ies)|syntax|API|APIs|clusters?|deploy\w*|repositor(?:y|ies)|"
    r"debug\w*|macros?|type systems?|frameworks?|plugins?|modules?|algorithms?|databases?|quer(?:y|ies)|software|"
    r"hardware|browser|font|fonts|font-family|encryption|decrypt\w*|cipher|protocols?|regex|compiler|interpreter|"
    r"runtime|kernel|backend|frontend|endpoint|refactor\w*|implement\w*|unit tests?|git|webhooks?|caches?|"
    r"context window|difference between|gradient|correlations?|pull requests?|LLM|fine-tun\w*|embedding|neural|"
    r"dataset|theorem|equation|matrix|vectors?|polynomial|integral|derivative|probability|statistics?|variables?|"
    r"array|async|cache|bytes?|subclass(?:es)?|sockets?|parameters?|functions?|scripts?|install\w*|loop|pointers?|bot|"
    r"IDE|CLI|SDK|JSON|YAML|HTML|CSS|SQL)\b"
)
_ALSO_TECHNICAL = re.compile(
    r"\b(program|code|package|server|class|method|container|keyboard|commit|faster|slower|cheaper|unit|token|prompt|"
    r"model|string|thread|skill|app|tool|editor|terminal|shell|file|error|version|documentation|how to)(?:e?s)?\b"
)
"""What is said of other things too, of a programme on television, of a class at school: one alone tells little."""
_USED_BEFORE = re.compile(
    r"\b(?:install|installing|use|uses|using|import|run|running|upgrade|configure|deploy|compile|"
    r"written in|migrate to|"
    r"migrate from|switch to|switch from|port to|built with|built on|powered by|implement|explain|debug|"
    r"set up|faster "
    r"than|slower than|better than|instead of|compared? (?:to|with)|alternative to|version of|based on|"
    r"like|via|through|convert to|export to|import into|learn|works? with|support for|supports?|call|draw an?|"
    r"train an?|"
    r"write in)\s+(?:the |an? )?\Z",
    re.IGNORECASE,
)
_USED_AFTER = re.compile(
    r"['’]?s? (?:plugins?|library|framework|packages?|clusters?|servers?|clients?|app|API|CLI|SDK|"
    r"drivers?|modules?|compiler|"
    r"runtime|database|IDE|fonts?|models?|agents?|tools?|extensions?|skill|bot|shell|kernel|engine|format|syntax|"
    r"files?|config\w*|containers?|images?|repo\w*|scripts?|programs?|code|language|linter|formatter|"
    r"macros?|adapters?|"
    r"interface|protocol|services?|dashboards?|workflows?|pipelines?|templates?|components?|hooks?|diagrams?|charts?|"
    r"tickets?|queries|tokens?|keywords?|pragma|layers?|license)\b"
)
_LISTED = re.compile(r"\s*(?:,|/|\bor\b|\band\b|\bvs\.?|\bthan\b|\bto\b)\s*(?:and |or |the )?\Z")
_LISTED_ON = re.compile(r"\s*(?:,|/|\bor\b|\band\b|\bvs\.?|\bthan\b|\bto\b)\s*(?:and |or |the )?")
_TOKEN = re.compile(r"[A-Za-z][\w+#.-]*\w|[A-Z][+#]*")
_TONGUE_BEFORE = re.compile(r"\b(?:in|into|auf|en|speaks?|speak|learn|fluent in|from|to)\s+\Z", re.IGNORECASE)
_TONGUE_AFTER = re.compile(
    r"\s+(?:and|or|then|only|even|unless|too|to|with|for|if|when|as|at|into|in|version|related|written|"
    r"spoken|grammar|words?|sentences?|texts?|translations?|language|alphabet|subtitles?)\b|\s*[.,;:!?)\"'\n]|\s*\Z"
)
_TONGUE_NEAR = re.compile(
    r"\b(?:translat\w+|languages?|related to|repl(?:y|ies)|answer\w*|respond|grammar|sentences?|"
    r"paragraphs?|spell\w*|pronounc\w+|"
    r"dictionary|locale\w*|words?|verbs?|nouns?|subtitles?|written|ASCII|Unicode|comments|embedding|transcri\w+)\b",
    re.IGNORECASE,
)
_FLYING = re.compile(
    r"\b(?:airports?|flights?|fly|IATA|layover|stopover|departures?|arrivals?|terminal)\b", re.IGNORECASE
)
_BEGINS = "\n.!?:;#*>\"'“`|([{-0123456789•\0"


class Place:
    """Where a finding stands. What is asked of it is looked for once."""

    def __init__(self, text: str, start: int, end: int, instructing: bool = False) -> None:
        self.text, self.start, self.end, self.instructing = text, start, end, instructing
        self._before = text[max(0, start - _REACH) : start]

    @cached_property
    def greeted(self) -> bool:
        """Whether the word before, or after, is one that only goes with people."""
        return _GREETED.search(self._before) is not None or _SAID.match(self.text, self.end) is not None

    @cached_property
    def personal(self) -> bool:
        """Whether a weaker sign of a person stands beside it: a calling, or the rest of a name."""
        if self.greeted or (_WORKING.search(self._before) is not None and not self.listed):
            return True
        return self.goes_on

    @cached_property
    def goes_on(self) -> bool:
        """Whether a capitalised word that is no technology stands behind it: the rest of a name."""
        further = _FURTHER.match(self.text, self.end)
        if self.text.endswith((" and", " or"), self.start, self.end):
            return False
        if further is None or not further[1][0].isupper() or further[1] in THINGS:
            return False
        return further[1].lower() not in EVERYDAY

    @cached_property
    def addressed(self) -> bool:
        """Whether it is what a model is told that it is called."""
        return _YOU_ARE.search(self._before) is not None and _ASSISTANT.match(self.text, self.end) is not None

    @cached_property
    def given(self) -> bool:
        """Whether it is in the role that a model is given: `You are an experienced nurse`. It is nobody's."""
        before = self.text[max(0, self.start - 3 * _REACH) : self.start]
        role = _ROLE.search(before) or _AS_ASKED.search(before)
        if role is None or _OTHERS.search(role["a"]) is not None:
            return False
        return not (role.groupdict().get("as") and _OWN.match(self.text, self.end))  # as a nurse, I ...

    @cached_property
    def exemplary(self) -> bool:
        """Whether it is given as an example."""
        return _EXAMPLE.search(self.text[max(0, self.start - 2 * _REACH) : self.start]) is not None

    @cached_property
    def asked(self) -> bool:
        """Whether the sentence is a question about the world."""
        return _ASKED.search(self.text[max(0, self.start - 2 * _REACH) : self.start]) is not None

    @cached_property
    def begins(self) -> bool:
        """Whether a capital would stand here anyhow: at the beginning of a sentence, a line or a title."""
        at = self.start - 1
        while at >= 0 and self.text[at] in " \t":
            at -= 1
        return at < 0 or self.text[at] in _BEGINS

    @cached_property
    def quiet(self) -> bool:
        """Whether the text around is written in small letters, so that capitals tell something."""
        near = self._near
        return sum(map(str.islower, near)) * 2 >= sum(map(str.isalpha, near))

    @cached_property
    def technical(self) -> bool:
        """Whether technology is surely spoken of around, as it is wherever a model is told what to do."""
        if self.instructing or _TECHNICAL.search(self._near):
            return True
        certain, signs = self._signs
        return certain or len(signs) > 1 or (bool(signs) and (self.used or self.asked or self.bidden))

    @cached_property
    def hinted(self) -> bool:
        """Whether a word around is at least one that may be of technology."""
        return self.technical or bool(self._signs[1])

    @cached_property
    def elsewhere(self) -> bool:
        """Whether words stand around, and nothing in them hints at technology, at its use, or at a task for a model."""
        return self._near.strip(" \0") != "" and not (self.hinted or self.used or self.asked or self.bidden)

    @cached_property
    def bidden(self) -> bool:
        """Whether the sentence bids to make something."""
        return _BIDDEN.search(self.text[max(0, self.start - 2 * _REACH) : self.start]) is not None

    @cached_property
    def _signs(self) -> tuple[bool, set[str]]:
        """Whether a word around is certainly one of technology, and which may be. A capital at the beginning of a
        sentence is not certain; a word within a longer name and a measure are no signs."""
        near, signs = self._near, set(_ALSO_TECHNICAL.findall(self._near))
        for match in _TOKEN.finditer(near):
            if match[0] in _SIGNS:
                if not match[0].istitle():
                    return True, signs
                there = Place(near, match.start(), match.end())
                if there.begins:
                    signs.add(match[0])
                elif not there.goes_on and not there._within:
                    return True, signs
        return False, signs

    @cached_property
    def _within(self) -> bool:
        """Whether a capitalised word that is no technology stands before it: the beginning of a name."""
        word = _FORMER.search(self._before)
        return word is not None and word[1] not in THINGS and word[1].lower() not in EVERYDAY

    @cached_property
    def used(self) -> bool:
        """Whether it is spoken of as a thing that one uses, or in one list with such."""
        return (
            _USED_BEFORE.search(self._before) is not None
            or _USED_AFTER.match(self.text, self.end) is not None
            or self.listed
        )

    @cached_property
    def listed(self) -> bool:
        """Whether it stands in one list with technology."""
        listed, on = _LISTED.search(self._before), _LISTED_ON.match(self.text, self.end)
        if listed and (tokens := _TOKEN.findall(self._before[: listed.start()])) and tokens[-1] in THINGS:
            return True
        behind = on and _TOKEN.match(self.text, on.end())
        return bool(behind) and behind is not None and behind[0] in THINGS

    @cached_property
    def of_a_tongue(self) -> bool:
        """Whether the word means a language and not where somebody is from."""
        if self.greeted or not _TONGUE_AFTER.match(self.text, self.end):
            return False
        return _TONGUE_BEFORE.search(self._before) is not None or _TONGUE_NEAR.search(self._near) is not None

    @cached_property
    def of_airports(self) -> bool:
        near = self.text[max(0, self.start - _REACH) : self.start] + " " + self.text[self.end : self.end + _REACH]
        return _FLYING.search(self._near) is not None or any(word in AIRPORTS for word in _TOKEN.findall(near))

    @cached_property
    def _near(self) -> str:
        return self.text[max(0, self.start - _NEAR) : self.start] + " \x00 " + self.text[self.end : self.end + _NEAR]
