"""The benchmarks of the window time what is there."""

from __future__ import annotations

from functools import cached_property

from tests.benchmarks.slider import timed_functions
from tests.benchmarks.stages import Stages


def test_the_slider_benchmark_times_functions_that_are_there() -> None:
    missing = [f"{owner.__name__}.{name}" for owner, name, _ in timed_functions() if name not in vars(owner)]
    assert missing == []


def test_stages_time_methods_and_cached_properties() -> None:
    class Owner:
        def method(self) -> int:
            return 1

        @cached_property
        def number(self) -> int:
            return self.method() + 1

    stages = Stages()
    stages.wrap(Owner, "method", "methods")
    stages.wrap(Owner, "number", "properties")
    owner = Owner()
    assert (owner.number, owner.number, stages.calls) == (2, 2, {"methods": 1, "properties": 1})
