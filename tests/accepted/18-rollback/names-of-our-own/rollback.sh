#!/bin/sh
exec python3 release.py rollback
