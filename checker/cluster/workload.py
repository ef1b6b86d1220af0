"""A deployment, its service, its autoscaler and its settings, which have to find each other."""

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.cluster.objects import Misfit, Object, read
from checker.cluster.schema import KINDS, expect_valid
from checker.compose.problem import Problem

#: Where a Deployment keeps the description of its pods.
TEMPLATE = ("spec", "template")

#: What Kubernetes takes for a rolling update that says nothing else.
QUARTER = "25%"


@dataclass(frozen=True)
class Workload:
    """All objects of a folder of manifests, of each kind what there is one of."""

    objects: tuple[Object, ...]
    deployment: Object
    service: Object
    autoscaler: Object
    configs: Mapping[str, Object]

    @classmethod
    def read(cls, folder: Path, shown: str) -> "Workload":
        """Return the workload of a folder. Raises Misfit where the API would not take it, or a kind is missing."""
        objects = read(folder, shown)
        for one in objects:
            expect_valid(one)
        kinds = {kind: [one for one in objects if one.kind == kind] for kind in KINDS}
        for kind, found in kinds.items():
            if not found:
                there = ", ".join(f"{one.kind} {one.name}" for one in objects)
                raise Misfit(shown, Problem(f"no file has a {kind}", instead=f"a {', a '.join(KINDS)}", seen=there))
            if len(found) > 1 and kind != "ConfigMap":
                raise found[1].misfit(("kind",), f"a second {kind}", f"one {kind}: the other is in {found[0].file}")
        return cls(
            tuple(objects),
            kinds["Deployment"][0],
            kinds["Service"][0],
            kinds["HorizontalPodAutoscaler"][0],
            {one.name: one for one in kinds["ConfigMap"]},
        )

    def replaced(self, old: str, new: str) -> "Workload":
        """Return the same with another value at every key of a ConfigMap that has the old one."""
        changed = deepcopy(self)
        for one in changed.configs.values():
            data = one.at("data", default={})
            data.update({key: new for key, value in data.items() if value == old})
        return changed

    def expect_connected(self) -> None:
        """Raise Misfit where a selector, a target or the autoscaler's aim finds nothing."""
        labels = self.deployment.at(*TEMPLATE, "metadata", "labels", default={})
        wanted = self.deployment.at("spec", "selector", "matchLabels", default={})
        expressions = self.deployment.at("spec", "selector", "matchExpressions", default=[])
        if wanted or not expressions:
            _expect_selected(self.deployment, ("spec", "selector", "matchLabels"), wanted, labels)
        for number, expression in enumerate(expressions):
            if not _holds(expression, labels):
                path = ("spec", "selector", "matchExpressions", number)
                right = f"an expression that holds for the labels of the pods: {_written(labels)}"
                raise self.deployment.misfit(path, "this expression does not hold for the pods", right)
        selector = self.service.at("spec", "selector", default={})
        _expect_selected(self.service, ("spec", "selector"), selector, labels)
        aim = self.autoscaler.at("spec", "scaleTargetRef", default={})
        found = (aim.get("kind"), aim.get("name"), aim.get("apiVersion"))
        if found != ("Deployment", self.deployment.name, self.deployment.at("apiVersion")):
            right = f"kind Deployment, name {self.deployment.name}, apiVersion {self.deployment.at('apiVersion')}"
            raise self.autoscaler.misfit(("spec", "scaleTargetRef"), "the autoscaler aims at nothing", right)

    def expect_scaling(self) -> None:
        """Raise Misfit where the autoscaler cannot scale, or not by the use of CPU."""
        one = self.autoscaler
        if self.deployment.at("spec", "replicas") == 0:
            why = "with no pods at all the autoscaler is switched off"
            raise self.deployment.misfit(("spec", "replicas"), why, "no such line: the autoscaler keeps the number")
        least, most = one.at("spec", "minReplicas", default=1), one.at("spec", "maxReplicas", default=0)
        if least < 2:
            why = "one pod alone: every time that it moves, nobody answers"
            raise one.misfit(("spec", "minReplicas"), why, "2 or more")
        if most <= least:
            raise one.misfit(("spec", "maxReplicas"), "there is no room to grow", f"more than {least}")
        by_version = one.at("spec", "targetCPUUtilizationPercentage")
        aims = [by_version, *map(_cpu_aim, one.at("spec", "metrics", default=[]))]
        aim = next((found for found in aims if found is not None), None)
        if aim is None:
            why = "no metric is the use of CPU"
            raise one.misfit(("spec", "metrics"), why, "the resource cpu with a target of type Utilization")
        if not 0 < aim <= 100:
            why = "no share of the CPU that a pod asks for"
            raise one.misfit(("spec", "metrics"), why, "averageUtilization from 1 to 100", str(aim))

    def expect_rolling(self) -> None:
        """Raise Misfit where an update leaves fewer pods than there were."""
        one, path = self.deployment, ("spec", "strategy")
        if one.at("spec", "paused"):
            raise one.misfit(("spec", "paused"), "a Deployment that is paused rolls nothing out", "no such line")
        if one.at(*path, "type", default="RollingUpdate") != "RollingUpdate":
            why = "all old pods end before a new one begins"
            raise one.misfit((*path, "type"), why, "`RollingUpdate`")
        pods = one.at("spec", "replicas", default=self.autoscaler.at("spec", "minReplicas", default=1))
        missing = _share(one.at(*path, "rollingUpdate", "maxUnavailable", default=QUARTER), pods, math.floor)
        more = _share(one.at(*path, "rollingUpdate", "maxSurge", default=QUARTER), pods, math.ceil)
        if missing > 0:
            why = f"during an update {missing} of {pods} pods may be missing"
            raise one.misfit((*path, "rollingUpdate", "maxUnavailable"), why, "maxUnavailable: 0, and maxSurge: 1")
        if more < 1:
            why = "no pod may be missing and none may be added: an update cannot begin"
            raise one.misfit((*path, "rollingUpdate", "maxSurge"), why, "maxSurge: 1 or more")


def _expect_selected(one: Object, path: tuple[str, ...], wanted: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
    if not wanted:
        raise one.misfit(path, "it selects nothing", f"the labels of the pods: {labels}")
    for name, value in wanted.items():
        if labels.get(name) != value:
            why = f"no pod has the label `{name}: {value}`"
            raise one.misfit((*path, name), why, f"labels that the pods have: {_written(labels)}")


def _holds(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Return whether an expression of a selector holds for labels. `NotIn` holds for a label that is not there."""
    name, values = str(expression.get("key")), expression.get("values") or []
    return {
        "In": name in labels and labels[name] in values,
        "NotIn": name not in labels or labels[name] not in values,
        "Exists": name in labels,
        "DoesNotExist": name not in labels,
    }.get(str(expression.get("operator")), False)


def _written(labels: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in labels.items()) or "none"


def _cpu_aim(metric: Mapping[str, Any]) -> Any:
    """Return the aim of a metric for the use of CPU, None where it is another one."""
    about = metric.get("resource") or metric.get("containerResource") or {}
    target = about.get("target") or {}
    return target.get("averageUtilization") if about.get("name") == "cpu" else None


def _share(value: Any, pods: int, rounded: Any) -> int:
    """Return a number of pods, given as one or as a percentage of all."""
    text = str(value)
    return int(rounded(pods * float(text[:-1]) / 100)) if text.endswith("%") else int(text)
