"""`asynclearn doctor`: the layers, and escapes that were really tried."""

import json
import subprocess
import sys

import pytest

from asynclearn.sandbox.layers import confines_programs, is_confined, probe_layers

pytestmark = pytest.mark.slow

CONFINED = is_confined(probe_layers())


@pytest.fixture
def doctor(environment):
    def run(*options):
        return subprocess.run(
            [sys.executable, "-m", "asynclearn", "doctor", *options],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            timeout=60,
        )

    return run


def test_json_tells_python_platform_layers_and_escapes(doctor):
    done = doctor("--json")

    told = json.loads(done.stdout)
    assert {"python", "platform", "layers", "escapes", "confined"} <= set(told)
    assert told["confined"] is CONFINED
    assert done.returncode == (0 if CONFINED else 1)


@pytest.mark.skipif(not CONFINED, reason="this computer can't confine programs")
def test_every_escape_that_is_tried_fails(doctor):
    escapes = json.loads(doctor("--json").stdout)["escapes"]

    assert [each["name"] for each in escapes if not each["contained"]] == []
    assert len(escapes) >= 5


def test_the_findings_are_said_in_words(doctor):
    said = doctor().stdout

    assert "What confines a program" in said
    assert "read a file of yours: " in said


def test_each_missing_layer_says_why_and_what_to_do():
    for layer in probe_layers():
        assert layer.holds or (layer.why and layer.remedy), layer.name


def test_the_probe_and_the_zygote_agree():
    assert confines_programs() is CONFINED
