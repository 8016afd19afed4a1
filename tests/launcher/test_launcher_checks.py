"""Our own checks find what they are for; so does the list of benchmarks."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from launcher import lint_files
from launcher.addons import Addons
from launcher.commands import bench
from launcher.errors import Failure
from launcher.guide import install_commands, origin
from launcher.paths import Paths
from launcher.progress import Progress

ROOT = Paths.here().root


def _file(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<odoo><record></odoo>", "mismatch"),
        ("<odoo><record id='a'/><record id='a'/></odoo>", "there twice"),
        ("<odoo><record id='a'><tree/></record></odoo>", "called <list>"),
    ],
)
def test_faulty_xml_is_found(tmp_path, text, complaint):
    found = list(lint_files.check_xml([_file(tmp_path, "a.xml", text)]))
    assert len(found) == 1
    assert complaint in found[0]


def test_good_xml_passes(tmp_path):
    text = "<odoo><record id='a'/><template id='b'/></odoo>"
    assert not list(lint_files.check_xml([_file(tmp_path, "a.xml", text)]))


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Meter"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Meter"\nmsgstr "Wodomierz"\n', "fuzzy"),
        ('#~ msgid "Meter"\n#~ msgstr "Wodomierz"\n', "obsolete"),
        ('msgid "%(a)s m"\nmsgstr "%(b)s m"\n', "other placeholders"),
    ],
)
def test_incomplete_polish_is_found(tmp_path, entry, complaint):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    found = list(lint_files.check_po([_file(tmp_path, "pl.po", head + entry)]))
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        (("deb", "debian", "org"), "registry"),
        (("pypi", "org"), "registry"),
        (("registry", "npmjs", "org"), "registry"),
    ],
)
def test_registry_is_found(tmp_path, parts, complaint):
    path = _file(tmp_path, "a.md", f"see {'.'.join(parts)}/x")
    assert complaint in next(lint_files.check_texts([path]))


def test_folder_of_a_machine_is_found(tmp_path):
    path = _file(tmp_path, "a.md", "cd /" + "home/jan/ibok")
    assert "machine" in next(lint_files.check_texts([path]))


def test_ordinary_text_passes(tmp_path):
    text = "www.debian.org, ./ibok run, /var/lib/ibok, https://gmina.example/home\n"
    assert not list(lint_files.check_texts([_file(tmp_path, "a.md", text)]))


def test_benchmarks_are_listed_with_their_purpose(tmp_path):
    _file(tmp_path, "billing.py", '"""A billing run.\n\nMore."""\n')
    _file(tmp_path, "_common.py", "")
    assert bench.available(tmp_path) == {"billing": "A billing run."}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "installed"),
        ('DATABASE = "demo"\n', "demo"),
        ('DATABASE = "none"\n', "none"),
    ],
)
def test_benchmark_chooses_its_database(tmp_path, text, expected):
    assert bench.wanted_database(_file(tmp_path, "b.py", text)) == expected


def test_benchmark_of_an_unknown_database_is_refused(tmp_path):
    with pytest.raises(Failure):
        bench.wanted_database(_file(tmp_path, "b.py", 'DATABASE = "other"\n'))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["20000", "5"]),
        (["--rounds", "2", "--years", "3"], ["20000", "3"]),
        (["--contracts=100"], ["100", "5"]),
    ],
)
def test_kept_database_depends_on_the_options_named(tmp_path, arguments, expected):
    text = 'KEPT = {"--contracts": "20000", "--years": "5"}\n'
    file = _file(tmp_path, "b.py", text)
    assert bench.kept_shape(file, arguments) == expected
    assert bench.kept_shape(_file(tmp_path, "c.py", ""), arguments) is None


class _Databases:
    """Remembers what was done with databases, and what they are made of."""

    def __init__(self, found):
        self.found, self.done = found, []

    def fingerprint(self, _name):
        return self.found

    def mark(self, _name, fingerprint):
        self.found = fingerprint

    def clone(self, source, _name):
        self.done.append(f"clone {source}")

    def update(self, _name, modules, _step):
        self.done.append(f"update {modules}")


def test_kept_database_is_used_updated_or_made_anew(tmp_path):
    databases = _Databases(None)
    shop = SimpleNamespace(
        databases=databases,
        runner=databases,
        addons=SimpleNamespace(folders={"ibok": None}),
        recipes=SimpleNamespace(
            fingerprint=lambda: sources, installed=lambda: "installed"
        ),
        progress=Progress(),
    )
    file, town = (
        _file(tmp_path, "b.py", ""),
        _file(tmp_path, "_b_town.py", "1"),
    )

    def have():
        databases.done.clear()
        bench._keep(shop, "ibok_bench_b", file, "installed")
        return databases.done

    sources = "first"
    assert have() == ["clone installed"]
    assert have() == []
    sources = "second"
    assert have() == ["update ['ibok']"]
    assert have() == []
    town.write_text("2")
    assert have() == ["clone installed"]


def test_unknown_benchmark_ends_with_2():
    done = subprocess.run(
        [ROOT / "ibok", "bench", "no-such-benchmark"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no benchmark 'no-such-benchmark'" in done.stderr


def test_what_our_code_imports_beside_odoo_is_declared():
    text = (ROOT / "ibok_portal" / "tools" / "identity.py").read_text()
    assert re.findall(r"^(?:import|from) (phonenumbers|stdnum)", text, re.MULTILINE)
    packages = Addons(Paths(ROOT)).python_packages
    assert {"phonenumbers", "python-stdnum"} <= set(packages)


@pytest.mark.parametrize("name", ["README.md", "docs/administrator.md"])
def test_guides_tell_the_printed_commands(name):
    text = (ROOT / name).read_text()
    packages = Addons(Paths(ROOT)).python_packages
    _clone, pip, install = install_commands("x", packages)
    assert pip in text
    assert install in text


def test_the_guide_tells_what_a_change_must_pass():
    """The commands of `.ci/run` are those that README gives to people."""
    script, text = (ROOT / ".ci" / "run").read_text(), (ROOT / "README.md").read_text()
    commands = re.findall(r"(\./ibok \w+)", script)
    assert sorted(commands) == ["./ibok lint", "./ibok test"]
    assert all(f"`{command}" in text for command in commands)


def test_printed_address_of_the_repository_shows_no_password(tmp_path):
    for argv in (
        ["init", "-q"],
        ["remote", "add", "origin", "https://jan:secret@git.example/ibok.git"],
    ):
        subprocess.run(["git", *argv], cwd=tmp_path, check=True)
    assert origin(tmp_path) == "https://git.example/ibok.git"


def test_every_command_explains_itself():
    done = subprocess.run([ROOT / "ibok", "--help"], capture_output=True, text=True)
    for command in ("run", "test", "shell", "bench", "lint", "reset"):
        assert re.search(rf"^ +{command} +\S", done.stdout, re.MULTILINE)


def test_launcher_runs_on_a_bare_python():
    """All but the files that say so import the standard library only."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import launcher.cli, launcher.commands.run;"
        "extra = [m for m in sys.modules if m.split('.')[0] not in"
        " {*sys.stdlib_module_names, 'launcher', '__main__'}];"
        "print([m for m in extra if m not in before])"
    )
    script = f"import sys; before = set(sys.modules); {script}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
