"""The two applications that `bench_autosave` compares, as gunicorn starts them.

The bare one is what Pyramid and SQLAlchemy do at the very least: read a form, put one row
in, commit. It has the same database rules (WAL, every commit on the disk), so that both
wait for the same disk.
"""

import os

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.router import Router
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from readiness import main
from readiness.db import make_engine
from readiness.settings import Settings

ANSWER = Table(
    "answer",
    MetaData(),
    Column("sheet", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("level", Integer),
    Column("note", Text),
)


def settings() -> dict[str, str]:
    """The settings of both, from the environment that `bench_autosave` gives them."""
    return {
        "readiness.mode": "development",
        "readiness.secret": "a secret of the benchmark, long enough",
        "readiness.jobs": "inline",
        "readiness.data": os.environ["BENCH_DATA"],
    }


def readiness() -> Router:
    """The service itself, with everything that guards a request."""
    return main({}, **settings())


def bare_engine() -> Engine:
    """The bare application's database, beside the service's own."""
    path = f"sqlite:///{os.environ['BENCH_DATA']}/bare.sqlite"
    return make_engine(Settings.read({**settings(), "readiness.database_url": path}))


def bare() -> Router:
    """One route that puts one row in."""
    engine = bare_engine()

    def save(request: Request) -> dict[str, str]:
        values = {
            "sheet": request.matchdict["sheet"],
            "item": request.matchdict["item"],
            "level": int(request.POST["answer"]),
            "note": request.POST["note"],
        }
        upsert = insert(ANSWER).values(values)
        fields = {"level": values["level"], "note": values["note"]}
        keys = [ANSWER.c.sheet, ANSWER.c.item]
        with Session(engine) as session, session.begin():
            session.execute(upsert.on_conflict_do_update(index_elements=keys, set_=fields))
        return {"saved": "yes"}

    def read(request: Request) -> dict[str, object]:
        keys = (ANSWER.c.sheet == request.matchdict["sheet"]) & (
            ANSWER.c.item == request.matchdict["item"]
        )
        with Session(engine) as session:
            row = session.execute(ANSWER.select().where(keys)).mappings().one_or_none()
        return dict(row or {})

    with Configurator() as config:
        config.add_route("save", "/{sheet}/{item}")
        config.add_view(read, route_name="save", request_method="GET", renderer="json")
        config.add_view(save, route_name="save", request_method="POST", renderer="json")
    return config.make_wsgi_app()
