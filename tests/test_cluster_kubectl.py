"""A local cluster is found and used through kubectl, and no other one: a fake kubectl notes what it is asked."""

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.manifests import trial
from checker.api.manifests.manifests import Manifests
from checker.api.manifests.trial import try_on_cluster
from checker.cluster import kubectl
from checker.cluster.kubectl import Cluster, NoCluster, local
from tests.manifests import write

#: It notes its arguments and what comes on standard input, and answers what a table says of these words.
FAKE = """#!{python} -ISE
import json, os, sys, time
folder = os.path.dirname(os.path.abspath(__file__))
words, name = sys.argv[1:], os.path.basename(__file__)
read = sys.stdin.read() if "-" in words else ""
with open(os.path.join(folder, "asked"), "a") as asked:
    asked.write(json.dumps([name, *words, read]) + "\\n")
for part, (status, out) in json.load(open(os.path.join(folder, "answers"))).items():
    if part in " ".join([name, *words]):
        time.sleep(60 if status == "hang" else 0)
        print(out, file=sys.stdout if status == 0 else sys.stderr)
        sys.exit(status)
"""

GOOD = {
    "current-context": (0, "kind-course"),
    "jsonpath": (0, "https://127.0.0.1:40001"),
    "readyz": (0, "ok"),
}

Fake = Callable[..., Callable[[], list[list[str]]]]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Put a kubectl of ours, and a kind, first on PATH; return what gives it answers and returns what it was asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def start(**answers: tuple[object, str]) -> Callable[[], list[list[str]]]:
        for name in ("kubectl", "kind"):
            path = folder / name
            path.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        # What a test says comes before what holds for all.
        (folder / "answers").write_text(json.dumps(answers | {k: v for k, v in GOOD.items() if k not in answers}))
        return lambda: [json.loads(line) for line in (folder / "asked").read_text(encoding="utf-8").splitlines()]

    return start


@pytest.mark.parametrize("context", ["kind-course", "k3d-a", "docker-desktop", "minikube", "minikube-2", "colima"])
def test_contexts_of_local_tools(context: str) -> None:
    """They are known by their names."""
    assert local(context)


@pytest.mark.parametrize(
    "context",
    ["prod", "kind", "kindergarten", "arn:aws:eks:eu-west-1:1:cluster/kind-a", "gke_a_b_c", "production-kind"],
)
def test_other_contexts(context: str) -> None:
    """Whatever else there is may be somebody's real cluster."""
    assert local(context) == (context == "kind")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"current-context": (1, "error: current-context is not set")}, "knows no cluster"),
        ({"current-context": (0, "prod")}, "`prod`, which may be somebody's real cluster"),
        ({"jsonpath": (0, "https://34.1.2.3:6443")}, "leads to https://34.1.2.3:6443, which is another machine"),
        ({"jsonpath": (0, "")}, "leads to no address"),
        ({"readyz": (1, "connection refused")}, "does not answer"),
    ],
)
def test_no_cluster_that_can_be_used(fake: Fake, answers: dict[str, tuple[object, str]], says: str) -> None:
    """A sentence says why, and nothing but questions was asked."""
    asked = fake(**answers)
    with pytest.raises(NoCluster) as caught:
        Cluster.find()
    assert says in str(caught.value)
    assert not {"create", "apply", "delete", "set", "rollout"} & {word for words in asked() for word in words}


def test_no_kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most learners have none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoCluster, match="there is no `kubectl`"):
        Cluster.find()


