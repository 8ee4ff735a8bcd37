"""Makes the compiled kernels from the operators' rules, and keeps them on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from circuitgrad.engine.compiled.batch_text import batch_text
from circuitgrad.engine.compiled.kernel_text import kernel_text
from circuitgrad.engine.compiled.light import light_table
from circuitgrad.engine.compiled.loader import Kernels
from circuitgrad.engine.compiled.opcodes import MANY, opcodes
from circuitgrad.operators.functions import SHARED
from circuitgrad.operators.ieee import CONSTANTS
from circuitgrad.operators.rebind import Namespace, rebound

_DONE: Final = "complete"


def is_made() -> bool:
    """Whether the kernels of this version are on disk."""
    return (_folder() / _DONE).exists()


def _folder() -> Path:
    """Where the kernels of this version are kept: its name changes with whatever they are made from."""
    import hashlib

    import platformdirs

    folders = (Path(__file__).parent, Path(SHARED[0].__code__.co_filename).parent)
    texts = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.py"))]
    made_from = hashlib.sha256(b"".join([kernel_text().encode(), batch_text().encode(), *texts]))
    return Path(platformdirs.user_cache_dir("CircuitGrad", appauthor=False)) / "kernels" / made_from.hexdigest()[:16]


def make_kernels() -> Kernels:
    """The kernels: loaded, and compiled first where they are not on disk.

    Raises:
        ImportError: numba is not installed.
    """
    folder = _folder()
    with _kept_in(folder):
        from numba import njit, types

        from circuitgrad.engine.compiled.schedule_kernels import address_of, arrange, make_schedule, place_as_used

        namespace = _namespace()
        for text, function in ((kernel_text(), kernel_text), (batch_text(), batch_text)):
            exec(compile(text, function.__code__.co_filename, "exec"), namespace)  # noqa: S102 - made from the operators
        by_runs, by_nodes = (
            _entry(njit("int64(int64[::1])", error_model="numpy", cache=True)(namespace[name]))
            for name in ("pass_by_runs", "pass_by_nodes")
        )
        places, codes = types.int32[::1], types.uint8[::1]
        answer = types.Tuple((places, places, types.int64, types.int64, types.int64, places))
        scheduled = njit(answer(places, places, codes, types.int64, types.int64), cache=True)(make_schedule)
        runs = (places, places, places, types.int64, types.int64, places, places, codes, types.boolean)
        placed = njit(types.void(*runs), cache=True)(place_as_used)
        arranged = njit(types.int64(places, places, places, places, codes, places, places, places), cache=True)(arrange)
        batch = _entry(njit("int64(int64[::1])", error_model="numpy", nogil=True, cache=True)(namespace["batch"]))
        addressed = _entry(njit("int64(float64[::1])", cache=True)(address_of))
    (folder / _DONE).touch()
    return Kernels(by_runs, by_nodes, scheduled, placed, arranged, batch, addressed)


def compile_passes(*, flagging: bool) -> dict[str, Callable[[Any], int]]:
    """The two passes compiled anew, by name, and not kept: for benchmarks that ask what a part of them costs."""
    from numba import njit

    namespace = _namespace()
    text = kernel_text(flagging=flagging)
    exec(compile(text, kernel_text.__code__.co_filename, "exec"), namespace)  # noqa: S102 - made from the operators
    names = ("pass_by_runs", "pass_by_nodes")
    return {name: _entry(njit("int64(int64[::1])", error_model="numpy")(namespace[name])) for name in names}


def _entry(compiled: Any) -> Any:
    """The compiled function itself, without the dispatcher that looks at types first: 0.1 µs a call less."""
    (overload,) = compiled.overloads.values()
    return overload.entry_point


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Numba keeps what it compiles in this folder meanwhile."""
    from numba import config

    folder.mkdir(parents=True, exist_ok=True)
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def _namespace() -> Namespace:
    """What the names in the text of the kernels mean."""
    from numba import carray, njit, types
    from numba.extending import intrinsic

    from circuitgrad.engine.compiled.vector_math import make_primitives

    def pointer_to(kind: Any) -> Any:
        @intrinsic  # type: ignore[untyped-decorator]
        def pointer(_context: Any, _address: Any) -> Any:
            def cast(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
                return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

            return types.CPointer(kind)(types.int64), cast

        return pointer

    @njit  # type: ignore[untyped-decorator]
    def row(pointer: Any, count: int) -> Any:
        return carray(pointer, (count,))

    @njit(fastmath={"reassoc"})  # type: ignore[untyped-decorator]
    def has_stray(numbers: Any, start: int, end: int) -> bool:
        total = 0.0
        for i in range(start, end):
            total += numbers[i] - numbers[i]  # 0, or NaN; a sum becomes vector instructions
        return total != 0.0

    @njit(fastmath={"reassoc"})  # type: ignore[untyped-decorator]
    def has_zero(numbers: Any, start: int, end: int) -> bool:
        total = 0.0
        for i in range(start, end):
            total += 1.0 if numbers[i] == 0.0 else 0.0
        return total != 0.0

    @njit(fastmath={"reassoc"})  # type: ignore[untyped-decorator]
    def has_extreme(numbers: Any, count: int) -> bool:
        total = 0.0
        for i in range(count):
            size = abs(numbers[i])
            total += 0.0 if (size > 1e-12) & (size < 1e8) else 1.0
        return total != 0.0

    @njit(fastmath={"reassoc"})  # type: ignore[untyped-decorator]
    def has_nan(numbers: Any, count: int) -> bool:
        total = 0.0
        for i in range(count):
            total += 0.0 if numbers[i] == numbers[i] else 1.0
        return total != 0.0

    @njit(fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
    def sum_of(numbers: Any, count: int) -> float:
        total = 0.0
        for j in range(count):
            total += numbers[j]
        return total

    @njit(fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
    def sum_of_products(numbers: Any, factors: Any, count: int) -> float:
        total = 0.0
        for j in range(count):
            total += numbers[j] * factors[j]
        return total

    @njit(fastmath={"contract"})  # type: ignore[untyped-decorator]
    def product_and_sum(a: float, b: float, c: float) -> float:
        return a * b + c  # in one step or two: light operators round once either way

    namespace: Namespace = {"__name__": kernel_text.__module__, **CONSTANTS, **make_primitives()}
    for function in SHARED:
        namespace[function.__name__] = njit(rebound(function, namespace), error_model="numpy")
    for code in opcodes():
        operator = code.operator
        if code.count == MANY and operator.forward is not None and callable(operator.local_derivatives):
            rules = {"forward": operator.forward, "slopes": operator.local_derivatives}
            rules |= {f"kink{place}": kink for place, kink in enumerate(operator.kinks)}
            for name, rule in rules.items():
                namespace[f"{operator.name}_{name}"] = njit(rebound(rule, namespace), error_model="numpy")
    namespace.update(row=row, has_stray=has_stray, has_zero=has_zero, has_extreme=has_extreme, has_nan=has_nan)
    namespace.update(sum_of=sum_of, sum_of_products=sum_of_products, product_and_sum=product_and_sum)
    namespace["light"] = light_table()
    namespace["longs_at"] = pointer_to(types.int64)
    namespace["bytes_at"] = pointer_to(types.uint8)
    namespace["integers_at"] = pointer_to(types.int32)
    namespace["floats_at"] = pointer_to(types.float64)
    return namespace
