"""A package with a part in C."""

from setuptools import Extension, setup

setup(ext_modules=[Extension("beak", ["beak.c"])], py_modules=[])
