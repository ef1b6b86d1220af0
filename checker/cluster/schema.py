"""Whether an object is what the Kubernetes API takes: kind, version and fields, by the API's own schemas."""

import difflib
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from checker.cluster.names import expect_name, expect_names
from checker.cluster.objects import Misfit, Object
from checker.text import show

#: The version of Kubernetes whose schemas count: one that all providers have.
VERSION = "1.34"

#: What stations need, and what may stand beside it: nothing that reaches beyond one namespace.
KINDS = ("ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Service")
BESIDE = ("NetworkPolicy", "PodDisruptionBudget", "ServiceAccount")

#: The version of a kind, where it is not `v1`.
_VERSIONS = {
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
}


def expect_valid(one: Object) -> None:
    """Raise Misfit where the API would not take an object, or where it is of a kind that has no place here."""
    if not isinstance(one.plain, dict):
        raise one.misfit((), "a list or a text stands where an object belongs", "apiVersion, kind, metadata, spec")
    for field in ("apiVersion", "kind"):
        if not isinstance(one.at(field), str):
            raise one.misfit((field,), f"the field `{field}` is missing", f"`{field}:` at the left")
    _expect_known(one)
    expect_name(one)
    if one.at("metadata", "namespace") is not None:
        instead = "no namespace: whoever applies the files says it"
        raise one.misfit(("metadata", "namespace"), "a namespace stands here", instead)
    if error := best_match(
        _validator(f"{one.kind.lower()}-{_file_part(str(one.at('apiVersion')))}").iter_errors(one.plain)
    ):
        raise _misfit(one, error)
    expect_names(one)


@cache
def _folder() -> Any:
    """Return the folder of the API's schemas that the package kubernetes-validate carries, the strict ones."""
    return files("kubernetes_validate").joinpath(f"kubernetes-json-schema/v{VERSION}.0-local-strict")


def _schema(name: str) -> Any:
    return json.loads(_folder().joinpath(f"{name}.json").read_text(encoding="utf-8"))


@cache
def _definitions() -> Any:
    """Return what all schemas refer to; it is large, and read once."""
    return Resource.from_contents(_schema("_definitions"))


@cache
def _validator(name: str) -> Any:
    registry: Any = Resource.from_contents(_schema(name)) @ (_definitions() @ Registry())
    return Draft202012Validator(_schema(name), registry=registry)


def _expect_known(one: Object) -> None:
    known = versions()
    kind, version = one.kind, str(one.at("apiVersion"))
    name = _file_part(version)
    if name in known.get(kind.lower(), ()) and kind in (*KINDS, *BESIDE):
        return
    if kind not in (*KINDS, *BESIDE):
        near = difflib.get_close_matches(kind, (*KINDS, *BESIDE), 1)
        why = f"`{kind}` is no kind that belongs here"
        raise one.misfit(("kind",), why, f"`{near[0]}`" if near else f"one of {', '.join((*KINDS, *BESIDE))}")
    why = f"Kubernetes {VERSION} has no {kind} in `{version}`"
    raise one.misfit(("apiVersion",), why, f"`apiVersion: {_VERSIONS.get(kind, 'v1')}`")


def _file_part(version: str) -> str:
    """Return a version as the names of the schemas have it: `networking.k8s.io/v1` is `networking-v1`."""
    return re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", version)


@cache
def versions() -> dict[str, set[str]]:
    """Return each kind, in small letters, and the versions that it has."""
    found: dict[str, set[str]] = {}
    for path in _folder().iterdir():
        kind, _, version = path.name.removesuffix(".json").partition("-")
        found.setdefault(kind, set()).add(version)
    return found


def _misfit(one: Object, error: Any) -> Misfit:
    path = tuple(error.absolute_path)
    where = (
        f"`{'.'.join(map(str, path[-2:] if path and isinstance(path[-1], int) else path[-1:]))}`" if path else one.kind
    )
    fields = sorted(error.schema.get("properties", {}))
    unknown = [name for name in error.instance if name not in fields] if isinstance(error.instance, dict) else []
    if error.validator in ("additionalProperties", "required") and fields and unknown:
        near = difflib.get_close_matches(unknown[0], fields, 1, 0.5)
        instead = f"`{near[0]}`" if near else f"one of {', '.join(fields)}"
        return one.misfit((*path, unknown[0]), f"{where} has no field `{unknown[0]}`", instead)
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return one.misfit(path, f"the field `{missing}` of {where} is missing", f"`{missing}:` below {where}")
    wanted = error.validator_value
    kinds = [kind for kind in (wanted if isinstance(wanted, list) else [wanted]) if kind != "null"]
    if error.validator == "type":
        return one.misfit(path, f"{where} has a value of the wrong type", f"{' or '.join(map(str, kinds))}")
    return one.misfit(path, f"{where}: {show(error.message, 300)}", f"{error.validator}: {show(str(wanted), 300)}")
