"""Bodies for a service, drawn from a seed: birds as they may be written, and everything that is none.

A bird is kept as the JSON text of each field, because most of what is wrong with a body cannot be held by a value.
Every kind of fault has a strategy of its own and is drawn from at least twice, so that none depends on luck.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from checker.api.contract.drawing import draw
from checker.api.contract.terms import Terms

#: The JSON text of each field.
Raw = dict[str, str]
Texts = st.SearchStrategy[str]

#: JSON is UTF-8, and this is not.
NOT_UTF8 = b'{"bill_length_mm": "\xff\xc3"}'

#: Characters that one body may repeat; a person types a longer run as a command.
LONG_RUN = 100


@dataclass(frozen=True)
class Body:
    """A body to send, to `/predict` or as a batch, and what is wrong with it, in words."""

    fault: str
    raw: bytes
    batch: bool = False

    @property
    def typed(self) -> str:
        """The body as an argument for a shell; empty where it can be typed as it is."""
        try:
            text = self.raw.decode("utf-8")
        except UnicodeDecodeError:
            octal = "".join(
                chr(byte) if 32 <= byte < 127 and byte not in b"'\\%" else f"\\{byte:03o}" for byte in self.raw
            )
            return f"\"$(printf '{octal}')\""
        if len(text) < LONG_RUN * 2:
            return ""
        run = re.compile(rf"([^'])\1{{{LONG_RUN},}}")
        short = run.sub(lambda match: f"'\"$(printf '{match[1]}%.0s' $(seq {len(match[0])}))\"'", text)
        return f"'{short}'" if short != text else ""


def written(bird: Mapping[str, str]) -> str:
    """Return a bird's JSON."""
    return "{" + ", ".join(f'"{name}": {value}' for name, value in bird.items()) + "}"


def _batch(birds: list[Raw]) -> str:
    return '{"birds": [' + ", ".join(map(written, birds)) + "]}"


def good_birds(terms: Terms) -> st.SearchStrategy[Raw]:
    """Return birds that the model answers for: both ends of a range, whole numbers, powers of ten, any order."""
    fields = {name: _numbers(low, high) for name, (low, high) in terms.model.ranges.items()}
    fields |= {name: st.sampled_from(known).map('"{}"'.format) for name, known in terms.words.items()}
    return st.tuples(st.fixed_dictionaries(fields), st.permutations(list(fields)), st.booleans()).map(
        lambda parts: {name: parts[0][name] for name in parts[1]} | ({"nest": '"B-12"'} if parts[2] else {})
    )


def _numbers(low: float, high: float) -> Texts:
    tenths = st.integers(round(low * 10), round(high * 10)).map(lambda number: number / 10)
    return st.tuples(tenths | st.sampled_from([low, high]), st.sampled_from([_plain, _power])).map(
        lambda pair: pair[1](pair[0])
    )


