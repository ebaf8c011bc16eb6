"""Laying the entries of another checkout over this one: as data, and nothing else."""

from pathlib import Path

import pytest

from showcase.overlay import OverlayError, overlay


def folder(path: Path, **files: str) -> Path:
    """Write a content folder; `servers__a` is the text of servers/a.yml."""
    path.mkdir(parents=True)
    for name, text in files.items():
        file = path / f"{name.replace('__', '/')}.yml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return path


def found(path: Path) -> dict[str, str]:
    return {
        file.relative_to(path).as_posix(): file.read_text("utf-8")
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def test_what_the_other_has_is_taken_and_what_it_has_not_goes(tmp_path: Path) -> None:
    source = folder(tmp_path / "a", servers__a="new", servers__c="c", communities__x="x")
    target = folder(tmp_path / "b", servers__a="old", servers__b="b", removed="gone", other="stays")
    assert overlay(source, target) == 3
    assert found(target) == {
        "communities/x.yml": "x",
        "other.yml": "stays",
        "servers/a.yml": "new",
        "servers/c.yml": "c",
    }


def test_nothing_but_entries_communities_and_removals_is_taken(tmp_path: Path) -> None:
    source = folder(tmp_path / "a", removed="r", records="evil", pages__index="evil")
    target = folder(tmp_path / "b", pages__index="ours")
    overlay(source, target)
    assert found(target) == {"pages/index.yml": "ours", "removed.yml": "r"}


@pytest.mark.posix
def test_a_link_is_never_followed_but_its_name_is_taken(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    source = folder(tmp_path / "a", servers__a="a")
    (source / "servers/b.yml").symlink_to(secret)
    (source / "removed.yml").symlink_to(secret)
    target = folder(tmp_path / "b")
    overlay(source, target)
    assert found(target) == {"servers/a.yml": "a"}
    assert (target / "servers/b.yml").is_symlink()
    assert (target / "removed.yml").is_symlink()


@pytest.mark.posix
@pytest.mark.parametrize("name", ["servers", "communities", "."])
def test_a_folder_that_is_a_link_is_refused_and_nothing_changes(tmp_path: Path, name: str) -> None:
    elsewhere = folder(tmp_path / "elsewhere", servers__x="x")
    source = tmp_path / "a"
    if name == ".":
        source.symlink_to(elsewhere)
    else:
        folder(source)
        (source / name).symlink_to(elsewhere / "servers")
    target = folder(tmp_path / "b", servers__a="a")
    with pytest.raises(OverlayError, match="is no folder"):
        overlay(source, target)
    assert found(target) == {"servers/a.yml": "a"}


def test_a_folder_among_the_entries_is_not_entered(tmp_path: Path) -> None:
    source = folder(tmp_path / "a", servers__a="a")
    (source / "servers/deep").mkdir()
    (source / "servers/deep/x.yml").write_text("x", "utf-8")
    target = folder(tmp_path / "b")
    overlay(source, target)
    assert (target / "servers/deep").is_dir()
    assert "servers/deep/x.yml" not in found(target)


def test_of_a_huge_file_only_the_beginning_is_taken(tmp_path: Path) -> None:
    source = folder(tmp_path / "a", servers__a="x" * 3_000_000)
    target = folder(tmp_path / "b")
    overlay(source, target)
    assert len(found(target)["servers/a.yml"]) == 1024 * 1024


def test_what_is_no_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OverlayError, match="Name a checkout that has one"):
        overlay(tmp_path / "nowhere", tmp_path)
