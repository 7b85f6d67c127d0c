# The three commands of the README; ci/ holds what they do.
.PHONY: setup demo test

setup:
	@ci/setup

demo: setup
	@.venv/bin/binocle demo

test: setup
	@ci/check
