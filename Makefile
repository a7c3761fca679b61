# Every target works on a new machine with Python 3.11+ and make; nothing needs doing before it.
# Without make: python3 tools/bootstrap.py <target>. Tried on Linux only; elsewhere unverified.
PYTHON ?= python3
TARGETS := site test check serve prose lint bench lock

.PHONY: help $(TARGETS)

help: ## show this list
	@sed -n 's/^#: *//p' $(firstword $(MAKEFILE_LIST))

#: make site    build the guide into build/site
#: make test    install what the tests need, a browser too, and pass everything
#: make check   say what is wrong with the data, all at once
#: make serve   live preview that follows your edits
#: make prose   how plainly the chapters read, the hardest first
#: make lint    format, lint and types
#: make bench   speed and memory, as ratios in one run
#: make lock    remake the pinned requirements
$(TARGETS):
	@$(PYTHON) tools/bootstrap.py $@
