"""What a compose file can do to whoever grades it, row by row: nothing."""

from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.stacks.compose import ComposeFile
from tests.compose import STACK, indented, lay_out, problem, read, service

# What reaches the machine.


@pytest.mark.parametrize(
    "lines",
    [
        "privileged: true",
        "pid: host",
        "network_mode: host",
        "ipc: host",
        "uts: host",
        "userns_mode: host",
        "cgroup: host",
        "cap_add: [SYS_ADMIN]",
        "devices: ['/dev/sda:/dev/sda']",
        "device_cgroup_rules: ['a *:* rwm']",
        "gpus: all",
        "security_opt: ['seccomp:unconfined']",
        "sysctls: {net.ipv4.ip_forward: 1}",
        "runtime: other",
        "volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
        "volumes: [{type: bind, source: /var/run/docker.sock, target: /s}]",
        "volumes: ['/:/host']",
        "volumes: ['~/.ssh:/keys']",
        "volumes: ['../..:/up']",
        "volumes: ['./:/here']",
        "volumes: ['C:\\\\:/c']",
        "volumes: [{type: bind, source: ., target: /here}]",
        "volumes: [{type: cluster, source: x, target: /y}]",
        "volumes_from: ['container:somebody']",
        "extra_hosts: ['machine:host-gateway']",
        "use_api_socket: true",
        "post_start: [{command: x, privileged: true}]",
        "cgroup_parent: /",
        "oom_kill_disable: true",
        "networks: {default: {driver_opts: {a: b}}}",
    ],
)
def test_what_reaches_the_machine_is_refused(lines: str, tmp_path: Path) -> None:
    """Privileges, namespaces, capabilities, devices, the engine's socket, folders."""
    found = problem(tmp_path, STACK + indented(lines))
    assert found.place.startswith("services.model.")


@pytest.mark.parametrize(
    "section",
    [
        "volumes: {root: {driver: local, driver_opts: {type: none, o: bind, device: /}}}",
        "volumes: {root: {driver: somebody/plugin}}",
        "volumes: {theirs: {external: true}}",
        "networks: {host: {external: true, name: host}}",
        "networks: {lan: {driver: macvlan}}",
        "networks: {one: {driver_opts: {com.docker.network.bridge.host_binding_ipv4: 0.0.0.0}}}",
        "networks: {one: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}",
        "secrets: {token: {environment: TOKEN}}",
        "configs: {token: {environment: TOKEN}}",
        "secrets: {token: {external: true}}",
        "include: [other.yaml]",
        "x-a: {}\nextends: {file: other.yaml}",
    ],
)
def test_what_comes_from_outside_is_refused(section: str, tmp_path: Path) -> None:
    """A volume that is the machine's disk, somebody else's network, a value of our environment, another file."""
    files = {"other.yaml": STACK}
    assert problem(tmp_path, f"{STACK}{section}\n", files).place.startswith(
        ("volumes.", "networks.", "secrets.", "configs.", "include", "extends")
    )


def test_extends_is_refused(tmp_path: Path) -> None:
    """Also within the same file."""
    assert problem(tmp_path, STACK + "    extends: {file: /etc/x.yaml, service: y}\n").place == "services.model.extends"


@pytest.mark.parametrize(
    "lines",
    [
        "network: host",
        "additional_contexts: {etc: /etc}",
        "secrets: [token]",
        "ssh: [default]",
        "privileged: true",
        "entitlements: [network.host]",
        "extra_hosts: ['machine:host-gateway']",
        "context: ..",
        "context: /etc",
        "context: https://example.org/repository.git",
        "context: git@example.org:x",
        "dockerfile: ../../Dockerfile",
        "dockerfile: /etc/passwd",
    ],
)
def test_a_build_gets_this_folder_and_nothing_else(lines: str, tmp_path: Path) -> None:
    """No network of the machine, no folder beside it, no secret, no key."""
    text = "services:\n  model:\n    build:\n" + indented(lines, 6) + "secrets: {token: {environment: TOKEN}}\n"
    assert "build" in problem(tmp_path, text.replace("secrets: {token: {environment: TOKEN}}\n", "")).place


# What leads out of the folder.


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("env_file: out.env", "out.env"),
        ("env_file: below/out.env", "below"),
        ("volumes: ['./out.conf:/x']", "out.conf"),
        ("build: out", "out"),
        ("build: {context: ., dockerfile: out}", "out"),
    ],
)
def test_links_are_not_followed(lines: str, name: str, tmp_path: Path) -> None:
    """A link may point at any file of whoever grades; one to a folder on the way too."""
    outside = lay_out(tmp_path / "outside", "", {"out.env": "TOKEN=x\n", "Dockerfile": "FROM scratch\n"})
    top = tmp_path / "top"
    top.mkdir()
    (top / name).symlink_to(outside / name if (outside / name).exists() else outside)
    base = STACK if not lines.startswith("build") else "services:\n  model:\n"
    assert "is a link" in problem(top, base + indented(lines)).why


@pytest.mark.parametrize("name", [".env", "compose.yaml"])
def test_the_file_itself_and_its_settings_are_no_links(name: str, tmp_path: Path) -> None:
    """Both are read before anything else."""
    outside = lay_out(tmp_path / "outside", STACK, {".env": "A=1\n"})
    top = lay_out(tmp_path / "top", STACK)
    (top / name).unlink(missing_ok=True)
    (top / name).symlink_to(outside / name)
    with Attempt("13-compose", top, 7, "links", print) as attempt, pytest.raises(Failure, match="a link"):
        ComposeFile.read(attempt)


@pytest.mark.parametrize(
    "lines", ["env_file: /etc/environment", "env_file: ../x.env", "env_file: [{path: ~/x.env}]", "env_file: a/../../x"]
)
def test_files_of_settings_lie_in_the_folder(lines: str, tmp_path: Path) -> None:
    """By an absolute path, the home folder, or two dots."""
    assert problem(tmp_path, STACK + indented(lines)).place.startswith("services.model.env_file")


def test_files_of_configs_lie_in_the_folder(tmp_path: Path) -> None:
    """They are files by another name."""
    assert problem(tmp_path, STACK + "configs: {one: {file: /etc/passwd}}\n").place == "configs.one.file"
    assert problem(tmp_path, STACK + "secrets: {one: {file: ../key}}\n").place == "secrets.one.file"


# What takes from our environment.


def test_our_environment_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by a variable, nor by a name alone, nor in a file of settings, nor as a build argument."""
    monkeypatch.setenv("TOKEN", canary := "canary-4711")
    lines = "environment: [TOKEN, 'B=${TOKEN}', 'C=$TOKEN']\nenv_file: s.env\ncommand: ['${TOKEN:-none}']"
    files = {"s.env": "D=$TOKEN\nE=${TOKEN:-e}\nTOKEN\n", ".env": "F=$TOKEN\n", "Dockerfile": "FROM scratch\n"}
    found = service(tmp_path, lines, files)
    assert found["environment"] == {"B": "", "C": "", "D": "", "E": "e"}
    assert found["command"] == ["none"]
    built = read(tmp_path, "services: {model: {build: {context: ., args: [TOKEN, 'X=${TOKEN}']}}}\n", files)
    assert canary not in str(built)
