"""Settings are read once, checked, and told apart from what only looks like one."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import make_url

from readiness.settings import SAMPLE_SECRET, Settings, SettingsError

SECRET = "s" * 32
PRODUCTION = {"base_url": "https://readiness.example.org", "secret": SECRET}


def read(environ=None, **ini):
    return Settings.read({f"readiness.{name}": text for name, text in ini.items()}, environ or {})


def problem(**ini):
    with pytest.raises(SettingsError) as caught:
        read(**ini).check_serving()
    return str(caught.value)


def test_settings_default_to_production_with_sqlite_in_var():
    settings = read()

    assert settings.mode == "production"
    assert settings.data == Path("var").absolute()
    assert settings.database_url == f"sqlite:///{Path('var').absolute() / 'readiness.sqlite'}"
    assert settings.base_url == "http://localhost:6543"
    assert settings.sqlite
    assert not settings.development


def test_settings_prefer_the_environment_over_the_ini_file():
    settings = read({"READINESS_PORT": "7000"}, port="6000", threads="9")

    assert settings.port == 7000
    assert settings.threads == 9


def test_settings_respect_a_zero_and_an_empty_text():
    settings = read(free_disk_mb="0", smtp_host="")

    assert settings.free_disk_mb == 0
    assert settings.smtp_host == ""


def test_settings_make_the_base_url_from_the_port():
    assert read(port="7001").base_url == "http://localhost:7001"
    assert read(base_url="https://a.example/").base_url == "https://a.example"


@pytest.mark.parametrize("text", ["many", "-1", "1.5", ""])
def test_settings_refuse_what_is_no_whole_number(text):
    assert problem(port=text).startswith("READINESS_PORT (readiness.port in the ini file) must")


@pytest.mark.parametrize("name", ["mode", "jobs", "log_format"])
def test_settings_refuse_an_unknown_word(name):
    assert problem(**{name: "other"}).startswith(f"READINESS_{name.upper()}")


@pytest.mark.parametrize("url", ["mysql://a/b", "no address", "postgresql://a/b"])
def test_settings_refuse_another_database(url):
    assert "must start with sqlite:/// or postgresql+psycopg://" in problem(database_url=url)


def test_settings_know_postgresql():
    assert not read(database_url="postgresql+psycopg://me@localhost/readiness").sqlite


@pytest.mark.parametrize("secret", ["", "short", SAMPLE_SECRET])
def test_serving_refuses_a_secret_that_is_none(secret):
    message = problem(**{**PRODUCTION, "secret": secret})

    assert message.startswith("READINESS_SECRET")
    assert "secrets.token_urlsafe(48)" in message


def test_serving_refuses_http_in_production():
    assert "https://" in problem(**{**PRODUCTION, "base_url": "http://readiness.example.org"})


def test_serving_allows_http_on_this_machine():
    read(**{**PRODUCTION, "base_url": "http://127.0.0.1:6543"}).check_serving()


def test_serving_refuses_cheap_hashing_in_production():
    assert "READINESS_HASH_MEMORY_KIB" in problem(**PRODUCTION, hash_memory_kib="8")


def test_serving_accepts_a_complete_production():
    settings = read(**PRODUCTION)

    settings.check_serving()

    assert settings.secure


def test_secret_can_come_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")

    assert read({"READINESS_SECRET_FILE": str(path)}).secret == SECRET


def test_secret_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read({"READINESS_SECRET_FILE": str(tmp_path / "none")})


def test_secret_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match=r"READINESS_SECRET_FILE: .* text file"):
        Settings.read({}, {"READINESS_SECRET_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize("name", ["workers", "threads", "port", "idle_minutes", "absolute_hours"])
def test_settings_refuse_a_zero_that_would_stand_still(name):
    with pytest.raises(SettingsError, match=rf"READINESS_{name.upper()} .* at least 1, not '0'"):
        Settings.read({f"readiness.{name}": "0"}, {})


@pytest.mark.parametrize("name", ["port", "metrics_port", "smtp_port"])
def test_settings_refuse_a_port_that_is_none(name):
    with pytest.raises(SettingsError, match=rf"READINESS_{name.upper()} .* at most 65535"):
        Settings.read({f"readiness.{name}": "65536"}, {})


def test_development_keeps_a_secret_of_its_own(tmp_path):
    first = read(mode="development", data=str(tmp_path / "var"))
    second = read(mode="development", data=str(tmp_path / "var"))

    assert len(first.secret) >= 32
    assert second.secret == first.secret
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o777 == 0o600


def test_keys_differ_by_purpose_and_by_secret():
    settings, other = read(secret=SECRET), read(secret="t" * 32)

    keys = {settings.key("a"), settings.key("b"), other.key("a")}

    assert len(keys) == 3
    assert {len(key) for key in keys} == {32}


def test_documentation_lists_every_setting_with_its_default():
    table = Path("docs/settings.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `READINESS_([A-Z_]+)` \| ([^|]*) \|", table, re.MULTILINE))

    assert {name.lower() for name in documented} == {field.name for field in fields(Settings)}
    for field in fields(Settings):
        if field.default != "":
            assert documented[field.name.upper()].strip() == f"`{field.default}`"


@pytest.mark.parametrize("name", ["database_password", "smtp_password"])
def test_passwords_may_stand_in_files(tmp_path, name):
    path = tmp_path / "password"
    path.write_text("p@ss/word\n")

    assert getattr(read({f"READINESS_{name.upper()}_FILE": str(path)}), name) == "p@ss/word"
    with pytest.raises(SettingsError, match=f"READINESS_{name.upper()}_FILE: .* cannot be read"):
        read({f"READINESS_{name.upper()}_FILE": str(tmp_path / "none")})


def test_password_of_the_database_is_put_into_its_address():
    settings = read(
        database_url="postgresql+psycopg://readiness@database/readiness",
        database_password="p@ss/word",
    )

    assert make_url(settings.database_url).password == "p@ss/word"
    assert "database_url" in problem(database_url="nonsense", database_password="x")
