from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.quiet import QuietHours, is_quiet

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(time(22), time(9), SHANGHAI)
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ranges = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1])
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def shanghai(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("hour", "minute"), [(22, 0), (23, 59), (0, 0), (8, 59)])
def test_it_is_quiet_across_midnight(hour: int, minute: int) -> None:
    assert NIGHT.hold(shanghai(hour, minute))


@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (12, 0), (21, 59)])
def test_the_day_is_not_quiet(hour: int, minute: int) -> None:
    assert not NIGHT.hold(shanghai(hour, minute))
    assert NIGHT.end(shanghai(hour, minute)) == shanghai(hour, minute)


def test_what_falls_into_the_evening_waits_for_the_next_morning() -> None:
    assert NIGHT.end(shanghai(22, 30)) == shanghai(9, day=5)
    assert NIGHT.end(shanghai(3)) == shanghai(9)


def test_hours_within_one_day_end_on_that_day() -> None:
    siesta = QuietHours(time(12), time(14, 30), SHANGHAI)
    assert siesta.end(shanghai(13)) == shanghai(14, 30)
    assert not siesta.hold(shanghai(14, 30))


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not is_quiet(None, shanghai(3))


def test_clocks_set_forward_in_the_night_make_the_morning_come_sooner() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = QuietHours(time(22), time(9), berlin)
    evening = datetime(2026, 3, 28, 22, tzinfo=berlin)
    assert night.end(evening) - evening.astimezone(UTC) == timedelta(hours=10)


@given(hours=ranges, zone=st.sampled_from(ZONES), moment=moments)
def test_the_end_of_the_quiet_is_the_next_moment_that_is_not_quiet(
    hours: tuple[time, time], zone: str, moment: datetime
) -> None:
    quiet = QuietHours(*hours, ZoneInfo(zone))
    end = quiet.end(moment)
    assert not quiet.hold(end)
    assert moment <= end <= moment + timedelta(hours=25)
    if quiet.hold(moment):
        between = (moment + (end - moment) * part / 7 for part in range(7))
        # An hour that clocks leave out or show twice may end the quiet a little later than need be, never sooner.
        awake = [at for at in between if not quiet.hold(at)]
        assert all(end - at <= timedelta(hours=1) for at in awake)
    else:
        assert end == moment


@given(hours=ranges, moment=moments)
def test_a_range_and_the_one_turned_round_share_no_moment_and_leave_none_out(
    hours: tuple[time, time], moment: datetime
) -> None:
    first, last = hours
    assert QuietHours(first, last, SHANGHAI).hold(moment) != QuietHours(last, first, SHANGHAI).hold(moment)
