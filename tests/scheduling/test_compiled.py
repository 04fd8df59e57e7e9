from __future__ import annotations

from scheduling.compiled import forget_stale


def room(root, source):
    folder = root / "requirement"
    cache = folder / "__pycache__"
    cache.mkdir(parents=True, exist_ok=True)
    (folder / "outer.py").write_text("@kernel\ndef outer(): ...\n")
    (folder / "inner.py").write_text(source)
    (cache / "outer.nbi").touch()
    return cache / "outer.nbi"


def test_cached_code_goes_when_a_kernel_it_calls_changes(tmp_path):
    assert forget_stale(tmp_path)
    cached = room(tmp_path, "@kernel\ndef inner(): return 1\n")
    forget_stale(tmp_path)
    assert not cached.exists()
    cached.touch()
    forget_stale(tmp_path)
    assert cached.exists()
    room(tmp_path, "@kernel\ndef inner(): return 2\n")
    forget_stale(tmp_path)
    assert not cached.exists()


def test_files_without_kernels_may_change(tmp_path):
    cached = room(tmp_path, "@kernel\ndef inner(): return 1\n")
    forget_stale(tmp_path)
    cached.touch()
    (tmp_path / "requirement" / "plain.py").write_text("x = 1\n")
    forget_stale(tmp_path)
    assert cached.exists()
