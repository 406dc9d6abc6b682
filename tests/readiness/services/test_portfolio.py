"""A funder's figures: counted once, frozen, and gone as a whole."""

import datetime as dt

import pytest
from sqlalchemy import select

from readiness.models import PortfolioMember, PortfolioRelease, Share
from readiness.services.portfolio import Portfolio, closed, next_close, quarter_of
from reports.facts import Facts
from reports.portfolio import Cell, Kind, Name
from tests.readiness.portfolios import FINE, NEEDY, make_funder, make_share

JULY = dt.datetime(2026, 7, 10, tzinfo=dt.UTC)


@pytest.fixture
def funder(dbsession):
    return make_funder(dbsession)


@pytest.fixture
def portfolio(dbsession, clock):
    clock.now = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
    return Portfolio(dbsession, clock)


def fill(session, funder, facts, count, *, shared_at=JULY):
    return [make_share(session, funder, facts, shared_at=shared_at) for _ in range(count)]


def publish(portfolio, session, funder):
    with session.no_autoflush:
        portfolio.publish(funder.id)
    session.commit()


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-12-31", "2026-Q4")],
)
def test_quarter_of_a_day(day, quarter):
    assert quarter_of(dt.date.fromisoformat(day)) == quarter


def test_last_quarter_that_is_over():
    assert closed(dt.datetime(2026, 11, 25, tzinfo=dt.UTC)) == (
        "2026-Q3",
        dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    )
    assert closed(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))[0] == "2025-Q4"
    assert next_close(dt.datetime(2026, 11, 25, tzinfo=dt.UTC)) == dt.date(2027, 1, 1)


def test_nine_organizations_give_nothing(portfolio, dbsession, engine, funder):
    fill(dbsession, funder, NEEDY, 9)

    publish(writing(portfolio, engine), dbsession, funder)

    assert dbsession.scalars(select(PortfolioRelease)).all() == []


def writing(portfolio, engine):
    """The service with a session that may write, as the job has it."""
    from sqlalchemy.orm import Session  # noqa: PLC0415

    class Writer:
        def publish(self, funder_id):
            with Session(engine) as session, session.begin():
                Portfolio(session, portfolio._clock).publish(funder_id)  # noqa: SLF001

    return Writer()


def test_ten_give_every_table(portfolio, dbsession, engine, funder):
    fill(dbsession, funder, NEEDY, 10)

    publish(writing(portfolio, engine), dbsession, funder)

    made = portfolio.published(funder.id)
    assert {name: len(found) for name, found in made.items()} == {
        Name.STEPS: 1,
        Name.AREAS: 1,
        Name.RESULTS: 1,
        Name.STOPS: 1,
        Name.ASKS: 1,
    }
    assert made[Name.STEPS][0].release.columns[0].cells == {
        "L-C3": Cell(Kind.MOST),
        "L-P4": Cell(Kind.MOST),
    }


def test_counting_again_changes_nothing(portfolio, dbsession, engine, funder):
    fill(dbsession, funder, NEEDY, 12)
    publish(writing(portfolio, engine), dbsession, funder)
    before = [row.content for row in dbsession.scalars(select(PortfolioRelease))]

    fill(dbsession, funder, FINE, 12)
    publish(writing(portfolio, engine), dbsession, funder)

    assert [row.content for row in dbsession.scalars(select(PortfolioRelease))] == before


def test_one_more_organization_changes_no_figure(portfolio, dbsession, engine, funder, clock):
    fill(dbsession, funder, NEEDY, 12)
    publish(writing(portfolio, engine), dbsession, funder)
    before = portfolio.published(funder.id)

    fill(dbsession, funder, FINE, 1, shared_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC))
    clock.now = dt.datetime(2027, 1, 5, tzinfo=dt.UTC)
    publish(writing(portfolio, engine), dbsession, funder)

    assert portfolio.published(funder.id) == before


def test_report_is_counted_once_in_all_quarters(portfolio, dbsession, engine, funder, clock):
    fill(dbsession, funder, NEEDY, 12)
    publish(writing(portfolio, engine), dbsession, funder)
    fill(dbsession, funder, FINE, 11, shared_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC))
    clock.now = dt.datetime(2027, 1, 5, tzinfo=dt.UTC)
    publish(writing(portfolio, engine), dbsession, funder)

    steps = portfolio.published(funder.id)[Name.STEPS]
    assert [(one.period, one.release.count) for one in steps] == [("2026-Q4", 11), ("2026-Q3", 12)]
    members = dbsession.scalars(select(PortfolioMember.assessment_id)).all()
    assert len(members) % len(set(members)) == 0


def test_what_was_shared_after_the_quarter_waits(portfolio, dbsession, engine, funder):
    fill(dbsession, funder, NEEDY, 12, shared_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))

    publish(writing(portfolio, engine), dbsession, funder)

    assert dbsession.scalars(select(PortfolioRelease)).all() == []


def test_part_that_was_not_shared_is_not_counted(portfolio, dbsession, engine, funder):
    fill(dbsession, funder, NEEDY, 10)
    fill(dbsession, funder, Facts(steps=("L-P4",), asks=()), 10)

    publish(writing(portfolio, engine), dbsession, funder)

    made = portfolio.published(funder.id)
    assert made[Name.STEPS][0].release.count == 20
    assert made[Name.AREAS][0].release.count == 10


def test_table_goes_as_a_whole_when_too_few_still_share(portfolio, dbsession, engine, funder):
    shares = [share.id for share in fill(dbsession, funder, NEEDY, 11)]
    publish(writing(portfolio, engine), dbsession, funder)

    end(engine, shares[:1])
    assert len(portfolio.published(funder.id)[Name.STEPS]) == 1
    end(engine, shares[1:2])
    dbsession.rollback()
    assert portfolio.published(funder.id)[Name.STEPS] == []


def end(engine, ids):
    with engine.begin() as connection:
        connection.execute(
            Share.__table__.update().where(Share.id.in_(ids)).values(revoked_at=JULY)
        )


def test_other_funders_figures_are_their_own(portfolio, dbsession, engine, funder):
    other = make_funder(dbsession, name="Another")
    fill(dbsession, other, NEEDY, 12)

    publish(writing(portfolio, engine), dbsession, funder)

    assert all(found == [] for found in portfolio.published(funder.id).values())
    assert portfolio.sharing(funder.id) == 0
    assert portfolio.sharing(other.id) == 12


def test_two_reports_of_one_organization_count_as_one(portfolio, dbsession, engine, funder):
    shares = fill(dbsession, funder, NEEDY, 9)
    from readiness.models import Organization  # noqa: PLC0415

    house = dbsession.get(Organization, shares[0].organization_id)
    make_share(dbsession, funder, FINE, shared_at=JULY, organization=house)

    publish(writing(portfolio, engine), dbsession, funder)

    assert dbsession.scalars(select(PortfolioRelease)).all() == []
