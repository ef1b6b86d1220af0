"""Manifests are valid, their objects find each other, and their numbers make sense; else a line says where not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cluster.objects import Misfit
from checker.cluster.pod import Pod, expanded
from checker.cluster.quantity import amount
from checker.cluster.workload import Workload
from checker.places import ROOT
from tests.manifests import workload

#: What is asked of a workload, by a short name.
LOOKS: dict[str, Callable[[Workload], object]] = {
    "connected": Workload.expect_connected,
    "scaling": Workload.expect_scaling,
    "rolling": Workload.expect_rolling,
    "one": lambda found: Pod(found).expect_one_container(),
    "resources": lambda found: Pod(found).expect_resources(),
    "port": lambda found: Pod(found).service_port,
    "environment": lambda found: Pod(found).environment(),
    "files": lambda found: Pod(found).files(),
    "unprivileged": lambda found: Pod(found).expect_unprivileged(""),
    "by name": lambda found: Pod(found).expect_unprivileged("app:app"),
    "by root": lambda found: Pod(found).expect_unprivileged("0"),
}
KEY = "env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: x}}}]"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: Deployment\n", "kind: Deploymnt\n", "`Deploymnt` is no kind that belongs here"),
        ("kind: Service\n", "kind: Secret\n", "`Secret` is no kind that belongs here"),
        ("apps/v1\nkind", "extensions/v1beta1\nkind", "has no Deployment in `extensions/v1beta1`"),
        ("{app: birds}, ports:", "{app: birds}, port:", "`spec` has no field `port`"),
        ("containerPort: 8000", "containerport: 8000", "`ports.0` has no field `containerport`"),
        ("containerPort: 8000", "containerPort: web", "`containerPort` has a value of the wrong type"),
        ("STATION: Torgersen", "STATION: 7", "`STATION` has a value of the wrong type"),
        ("  selector: {matchLabels: {app: birds}}\n", "", "the field `selector` of `spec` is missing"),
        ("{name: settings}\ndata", "{name: The_Settings}\ndata", "no name that the API takes"),
        ("kind: Service\nmetadata: {name: birds}", "kind: Service\nmetadata: {name: a.b}", "no name that the API"),
        ("name: http, containerPort", "name: birds-of-the-rookery, containerPort", "is no name that the API takes for"),
        ("ports: [{port: 80", "ports: [{port: 81}, {port: 80", "one of several ports has no name"),
        ("{name: settings}\ndata", "{name: settings, namespace: prod}\ndata", "a namespace stands here"),
        ("apiVersion: apps/v1\n", "", "the field `apiVersion` is missing"),
        ("kind: ConfigMap\n", "kind: [ConfigMap]\n", "the field `kind` is missing"),
        ("{STATION: Torgersen}\n", "{STATION: T}\n---\n- a\n", "a list or a text stands where an object belongs"),
        ("kind: ConfigMap\nmetadata: {name: settings}\ndata: {STATION: Torgersen}",
         "kind: ServiceAccount\nmetadata: {name: settings}", "no file has a ConfigMap"),
        ("kind: ConfigMap\nmetadata: {name: settings}\ndata: {STATION: Torgersen}",
         "kind: Service\nmetadata: {name: more}\nspec: {}", "no file has a ConfigMap"),
    ],
)  # fmt: skip
def test_what_the_api_would_not_take(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Kinds, versions, fields, types, names."""
    with pytest.raises(Misfit) as caught:
        workload(tmp_path, old, new)
    assert says in str(caught.value)
    assert caught.value.instead


