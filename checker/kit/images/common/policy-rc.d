#!/bin/sh
# A package that is installed while an image is built starts no service.
exit 101
