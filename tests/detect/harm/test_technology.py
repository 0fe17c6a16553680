"""Words of technology are nobody; people who are called so are somebody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from isthmus import detection
from isthmus.cli.detecting import detector_for
from isthmus.detect import Detector, Reading
from isthmus.detect.technology import ALSO_NAMES, SURE

from .test_own_words import crossed, found
from .test_own_words import gateway as gateway


@cache
def detector() -> Detector:
    return detector_for(None, names=True)[0]


def somebody(text: str) -> list[str]:
    return [text[f.start : f.end] for f in detector().scan([text]).findings if f.category != "quasi.profession"]


@pytest.mark.parametrize(
    "text",
    """
    Is Ruby faster than Perl?
    Which is older, Fortran or Cobol?
    Java, Ruby, Julia, Perl, Ada, Pascal, Haskell, Erlang and Elixir
    How does Raft compare to Paxos?
    Convert this Java program to Pascal, please.
    Make an Alexa skill.
    Install Anaconda with Jupyter and Spyder.
    You are Cline, a highly skilled software engineer.
    font-family: Verdana, Helvetica, sans-serif
    Use the Pydantic model, run Ruff and Black, then push to GitLab.
    Open WebUI and Continue talk to Ollama and vLLM through LiteLLM.
    How do I sort a list in Perl?
    Our Cassandra cluster has three nodes.
    Explain Dijkstra's algorithm.
    Set up Ansible, Puppet and Chef.
    Who was Albert Einstein?
    Reply in English.
    Translate this into French and Spanish.
    Which flights go from FRA to JFK?
    The class is called P.
    Is it 20 celsius or 20 fahrenheit?
    Run Jenkins on Docker Swarm.
    Port Lisp and Scheme code to Racket.
    """.strip().split("\n    "),
)
def test_a_word_of_technology_is_nobody(text: str) -> None:
    assert somebody(text) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Please thank Maria Lopez for the flowers.", "Maria Lopez"),
        ("Ich heiße Lena Brandt und wohne in Köln.", "Lena Brandt"),
        ("Ruby Tanaka wrote the script.", "Ruby Tanaka"),
        ("Julia Perl is our new engineer.", "Julia Perl"),
        ("Julia Weber fixed the Python bug.", "Julia Weber"),
        ("Dear Julia, please look at the code.", "Julia"),
        ("Ruby said the program is slow.", "Ruby"),
        ("Please ask Ruby about the Kafka cluster.", "Ruby"),
        ("My name is Pascal and I write Haskell.", "Pascal"),
        ("Mr. Jenkins called about the build.", "Jenkins"),
        ("Claude lives in Lyon and codes in Rust.", "Claude"),
        ("Who is Lena Brandt?", "Lena Brandt"),
        ("A German citizen asked for help.", "German"),
        ("Maria Lopez deployed to Kubernetes with Tom Becker.", "Tom Becker"),
    ],
)
def test_somebody_who_is_called_as_technology_is_or_beside_it_is_found(text: str, who: str) -> None:
    assert who in somebody(text)


def test_what_people_are_called_too_never_counts_by_itself() -> None:
    """The model's own list of given names says what people are called."""
    tagger = detection.tagger()
    tagger.find("Maria")
    given = {word for word in SURE if word.istitle() and tagger.known(word.lower()) & 1}  # type: ignore[attr-defined]
    assert given <= {"Lean", "Ninja", "Okta", "Safari", "Siri"}
    assert not SURE & ALSO_NAMES


