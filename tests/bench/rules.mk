# How Postern is measured; README.md beside this file explains it.

BENCH := $(BUILD)/bench

BENCH_SRC := $(wildcard $(addprefix tests/bench/,null.c spawn.c hello.c))
BENCH_PROGRAMS := $(BENCH_SRC:tests/bench/%.c=$(BENCH)/%) $(BENCH)/go-responder

$(BENCH)/null: private LINKED = -lfcgi -lpthread
$(BENCH)/%: tests/bench/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(filter-out -MMD -MP,$(COMPILE)) $(HARDENING_LD) $(LDFLAGS) \
	    -o $@ $< $(LINKED)
$(BENCH)/go-responder: tests/bench/others/responder.go
	@mkdir -p $(@D)
	@echo "  GO    $<"
	$(QUIET)GO111MODULE=off GOCACHE='$(abspath $(BENCH))/go-cache' \
	    go build -o $@ $<

# make bench ROUNDS=7 SECONDS=2 ONLY=nginx,lighttpd WRITE=1
.PHONY: bench bench-programs
bench-programs: all static $(BENCH_PROGRAMS)
bench: private SECONDS = 2
bench:
	@packaging/install-packages.sh bench
	@+$(MAKE) --no-print-directory bench-programs
	@BUILD='$(BUILD)' ROUNDS='$(ROUNDS)' SECONDS='$(SECONDS)' \
	    ONLY='$(ONLY)' WRITE='$(WRITE)' node tests/bench/bench.js