def _plain(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else repr(number)


def _power(number: float) -> str:
    return f"{number:.4e}"


#: What a field may hold that is no measurement, whatever the model: fault to the JSON texts that show it.
NO_NUMBERS: dict[str, Texts] = {
    "a text": st.sampled_from(['"long"', '""', '" "', '"39,1"', '"ten"']),
    "null": st.just("null"),
    "true or false": st.sampled_from(["true", "false"]),
    "a list": st.sampled_from(["[]", "[39.1]", "[null]"]),
    "an object": st.sampled_from(["{}", '{"mm": 39.1}', '{"$gt": 0}']),
    "a power of ten that no float holds": st.sampled_from(["1e999", "-1e999", "1e309"]),
    "a whole number that no float holds": st.integers(309, 900).map(lambda digits: "9" * digits),
    "a whole number of thousands of digits": st.integers(4400, 5000).map(lambda digits: "1" * digits),
    "NaN or Infinity": st.sampled_from(["NaN", "Infinity", "-Infinity"]),
    "half a character": st.sampled_from(['"\\ud800"', '"39\\udfff"']),
    "a text from far away": st.sampled_from(['"\\u0000"', '"\u2028"', '"\\ud83d\\udc27"', '"ŝ"', '"%s{0}"']),
    "lists in lists in lists": st.integers(2000, 3000).map(lambda depth: "[" * depth + "]" * depth),
}

#: The JSON of a word that is none of a model's, whatever the model, and of what is no word.
OTHER_WORDS = ('"Emperor"', '"adelie"', '""', '"0"')
NO_WORDS = ("null", "7", "true", '["Adelie"]', '{"name": "Adelie"}')

#: Bodies in which no field can be told.
NO_BODIES: dict[str, Texts] = {
    "no JSON object": st.sampled_from(["null", "1", '"bird"', "[]", "true", '["bill_length_mm"]', "-0.5e7"]),
    "no JSON": st.sampled_from(
        ["{", "{'bill_length_mm': 39.1}", "bill_length_mm=39.1&bill_depth_mm=18.7", "{}}", "<a/>"]
    ),
    "nothing": st.sampled_from(["", " ", "\n"]),
    "lists in lists in lists, and no end": st.integers(15000, 20000).map(lambda depth: "[" * depth),
}

TWO_OUTSIDE = "two numbers outside the model's range"

#: The kinds of fault that a service meets on its first day.
BY_MISTAKE = {
    "a text",
    "a number in quotes",
    "null",
    "true or false",
    "a number below the model's range",
    "a number above the model's range",
    "a field that is missing",
    "two fields that are missing",
    "two fields that hold no numbers",
    TWO_OUTSIDE,
    "a field that is missing beside one that holds no number",
    "a field that is misspelt",
    "a word that nobody knows",
    "what is no word",
    "a word that is missing",
    "no JSON object",
    "no JSON",
}


def _far_numbers(terms: Terms) -> dict[str, Callable[[str], Texts]]:
    """Return what a model refuses that knows its range: fault to the texts for a field."""
    if not terms.model.refuses:
        return {}
    return {
        "a number below the model's range": lambda name: _beside(terms, name, -1),
        "a number above the model's range": lambda name: _beside(terms, name, 1),
        "a number that is no length and no mass": lambda _: st.sampled_from(["0", "-1", "-0.0", "1e-300", "-39.1"]),
        "a number that overflows when it is multiplied": lambda _: st.sampled_from(["1e308", "-1e308", "1.7e308"]),
    }


def _beside(terms: Terms, name: str, side: int) -> Texts:
    """Return numbers that are a little less than a model's range for a field, or a little more."""
    end = terms.model.ranges[name][side > 0]
    return st.integers(1, 300).map(lambda n: repr(round(end + side * n / 10, 1)))


def bad_birds(terms: Terms) -> dict[str, st.SearchStrategy[Raw]]:
    """Return birds with a fault each, by the fault: a field holds no measurement, is missing, or is misspelt."""
    features = list(terms.model.features)
    birds = st.tuples(good_birds(terms), st.permutations(features))
    faults: dict[str, Callable[[str], Texts]] = {fault: _always(texts) for fault, texts in NO_NUMBERS.items()}
    faults["a number in quotes"] = lambda name: _numbers(*terms.model.ranges[name]).map('"{}"'.format)

    def holding(texts: Callable[[str], Texts], fields: int) -> st.SearchStrategy[Raw]:
        return birds.flatmap(
            lambda pair: st.fixed_dictionaries({name: texts(name) for name in pair[1][:fields]}).map(
                lambda wrong: pair[0] | wrong
            )
        )

    return {
        **{fault: holding(texts, 1) for fault, texts in (faults | _far_numbers(terms)).items()},
        "a field that is missing": birds.map(lambda pair: _dropped(pair[0], pair[1][:1])),
        "two fields that are missing": birds.map(lambda pair: _dropped(pair[0], pair[1][:2])),
        "two fields that hold no numbers": holding(_always(NO_NUMBERS["a text"]), 2),
        **(
            {TWO_OUTSIDE: holding(lambda name: _beside(terms, name, -1) | _beside(terms, name, 1), 2)}
            if terms.model.refuses
            else {}
        ),
        "a field that is missing beside one that holds no number": birds.map(
            lambda pair: _dropped(pair[0] | {pair[1][0]: "[]"}, pair[1][1:2])
        ),
        "a field that is misspelt": birds.map(lambda pair: _misspelt(pair[0], pair[1][0])),
        "an object without a field of a bird": st.sampled_from([{}, {"nest": '"B-12"'}]),
        **_wrong_words(terms),
    }


def _wrong_words(terms: Terms) -> dict[str, st.SearchStrategy[Raw]]:
    """Return birds whose words are wrong, where a bird has words."""
    if not terms.words:
        return {}
    birds, name = good_birds(terms), st.sampled_from(list(terms.words))

    def holding(texts: tuple[str, ...]) -> st.SearchStrategy[Raw]:
        return st.tuples(birds, name, st.sampled_from(texts)).map(lambda parts: parts[0] | {parts[1]: parts[2]})

    return {
        "a word that nobody knows": holding(OTHER_WORDS),
        "what is no word": holding(NO_WORDS),
        "a word that is missing": st.tuples(birds, name).map(lambda parts: _dropped(parts[0], [parts[1]])),
    }


def _always(texts: Texts) -> Callable[[str], Texts]:
    return lambda _: texts


def _dropped(bird: Raw, names: list[str]) -> Raw:
    return {name: value for name, value in bird.items() if name not in names}


def _misspelt(bird: Raw, name: str) -> Raw:
    return {(one.upper() if one == name else one): value for one, value in bird.items()}


def bad_batches(terms: Terms) -> dict[str, Texts]:
    """Return the JSON of batches that are none, by the fault."""
    flock = st.lists(good_birds(terms), min_size=1, max_size=2)
    return {
        "a batch without birds": st.sampled_from(["{}", '{"bird": []}', '{"Birds": [{}]}']),
        "birds that are no list": st.sampled_from(
            ['{"birds": null}', '{"birds": {}}', '{"birds": "all"}', '{"birds": 7}']
        ),
        "an empty list of birds": st.just('{"birds": []}'),
        "one bird too many": good_birds(terms).map(lambda bird: _batch([bird] * (terms.most + 1))),
        "a bird that is no object": st.tuples(flock, st.sampled_from(["null", "7", '"Adelie"', "[39.1]"])).map(
            lambda pair: _batch(pair[0])[:-2] + f", {pair[1]}]}}"
        ),
    }


def among(birds: st.SearchStrategy[Raw], terms: Terms) -> Texts:
    """Return the JSON of batches in which one bird, anywhere among good ones, is such a bird: the first one, too."""
    flock = st.lists(good_birds(terms), min_size=2, max_size=2)
    return st.tuples(flock, birds, st.integers(0, 2)).map(
        lambda parts: _batch([*parts[0][: parts[2]], parts[1], *parts[0][parts[2] :]])
    )


def plain_bodies(terms: Terms, seed: int, *, batch: bool) -> list[Body]:
    """Return a bad body of each kind that people send by mistake: single birds, or batches."""
    birds = {fault: kind for fault, kind in bad_birds(terms).items() if fault in BY_MISTAKE}
    if batch:
        kinds = {f"{fault}, in a batch": among(kind, terms) for fault, kind in birds.items()} | bad_batches(terms)
    else:
        no_json = {fault: kind for fault, kind in NO_BODIES.items() if fault in BY_MISTAKE}
        kinds = {fault: kind.map(written) for fault, kind in birds.items()} | no_json
    texts = draw(st.tuples(*kinds.values()), seed, 1)[0]
    return [Body(fault, text.encode(), batch) for fault, text in zip(kinds, texts, strict=True)]


def bad_bodies(terms: Terms, seed: int, count: int) -> list[Body]:
    """Return that many bad bodies, of every kind at least one, in any order; the same for the same seed."""
    birds = bad_birds(terms)
    kinds: list[tuple[str, Texts, bool]] = [
        *((fault, kind.map(written), False) for fault, kind in birds.items()),
        *((fault, kind, False) for fault, kind in NO_BODIES.items()),
        *((f"{fault}, in a batch", among(kind, terms), True) for fault, kind in birds.items()),
        *((fault, kind, True) for fault, kind in bad_batches(terms).items()),
    ]
    # One draw takes one of every kind.
    rounds = draw(st.tuples(*(texts for _, texts, _ in kinds)), seed, -(-count // len(kinds)))
    bodies = [Body("bytes that are no UTF-8", NOT_UTF8)]
    for texts in rounds:
        bodies += [Body(fault, text.encode(), batch) for (fault, _, batch), text in zip(kinds, texts, strict=True)]
    bodies = bodies[:count]
    random.Random(seed).shuffle(bodies)  # noqa: S311  (an order that can be replayed, not a secret)
    return bodies