def test_a_word_of_nothing_else_needs_no_technology_around_it_and_a_greeting_makes_it_somebody() -> None:
    assert found({"I like Fortran": 0}, "Fortran") == []
    assert found({"I like Ruby": 0}, "Ruby") == ["Ruby"]
    assert found({"Dear Fortran": 0}, "Fortran") == ["Fortran"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("We had dinner at Harbor in the old town.", "Harbor"),
        ("They met in Carbon, a small town in Texas.", "Carbon"),
        ("She lives in Argo near the river.", "Argo"),
        ("He bought shoes at Bower in the high street.", "Bower"),
        ("The concert is at the Apollo.", "the Apollo"),
    ],
)
def test_a_place_or_a_firm_that_is_called_as_a_tool_is_is_found_where_nothing_hints_at_technology(
    text: str, who: str
) -> None:
    assert who in somebody(text)
    assert somebody(f"How do I install {who}?") == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Jasmine keeps the files in the office.", "Jasmine"),
        ("Pearl watched a program on television.", "Pearl"),
        ("Luke ran five miles with Maya.", "Luke"),
        ("Ash and I went home, a bit late.", "Ash"),
        ("Adam will be here tonight. Gulp.", "Adam"),
        ("Oscar just has to get well.", "Oscar"),
        ("Adam will be here tonight, at the Northern Box Theatre.", "Adam"),
        ("The ABC executives were angry about the program.", "ABC"),
    ],
)
def test_one_word_that_everybody_says_does_not_tell_that_technology_is_spoken_of(text: str, who: str) -> None:
    """A programme on television, a measure, a capital at the beginning of a sentence, a word within a longer name."""
    assert any(who in found for found in somebody(text))


def test_two_such_words_or_one_in_a_question_or_a_task_tell() -> None:
    assert somebody("Jasmine opens the files of the program twice.") == []
    assert somebody("How do I open files in Jasmine?") == []
    assert somebody("Convert this Java program to Pascal.") == []


def test_words_of_a_route_or_a_key_are_nobody_and_a_longer_name_is() -> None:
    never = frozenset(["Blue Heron", "Tanaka"])
    texts = {"Blue Heron, Tanaka and Ruby Tanaka": 0}
    assert found(texts, "Blue Heron, Tanaka", "Ruby Tanaka", never=never) == ["Ruby Tanaka"]
    assert found({"ask tanaka": 0}, "tanaka", never=never) == ["tanaka"]


def test_the_configuration_says_what_is_never_disguised_for_a_route(tmp_path: Path) -> None:
    from gateway import Gateway

    routes = {"shop": {"plan": ["gpt"], "never": ["Maria"]}}
    with Gateway(tmp_path, detect={"names": True}, routes=routes) as made:
        for route, seen in (("shop", True), ("chat", False)):
            sent, _ = crossed(made, "Please thank Maria for the lamp.", route=route)
            assert ("Maria" in str(sent)) is seen
            assert "Lopez" not in str(crossed(made, "Please thank Maria Lopez for the lamp.", route=route)[0])


def test_an_instruction_names_callings_and_examples_and_nobody() -> None:
    from isthmus.domain.content import INSTRUCTION

    text = "You are a software engineer. Ask for a city, e.g. Bogotá, Colombia."
    assert detector().scan([text], Reading(bytes([INSTRUCTION]))).findings == ()


@pytest.mark.parametrize(
    "text",
    """
    You are Cline, a highly skilled software engineer with extensive knowledge.
    Act as a senior software engineer and review my code.
    You're a travel agent.
    Imagine you are a pilot.
    You are now a senior data scientist.
    Take on the role of a judge.
    I want you to act as a Spanish teacher.
    Answer as a pharmacist would.
    Review this as an experienced accountant.
    As an experienced lawyer, review this contract.
    Du bist ein erfahrener Rechtsanwalt.
    Tu es un avocat expérimenté.
    Eres un médico.
    Sei un avvocato esperto.
    Agisci come un insegnante.
    """.strip().split("\n    "),
)
def test_a_role_that_a_model_is_given_is_nobodys(text: str) -> None:
    assert detector().scan([text]).findings == ()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("I am a nurse.", "nurse"),
        ("Maria is a nurse.", "nurse"),
        ("My wife is a software engineer.", "software engineer"),
        ("As a nurse, I work nights.", "nurse"),
        ("You are talking to Maria, a nurse.", "nurse"),
        ("You will be an interviewer, I am a nurse applying for a job.", "nurse"),
        ("He was a pilot and you are an engineer.", "pilot"),
        ("Write about my mother as a young nurse.", "nurse"),
        ("I am a Spanish teacher.", "Spanish"),
        ("Ask Sei Tanaka for help.", "Sei Tanaka"),
    ],
)
def test_what_somebody_is_stays_somebodys(text: str, who: str) -> None:
    assert who in [text[f.start : f.end] for f in detector().scan([text]).findings]
