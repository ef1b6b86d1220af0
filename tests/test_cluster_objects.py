"""A folder of manifests is read as kubectl reads it, and what belongs to another tool is named."""

from pathlib import Path

import pytest

from checker.cluster.objects import Misfit, read

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def folder(top: Path, **files: str) -> Path:
    """Write files, whose names have a dash for the dot, and return their folder."""
    for name, text in files.items():
        (top / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return top


def test_several_documents_and_several_files(tmp_path: Path) -> None:
    """Empty documents and other files do not count."""
    folder(tmp_path, b_yml=CONFIG, a_yaml=f"---\n# nothing\n---\n{CONFIG}---\n{CONFIG}---\n", notes_txt="no: [yaml")
    found = read(tmp_path, "manifests")
    assert [(one.file, one.kind, one.name) for one in found] == [
        ("manifests/a.yaml", "ConfigMap", "a"),
        ("manifests/a.yaml", "ConfigMap", "a"),
        ("manifests/b.yml", "ConfigMap", "a"),
    ]
    assert found[1].misfit(("metadata", "name"), "why", "instead").line == 10


def test_words_are_what_an_older_yaml_takes_them_for(tmp_path: Path) -> None:
    """Kubernetes reads `yes` as true: a ConfigMap's text has to be in quotes."""
    (one,) = read(folder(tmp_path, a_yaml=f'{CONFIG}data: {{a: yes, b: "yes", c: 010, d: Off}}\n'), "manifests")
    assert one.at("data") == {"a": True, "b": "yes", "c": 8, "d": False}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it holds no manifest"),
        (f"{CONFIG}data: {{a: {{{{ .Values.a }}}}}}\n", "line 4: a template stands here"),
        ("{% if a %}\n", "line 1: a template stands here"),
        ("apiVersion: v1\nkind:\tConfigMap\nmetadata:\n\tname: a\n", "line 4: a tab stands where YAML wants spaces"),
        (f"{CONFIG}data: &d {{a: b}}\nother: *d\n", "an alias"),
        (f"{CONFIG}data: {{a: !!binary aGk=}}\n", "a tag"),
        (f"{CONFIG}kind: Secret\n", "the same key stands here a second time"),
        ("a: b: c\n", "this is not YAML"),
        ("x" * 70000, "it has 65537 bytes"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, says: str) -> None:
    """With the file and the line."""
    with pytest.raises(Misfit) as caught:
        read(folder(tmp_path, a_yaml=text), "manifests")
    assert says in str(caught.value)
    assert str(caught.value).startswith("manifests")


@pytest.mark.parametrize("name", ["kustomization.yaml", "Chart.yaml", "values.yaml"])
def test_files_of_other_tools_are_named(tmp_path: Path, name: str) -> None:
    """What they write belongs here, not what they read."""
    (tmp_path / name).write_text(CONFIG, encoding="utf-8")
    with pytest.raises(Misfit, match="Kustomize or Helm"):
        read(tmp_path, "manifests")


def test_no_folder_and_links(tmp_path: Path) -> None:
    """Nothing outside of the folder is read."""
    with pytest.raises(Misfit, match="no such folder"):
        read(tmp_path / "manifests", "manifests")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Misfit, match="a link"):
        read(tmp_path, "manifests")
