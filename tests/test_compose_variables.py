"""Variables are put in as Compose does, from the values that are given and from nowhere else."""

import json
from pathlib import Path

import pytest

from checker.compose.variables import Unreadable, Variables
from tests.compose import lay_out, resolved

VALUES = {"A": "one", "E": "", "X_1": "x"}

#: Text to what it becomes; None for what Compose refuses.
FORMS = {
    "$A": "one", "${A}": "one", "$$A": "$A", "$$$A": "$one", "a$A.b": "aone.b", "$AB": "", "${N}": "",
    "${N:-d}": "d", "${N-d}": "d", "${E:-d}": "d", "${E-d}": "", "${A:-d}": "one", "${A:+r}": "r", "${E:+r}": "",
    "${E+r}": "r", "${N+r}": "", "${N:-${A}}": "one", "${N:-${M:-deep}}": "deep", "${N:-$A}": "one", "${N:?no}": None,
    "${N?no}": None, "${E?no}": "", "${E:?no}": None, "${A:?no}": "one", "${N:-}": "", "100$": "100$", "$1": "$1",
    "a$ b": "a$ b", "${}": None, "${1A}": None, "${A": None, "${A/x/y}": None, "${A:}": None, "${N:-a:b}": "a:b",
    "${N:-http://x:1/?q=1}": "http://x:1/?q=1", "$${A}": "${A}", "$A$E$X_1": "onex", "${N-$$x}": "$x",
    "${A:-${N:?x}}": None, "${N:=d}": None, "cost: $$5": "cost: $5", "${A:-a$$b}": "one",
}  # fmt: skip

forms = pytest.mark.parametrize(("text", "meant"), FORMS.items(), ids=FORMS)


@forms
def test_a_form_means_what_compose_documents(text: str, meant: str | None) -> None:
    """Direct, default, required, alternative, nested, and `$$` for a dollar sign."""
    if meant is None:
        with pytest.raises(Unreadable):
            Variables(VALUES).put_into(text)
    else:
        assert Variables(VALUES).put_into(text) == meant


def asked(top: Path, texts: list[str]) -> list[str] | None:
    """Return what Compose makes of texts; None where it refuses one of them."""
    values = "".join(f"      V{n}: {json.dumps(text)}\n" for n, text in enumerate(texts))
    env = "".join(f"{name}={value}\n" for name, value in VALUES.items())
    file = lay_out(top, f"services:\n  s:\n    image: x\n    environment:\n{values}", {".env": env}) / "compose.yaml"
    found = resolved(file)
    if isinstance(found, str):
        return None
    environment = found["services"]["s"]["environment"]
    return [environment[f"V{n}"].replace("$$", "$") for n, _ in enumerate(texts)]


@pytest.mark.engine
def test_compose_itself_agrees(tmp_path: Path) -> None:
    """The second opinion is Compose's own."""
    taken = {text: meant for text, meant in FORMS.items() if meant is not None}
    assert asked(tmp_path, list(taken)) == list(taken.values())


@pytest.mark.engine
@pytest.mark.parametrize("text", [text for text, meant in FORMS.items() if meant is None])
def test_compose_itself_refuses(text: str, tmp_path: Path) -> None:
    """What we refuse, it would not have taken."""
    assert asked(tmp_path, [text]) is None


def test_a_required_variable_says_what_it_is_for() -> None:
    """The text after the question mark is for the reader."""
    with pytest.raises(Unreadable, match=r"N has no value: see \.env"):
        Variables({}).put_into("${N:?see .env}")


def test_the_machines_variables_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process has in its environment is nobody's business."""
    monkeypatch.setenv("TOKEN", "secret")
    variables = Variables({})
    assert variables.put_into("<${TOKEN}>") == "<>"
    assert variables.unset == {"TOKEN"}


def test_endless_nesting_ends() -> None:
    """Ten levels are more than anybody writes."""
    with pytest.raises(Unreadable):
        Variables({}).put_into("${A:-" * 2000 + "}" * 2000)
