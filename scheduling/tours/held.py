"""Bags of arrays handed to kernels as one pointer each: a tuple of a hundred arrays takes minutes to compile.

`held(bag)` is the same arrays under the same names, for kernels only; the bag itself stays for Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba.core import types
from numba.experimental import structref

from scheduling.compiled import free_kernel
from scheduling.tours.best_tour import Desk
from scheduling.tours.board import Board, Stage
from scheduling.tours.chain import Chain
from scheduling.tours.ground import Ground, People, Terms
from scheduling.tours.hill import Hill
from scheduling.tours.value import Value

Bag = TypeVar("Bag")
_HERE = sys.modules[__name__]


def _fit(_: Any, fields: Any) -> Any:
    return tuple((name, cast("Any", types).unliteral(one)) for name, one in fields)


def _kind(bag: Any) -> type:
    """A type of numba with the fields of a bag, and the class that stands for it in Python."""
    name = bag.__name__
    inside = type(f"{name}Type", (types.StructRef,), {"__module__": __name__, "preprocess_fields": _fit})
    outside = type(f"Held{name}", (structref.StructRefProxy,), {"__module__": __name__})
    setattr(_HERE, inside.__name__, inside)
    setattr(_HERE, outside.__name__, outside)
    made = cast("Any", structref)
    made.register(inside)
    made.define_constructor(outside, inside, list(bag._fields))
    made.define_boxing(inside, outside)
    return outside


HeldGround, HeldPeople, HeldTerms = _kind(Ground), _kind(People), _kind(Terms)
HeldValue, HeldBoard, HeldChain = _kind(Value), _kind(Board), _kind(Chain)
HeldDesk, HeldStage, HeldHill = _kind(Desk), _kind(Stage), _kind(Hill)


@free_kernel
def _ground(fields: Any) -> Any:
    return HeldGround(*fields)


@free_kernel
def _people(fields: Any) -> Any:
    return HeldPeople(*fields)


@free_kernel
def _terms(fields: Any) -> Any:
    return HeldTerms(*fields)


@free_kernel
def _value(fields: Any) -> Any:
    return HeldValue(*fields)


@free_kernel
def _board(fields: Any) -> Any:
    return HeldBoard(*fields)


@free_kernel
def _chain(fields: Any) -> Any:
    return HeldChain(*fields)


@free_kernel
def _desk(fields: Any) -> Any:
    return HeldDesk(*fields)


@free_kernel
def _stage(fields: Any) -> Any:
    return HeldStage(*fields)


@free_kernel
def _hill(fields: Any) -> Any:
    return HeldHill(*fields)


_MAKERS: dict[type, Callable[[Any], Any]] = {
    Ground: _ground, People: _people, Terms: _terms, Value: _value,
    Board: _board, Chain: _chain, Desk: _desk, Stage: _stage, Hill: _hill,
}  # fmt: skip


def held(bag: Bag) -> Bag:
    """The bag as kernels take it; bags within are held too. The arrays are shared, not copied."""
    fields = tuple(held(one) if type(one) in _MAKERS else one for one in cast("Any", bag))
    return cast("Bag", _MAKERS[type(bag)](fields))
