"""Try manifests on a cluster of this machine, where one answers: apply, roll out, roll back, delete."""

from contextlib import suppress
from copy import deepcopy
from typing import Any, NoReturn

from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.manifests.manifests import FOLDER, Manifests
from checker.cluster.kubectl import Cluster, NoCluster, Space
from checker.engine.command import Finished
from checker.engine.images import tag

#: Seconds in which new pods have to be ready.
READY = 90.0

#: The variable that makes a second version of the pods, with nothing else changed.
MARK = "SHIP_YOUR_MODEL_RELEASE"

APPLIED, NOT_HERE = "on a cluster", "not graded here"


def try_on_cluster(manifests: Manifests, image: Image) -> None:
    """Apply the manifests to a local cluster, update, and roll back; without a cluster remark what was not graded."""
    attempt = manifests.attempt
    attempt.say("looking for a cluster")
    try:
        cluster = Cluster.find()
        tried(manifests, image, cluster)
    except NoCluster as why:
        missing = "applying the manifests to a cluster, rolling out an update and rolling it back"
        again = "With kind, k3d, minikube or Docker Desktop running, type: nox -s check -- 23 --fresh"
        attempt.remark(NOT_HERE, f"{missing}, because {why}. It costs no points. {again}")
        return
    attempt.remark(APPLIED, f"applied to `{cluster.context}`, rolled out, updated, rolled back and deleted")


def tried(manifests: Manifests, image: Image, cluster: Cluster) -> None:
    """Apply, update and roll back in a namespace of our own. Raises Failure, or NoCluster where the cluster breaks."""
    attempt, name = manifests.attempt, manifests.workload.deployment.name
    reference = f"shipyourmodel-{attempt.run}-{attempt.exercise[:2]}:1".lower()
    tag(image.id, [reference])
    cluster.load(reference)
    space = Space(cluster, f"shipyourmodel-{attempt.run}-{attempt.exercise[:2]}".lower())
    try:
        attempt.say(f"rolling out on {cluster.context}")
        _expect(space, space.apply(_objects(manifests, reference)), "The cluster does not take the manifests.")
        _expect(space, space.rolled_out(name, READY), "The pods do not get ready on the cluster.")
        update = space.ask("set", "env", f"deployment/{name}", f"{MARK}=2")
        _expect(space, update, "The cluster does not take an update.")
        _expect(space, space.rolled_out(name, READY), "An update does not get ready on the cluster.")
        undone = space.ask("rollout", "undo", f"deployment/{name}")
        _expect(space, undone, "The cluster does not roll back.")
        _expect(space, space.rolled_out(name, READY), "After a rollback the pods do not get ready.")
    finally:
        with suppress(NoCluster):
            space.delete()


def _objects(manifests: Manifests, reference: str) -> list[dict[str, Any]]:
    """Return the objects, with our image in place of the name that they give it."""
    found = [deepcopy(one.plain) for one in manifests.workload.objects]
    for one in found:
        if one["kind"] == "Deployment":
            container = one["spec"]["template"]["spec"]["containers"][0]
            container |= {"image": reference, "imagePullPolicy": "IfNotPresent"}
    return found


def _expect(space: Space, ended: Finished, summary: str) -> None:
    if not ended.ok:
        _fail(space, ended, summary)


def _fail(space: Space, ended: Finished, summary: str) -> NoReturn:
    by_hand = f"kubectl create namespace try-23 && kubectl --namespace try-23 apply --filename {FOLDER}"
    raise Failure(
        summary,
        expected="objects that the cluster takes, and pods that get ready",
        seen=(ended.err or ended.out).strip(),
        evidence={"pods and events": space.state()},
        reproduce=f"{by_hand}; kubectl --namespace try-23 get pods,events; kubectl delete namespace try-23",
    )
