"""What a learner is told when a part needs what is not there."""

from asynclearn.sandbox import warm
from asynclearn.teaching.needs import what_is_missing


def test_no_loopback_is_told_with_its_reason(monkeypatch):
    monkeypatch.setattr(warm, "no_loopback", lambda: "the kernel is too old")
    assert "the kernel is too old" in (what_is_missing(["loopback"]) or "")


def test_with_loopback_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(warm, "no_loopback", lambda: "")
    assert what_is_missing(["loopback", "json"]) is None
