"""Every single fault, and every pair of faults, at every point of one order's life: nobody loses anything."""

from collections.abc import Callable
from itertools import count

import pytest

from tests.simulation.stories import STORIES, Story
from tests.simulation.sweep import Teller, doubles, singles

CHUNKS = 4
SAMPLE = 997  # one pair of so many is tried in every test run; all are tried by `make torture`
TORTURE_CHUNKS = 32
Record = Callable[[str, object], None]

everyone = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name.replace(" ", "-"))


@everyone
def test_a_story_without_faults_ends_well(story: Story, teller: Teller) -> None:
    assert teller.tell(story, replay=True).ending == story.undisturbed


@pytest.mark.timeout(600)
@everyone
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_fault_and_no_sampled_pair_of_faults_breaks_anything(
    story: Story, chunk: int, teller: Teller, record_property: Record
) -> None:
    record_property("schedules", _sweep(story, teller, chunk, CHUNKS, SAMPLE))


@pytest.mark.torture
@pytest.mark.timeout(0)
@everyone
@pytest.mark.parametrize("chunk", range(TORTURE_CHUNKS))
def test_no_pair_of_faults_breaks_anything(
    story: Story, chunk: int, teller: Teller, record_property: Record
) -> None:
    record_property("schedules", _sweep(story, teller, chunk, TORTURE_CHUNKS, 1))


def _sweep(story: Story, teller: Teller, chunk: int, chunks: int, sample: int) -> int:
    """Try the single faults of a chunk, and after each of them one of `sample` second faults; count the runs."""
    runs, pairs = 0, count(chunk)
    torture = sample == 1
    one_of = 1 if torture else story.one_of
    for first in singles(teller, story, under_every_name=torture)[chunk * one_of :: chunks * one_of]:
        told = teller.tell(story, first, replay=True)
        runs += 1
        for second in doubles(first, told):
            if next(pairs) % sample == 0:
                teller.tell(story, first, second)
                runs += 1
    return runs