@pytest.mark.parametrize(
    ("look", "old", "new", "says"),
    [
        ("connected", "labels: {app: birds}", "labels: {app: bird}", "no pod has the label `app: birds`"),
        ("connected", "kind: Deployment, name: birds", "kind: Deployment, name: bird", "aims at nothing"),
        ("connected", "selector: {app: birds}", "selector: {}", "it selects nothing"),
        ("connected", "matchLabels: {app: birds}", "matchExpressions: [{key: app, operator: In, values: [birds]}]", ""),
        ("connected", "{matchLabels: {app: birds}}", "{matchExpressions: [{key: app, operator: Exists}]}", ""),
        ("connected", "{app: birds}}\n  strategy",
         "{app: birds}, matchExpressions: [{key: tier, operator: NotIn, values: [web]}]}\n  strategy", ""),
        ("connected", "{app: birds}}\n  strategy",
         "{app: birds}, matchExpressions: [{key: app, operator: DoesNotExist}]}\n  strategy", "does not hold"),
        ("scaling", "  strategy:", "  replicas: 0\n  strategy:", "the autoscaler is switched off"),
        ("scaling", "minReplicas: 2", "minReplicas: 1", "one pod alone"),
        ("scaling", "maxReplicas: 6", "maxReplicas: 2", "no room to grow"),
        ("scaling", "averageUtilization: 70", "averageUtilization: 700", "no share of the CPU"),
        ("scaling", "Utilization, averageUtilization: 70", "AverageValue, averageValue: 1", "no metric"),
        ("rolling", "maxUnavailable: 0", "maxUnavailable: 50%", "1 of 2 pods may be missing"),
        ("rolling", "  strategy:", "  paused: true\n  strategy:", "is paused"),
        ("rolling", "maxSurge: 1", "maxSurge: 0", "an update cannot begin"),
        ("rolling", "minReplicas: 2\n  maxReplicas: 6", "minReplicas: 4\n  maxReplicas: 6", ""),
        ("rolling", "RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}", "Recreate", "all old pods end"),
        ("resources", "memory: 192Mi", "memory: 192m", "`192m` is 0.192 bytes of memory"),
        ("resources", "memory: 192Mi", "memory: 64Mi", "more than its limit"),
        ("resources", 'cpu: "1", ', "", "`limits.cpu` is missing"),
        ("resources", 'cpu: "1"', 'cpu: "1 core"', "`1 core` is no quantity"),
        ("port", "targetPort: http", "targetPort: web", "no port of the container is named `web`"),
        ("port", "spec: {selector", "spec: {clusterIP: None, selector", "translates no port"),
        ("port", "port: 80,", "port: 8000,", "it has no port 80"),
        ("environment", "configMapRef: {name: settings}", "configMapRef: {name: other}", "no ConfigMap `other`"),
        ("environment", "configMapRef:", "secretRef:", "something else than a ConfigMap"),
        ("environment", "env: []", KEY, "has no key `x`"),
        ("files", "volumes: [{name: tmp", "volumes: [{name: temp", "there is no volume `tmp`"),
        ("files", "mountPath: /tmp", "mountPath: /tmp, subPath: a", "a part of a volume"),
        ("files", "emptyDir: {}", "configMap: {name: other}", "no ConfigMap `other`"),
        ("files", "emptyDir: {}", "configMap: {name: settings, items: [{key: x, path: x}]}", "has no key `x`"),
        ("one", "emptyDir: {}", "hostPath: {path: /}", "a volume of the kind hostPath"),
        ("one", "      volumes:", "        - {name: more, image: a:1}\n      volumes:", "more containers than one"),
        ("one", "      volumes:", "      initContainers: [{name: a, image: a:1}]\n      volumes:", "more containers"),
        ("unprivileged", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "no `readOnlyRoot"),
        ("unprivileged", "drop: [ALL]", "drop: [NET_RAW]", "not all capabilities are dropped"),
        ("unprivileged", "drop: [ALL]", "drop: [ALL], add: [SYS_ADMIN]", "not all capabilities are dropped"),
        ("unprivileged", "runAsUser: 10001", "runAsUser: 0", "user 0 is root"),
        ("unprivileged", ", runAsUser: 10001", "", "the image's user is root"),
        ("by name", ", runAsUser: 10001", "", "the image's user is `app:app`, a name"),
        ("by root", ", runAsUser: 10001", "", "user 0 is root"),
        ("unprivileged", "containerPort: 8000", "containerPort: 8000, hostPort: 80", "a port of the machine"),
        ("unprivileged", "      volumes:", "      hostNetwork: true\n      volumes:", "what belongs to the machine"),
    ],
)  # fmt: skip
def test_what_does_not_fit(tmp_path: Path, look: str, old: str, new: str, says: str) -> None:
    """Each complaint names file, line and field; where nothing is to be said, nothing is."""
    found = workload(tmp_path, old, new)
    if not says:
        LOOKS[look](found)
        return
    with pytest.raises(Misfit) as caught:
        LOOKS[look](found)
    assert says in str(caught.value)
    assert caught.value.line > 0
    assert caught.value.instead


