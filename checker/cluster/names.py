"""Names that the Kubernetes API takes. Its schemas say that they are texts; which texts, the server says alone."""

import re

from checker.cluster.objects import Object

#: A Service is a name of the cluster's DNS; other objects may be several such names, with dots between.
_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_SERVICE = re.compile(rf"(?=[a-z]){_LABEL}")
_OTHER = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")

#: The name of a container's port: short, as the names of services in /etc/services.
_PORT = re.compile(r"(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_CONTAINERS = ("spec", "template", "spec", "containers")


def expect_names(one: Object) -> None:
    """Raise Misfit where the API would not take a name in an object that fits its schema."""
    if one.kind == "Deployment":
        _expect_port_names(one)
    if one.kind == "Service":
        _expect_named_ports(one)


def expect_name(one: Object) -> None:
    """Raise Misfit where the API would not take the name of an object."""
    pattern, may = (_SERVICE, "") if one.kind == "Service" else (_OTHER, "dots, ")
    if not isinstance(one.at("metadata", "name"), str) or not pattern.fullmatch(one.name):
        raise one.misfit(("metadata", "name"), "no name that the API takes", f"small letters, digits, {may}and dashes")


def _expect_port_names(one: Object) -> None:
    for at, container in enumerate(one.at(*_CONTAINERS, default=[])):
        for number, port in enumerate(container.get("ports") or []):
            name = port.get("name")
            if name is not None and not _PORT.fullmatch(name):
                path = (*_CONTAINERS, at, "ports", number, "name")
                instead = "15 small letters, digits and single dashes at most, such as `http`"
                raise one.misfit(path, f"`{name}` is no name that the API takes for a port", instead)


def _expect_named_ports(one: Object) -> None:
    ports = one.at("spec", "ports", default=[])
    for number, port in enumerate(ports):
        if len(ports) > 1 and not port.get("name"):
            path = ("spec", "ports", number)
            raise one.misfit(path, "one of several ports has no name", "a `name` for each of them")
