#!/bin/sh
# Makes the database and the user who owns it and nothing else, when the server first starts.
set -eu
psql --set ON_ERROR_STOP=1 --set "password=$(cat /run/secrets/database)" --username postgres <<'SQL'
CREATE ROLE readiness LOGIN PASSWORD :'password';
CREATE DATABASE readiness OWNER readiness;
SQL
