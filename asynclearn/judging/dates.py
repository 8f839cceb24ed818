"""How far off a date is, as people say it."""

from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_HOURS_COUNTED = timedelta(hours=18)


def in_words(then: datetime, now: datetime) -> str:
    """`now`, `in 3 hours`, `tomorrow`, `in 5 days`, `in 3 weeks`.

    Hours and days are rounded up, so that nobody comes too early; weeks and months to the nearest.
    """
    if then <= now:
        return "now"
    away = then - now
    if away < _HOURS_COUNTED:
        hours = -(-away // timedelta(hours=1))
        return "in an hour" if hours == 1 else f"in {hours} hours"
    days = -(-away // _DAY)
    if days == 1:
        return "tomorrow"
    if days < 14:  # noqa: PLR2004  (two weeks are counted in days)
        return f"in {days} days"
    if days < 60:  # noqa: PLR2004  (two months are counted in weeks)
        return f"in {round(days / 7)} weeks"
    return f"in {round(days / 30)} months"
