"""Manifests to change, for the tests of the cluster part: short sound ones, a text of which is replaced by another."""

from pathlib import Path

from checker.cluster.workload import Workload

TEXT = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {STATION: Torgersen}
---
apiVersion: v1
kind: Service
metadata: {name: birds}
spec: {selector: {app: birds}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: birds}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: birds}
  minReplicas: 2
  maxReplicas: 6
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: birds}
spec:
  selector: {matchLabels: {app: birds}}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: birds}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 10001}
      containers:
        - name: birds
          image: birds:1.0
          ports: [{name: http, containerPort: 8000}]
          envFrom: [{configMapRef: {name: settings}}]
          env: []
          readinessProbe: {httpGet: {path: /ready, port: http}}
          livenessProbe: {tcpSocket: {port: 8000}}
          resources: {requests: {cpu: 100m, memory: 96Mi}, limits: {cpu: "1", memory: 192Mi}}
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: tmp, mountPath: /tmp}]
      volumes: [{name: tmp, emptyDir: {}}]
"""


def write(folder: Path, *changes: str) -> Path:
    """Write the manifests into one file of a folder; changes are pairs of a text that is there, and another one."""
    text = TEXT
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    return folder


def workload(folder: Path, *changes: str) -> Workload:
    """Return the workload of manifests with these changes."""
    return Workload.read(write(folder, *changes), "manifests")