def test_a_kubectl_that_hangs(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for."""
    monkeypatch.setattr(kubectl, "QUICK", 0.3)
    fake(readyz=("hang", ""))
    cluster = Cluster("kind-course")
    with pytest.raises(NoCluster, match="did not answer"):
        cluster.ask("get", "--raw", "/readyz", seconds=0.3)


@pytest.fixture
def manifests(tmp_path: Path) -> Manifests:
    """Return sound manifests of an attempt."""
    folder = tmp_path / "23-kubernetes"
    folder.mkdir()
    write(folder / "manifests")
    attempt = Attempt("23-kubernetes", folder, 7, "abc123", lambda _: None)
    return Manifests.read(attempt)


@pytest.fixture
def image(monkeypatch: pytest.MonkeyPatch, manifests: Manifests) -> Image:
    """Return an image that no engine has: it is tagged by nobody."""
    monkeypatch.setattr(trial, "tag", lambda _identity, _references: None)
    return Image(manifests.attempt, "sha256:0", (), "docker build -q .")


def test_all_is_tried_and_deleted(fake: Fake, manifests: Manifests, image: Image) -> None:
    """Loaded, applied, rolled out, updated, rolled back: each on that context, in a namespace of our own."""
    asked = fake()
    try_on_cluster(manifests, image)
    assert manifests.attempt.remarks() == {
        "on a cluster": "applied to `kind-course`, rolled out, updated, rolled back and deleted"
    }
    ours = [words for words in asked() if words[0] == "kubectl" and "config" not in words[1:2]]
    assert all(words[1:3] == ["--context", "kind-course"] for words in ours)
    words = [" ".join(one[3:-1]) for one in ours]
    space = "--namespace shipyourmodel-abc123-23"
    assert words[2:] == [
        "create namespace shipyourmodel-abc123-23",
        f"label namespace shipyourmodel-abc123-23 {kubectl.LABEL}",
        f"{space} apply --filename -",
        f"{space} rollout status deployment/birds --timeout=90s",
        f"{space} set env deployment/birds SHIP_YOUR_MODEL_RELEASE=2",
        f"{space} rollout status deployment/birds --timeout=90s",
        f"{space} rollout undo deployment/birds",
        f"{space} rollout status deployment/birds --timeout=90s",
        "delete namespace shipyourmodel-abc123-23 --wait=false --ignore-not-found",
    ]
    assert ["kind", "load", "docker-image", "shipyourmodel-abc123-23:1", "--name", "course", ""] in asked()


def test_what_is_applied_is_the_learners_with_our_image(fake: Fake, manifests: Manifests, image: Image) -> None:
    """The name of the image is one that the cluster was given; the manifests that were read stay as they are."""
    asked = fake()
    try_on_cluster(manifests, image)
    applied = next(json.loads(words[-1]) for words in asked() if "apply" in words)
    kinds = {one["kind"]: one for one in applied["items"]}
    assert set(kinds) == {"ConfigMap", "Service", "HorizontalPodAutoscaler", "Deployment"}
    container = kinds["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    assert (container["image"], container["imagePullPolicy"]) == ("shipyourmodel-abc123-23:1", "IfNotPresent")
    assert manifests.pod.image == "birds:1.0"


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("apply --filename", "The cluster does not take the manifests."),
        ("rollout status", "The pods do not get ready on the cluster."),
        ("set env", "The cluster does not take an update."),
        ("rollout undo", "The cluster does not roll back."),
    ],
)
def test_what_fails_on_the_cluster_is_the_learners(
    fake: Fake, manifests: Manifests, image: Image, part: str, says: str
) -> None:
    """With kubectl's own words, pods and events; and the namespace goes away."""
    asked = fake(**{part: (1, "error: it went wrong"), "get pods": (0, "birds-1 CrashLoopBackOff")})
    with pytest.raises(Failure) as caught:
        try_on_cluster(manifests, image)
    assert caught.value.summary == says
    assert caught.value.seen == "error: it went wrong"
    assert "CrashLoopBackOff" in caught.value.evidence["pods and events"]
    assert "kubectl" in caught.value.evidence["reproduce"]
    assert "delete" in asked()[-1]


@pytest.mark.parametrize("part", ["readyz", "create namespace", "kind load"])
def test_a_cluster_that_breaks_costs_nothing(fake: Fake, manifests: Manifests, image: Image, part: str) -> None:
    """The report says what was not graded, and why; nothing fails."""
    fake(**{part: (1, "error: no room")})
    try_on_cluster(manifests, image)
    (said,) = manifests.attempt.remarks().items()
    assert said[0] == "not graded here"
    assert "costs no points" in said[1]
    assert manifests.attempt.remarks() == {}