def test_a_percentage_is_of_the_pods_that_there_are(tmp_path: Path) -> None:
    """A quarter is what Kubernetes takes by itself: none of three pods, one of four."""
    plain = ("strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "replicas: 3")
    workload(tmp_path, *plain).expect_rolling()
    with pytest.raises(Misfit, match="1 of 4 pods may be missing"):
        workload(tmp_path, plain[0], "replicas: 4").expect_rolling()


@pytest.mark.parametrize("folder", ["solutions/23-kubernetes/manifests", ""])
def test_what_fits(tmp_path: Path, folder: str) -> None:
    """Nothing is complained about, and the pod is what its lines say."""
    found = Workload.read(ROOT / folder, folder) if folder else workload(tmp_path)
    for look in LOOKS.values():
        look(found)
    pod = Pod(found)
    assert (pod.user.partition(":")[0], pod.service_port) == ("10001", 8000)
    assert pod.environment() == {"STATION": "Torgersen"}
    assert (pod.files(), pod.empty_folders()) == ({}, ["/tmp"])


def test_a_value_is_replaced_where_it_comes_from(tmp_path: Path) -> None:
    """In a copy: the manifests that were read stay as they are."""
    found = workload(tmp_path)
    assert Pod(found.replaced("Torgersen", "Dream")).environment() == {"STATION": "Dream"}
    assert Pod(found).environment() == {"STATION": "Torgersen"}


def test_variables_as_the_cluster_makes_them(tmp_path: Path) -> None:
    """Prefixes, references to earlier variables, fields of the pod, and what need not be there."""
    optional = "env: [{name: NOT, valueFrom: {configMapKeyRef: {name: settings, key: x, optional: true}}},"
    more = (
        '{name: WHERE, value: "at $(A_STATION) $$(A) $(NOBODY)"}, {name: POD, valueFrom: {fieldRef: {fieldPath: a}}}]'
    )
    sources = "envFrom: [{prefix: A_, configMapRef: {name: settings}}, {configMapRef: {name: none, optional: true}}]"
    found = workload(
        tmp_path, "env: []", optional + more.replace("{fieldPath: a}", "{fieldPath: metadata.name}"),
        "envFrom: [{configMapRef: {name: settings}}]", sources,
    )  # fmt: skip
    wanted = {"A_STATION": "Torgersen", "WHERE": "at Torgersen $(A) $(NOBODY)", "POD": "penguin-id-0"}
    assert Pod(found).environment() == wanted
    assert expanded("$(a)", {}) == "$(a)"


def test_folders_of_a_configmap(tmp_path: Path) -> None:
    """Whole, or some of its keys under other names."""
    whole = workload(tmp_path, "emptyDir: {}", "configMap: {name: settings}")
    assert Pod(whole).files() == {"/tmp": {"STATION": "Torgersen"}}
    some = workload(tmp_path, "emptyDir: {}", "configMap: {name: settings, items: [{key: STATION, path: a.txt}]}")
    assert Pod(some).files() == {"/tmp": {"a.txt": "Torgersen"}}


@pytest.mark.parametrize(
    ("text", "number"),
    [("100m", 0.1), ("1", 1), (0.5, 0.5), ("192Mi", 192 * 2**20), ("1e3", 1000), ("128M", 128e6), (".5Gi", 2**29)],
)
def test_quantities(text: str | float, number: float) -> None:
    """As the API reads them."""
    assert amount(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["192MB", "1 Gi", "1gi", "", "Mi", "1cpu", "0x10", "1KiB", "1_000", "nan"])
def test_what_is_no_quantity(text: str) -> None:
    """As people write them: the error repeats the text."""
    with pytest.raises(ValueError, match=f"^{text}$"):
        amount(text)


def test_what_the_cluster_fills_in(tmp_path: Path) -> None:
    """Labels of the pod, and its limits: in units of the divisor, rounded up."""
    fields = {
        "RELEASE": "fieldRef: {fieldPath: \"metadata.labels['app']\"}",
        "POD": "fieldRef: {fieldPath: metadata.name}",
        "WORKERS": "resourceFieldRef: {resource: requests.cpu}",
        "MILLI": "resourceFieldRef: {resource: requests.cpu, divisor: 1m}",
        "MEMORY": "resourceFieldRef: {resource: limits.memory, divisor: 1Mi}",
    }
    listed = ", ".join(f"{{name: {name}, valueFrom: {{{source}}}}}" for name, source in fields.items())
    said = Pod(workload(tmp_path, "env: []", f"env: [{listed}]")).environment()
    assert [said[name] for name in fields] == ["birds", "penguin-id-0", "1", "100", "192"]
