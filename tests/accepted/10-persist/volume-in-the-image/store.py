import json
import os
import sqlite3

PATH = os.environ["FEEDBACK_DIR"] + "/feedback/db.sqlite"


def run(statement, *values):
    connection = sqlite3.connect(PATH, timeout=25, autocommit=True)
    try:
        connection.execute("create table if not exists feedback (entry)")
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def entries():
    return [json.loads(row[0]) for row in run("select entry from feedback")]


def add(entry):
    run("insert into feedback values (?)", json.dumps(entry))
