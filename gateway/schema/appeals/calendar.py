"""The business calendar that promised times are counted by."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.basics.scalars import Actor
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation, query
from services.appeals.contract import calendar as contract
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.queries import GetCalendar

_HOURS = 'As "09:00-18:00", by the clock of the zone, from 00:00 to 24:00; none: nobody works.'


@strawberry.type(description="A day that is not like others of its weekday.")
class SpecialDay:
    day: date
    hours: list[str] = strawberry.field(description=_HOURS)


@strawberry.type(
    description="By which the times are counted that members are promised. An appeal keeps the one "
    "that was in force when it was submitted."
)
class BusinessCalendar:
    version: int = strawberry.field(description="0 before any was set.")
    round_the_clock: bool = strawberry.field(description="Every minute counts; no other fields.")
    zone: str | None
    week: list[list[str]] = strawberry.field(description=f"Monday to Sunday. {_HOURS}")
    days: list[SpecialDay] = strawberry.field(description="Holidays, make-up workdays.")
    since: datetime | None
    by: Actor | None

    @classmethod
    def of(cls, view: CalendarView) -> "BusinessCalendar":
        given = view.calendar
        return cls(
            version=view.version,
            round_the_clock=given is None,
            zone=given.zone if given else None,
            week=[list(hours) for hours in given.week] if given else [],
            days=[SpecialDay(day=d.day, hours=list(d.hours)) for d in given.days] if given else [],
            since=view.since,
            by=Actor.of(view.by) if view.by else None,
        )


@strawberry.input(description="A day that is not like others of the calendar.")
class SpecialDayInput:
    day: date
    hours: list[str] = strawberry.field(default_factory=list, description=_HOURS)


@strawberry.input(description="When staff work, which promises are counted by.")
class BusinessCalendarInput:
    zone: str = strawberry.field(description="IANA name, such as Asia/Shanghai.")
    week: list[list[str]] = strawberry.field(description=f"Monday to Sunday. {_HOURS}")
    days: list[SpecialDayInput] = strawberry.field(
        default_factory=list, description="Holidays, make-up workdays."
    )


@strawberry.input
class SetBusinessCalendarInput(Input):
    calendar: BusinessCalendarInput | None = strawberry.field(
        description="None: people work round the clock."
    )
    based_on: int = strawberry.field(description="The version that it replaces.")


@strawberry.type(description="The calendar that is in force now.")
class BusinessCalendarSuccess:
    calendar: BusinessCalendar


BusinessCalendarResult = Annotated[
    BusinessCalendarSuccess | AnyProblem,
    answers("BusinessCalendarResult", "A changed business calendar."),
]


@strawberry.type
class CalendarQueries:
    @query(*ANY_STAFF, description="The business calendar that is in force.")
    async def business_calendar(self, info: Info) -> BusinessCalendar:
        view = await info.context.readers.appeals.ask(GetCalendar(), CalendarView)
        return BusinessCalendar.of(view)


@strawberry.type
class CalendarMutations:
    @mutation(
        *ADMINS,
        confirmed=True,
        description="Replaces the business calendar. It counts for appeals submitted from now on; "
        "no time that was promised changes. The same again changes nothing.",
    )
    async def set_business_calendar(
        self, info: Info, input: SetBusinessCalendarInput
    ) -> BusinessCalendarResult:
        command = SetCalendar(calendar=_given(input.calendar), based_on=input.based_on)
        caller = info.context.caller(input.idempotency_key)
        view = await info.context.apis.appeals.set_calendar(command, caller)
        return BusinessCalendarSuccess(calendar=BusinessCalendar.of(view))


def _given(input: BusinessCalendarInput | None) -> contract.BusinessCalendar | None:
    if input is None:
        return None
    return contract.BusinessCalendar(
        zone=input.zone,
        week=tuple(tuple(hours) for hours in input.week),
        days=tuple(contract.SpecialDay(day=d.day, hours=tuple(d.hours)) for d in input.days),
    )
