# How Postern is tested: suites are targets; "make test" runs them all and adds
# up what they say.  CONTRIBUTING.md explains the folders.

# Tests may see everything.
LEAVE_OUT ?=
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%, \
	$(filter-out $(LEAVE_OUT:%=tests/unit/%.c), \
	    $(wildcard tests/unit/test_*.c)))
TEST_COMPILE = $(COMPILE) -Wno-missing-prototypes -Ilib/include -Ilib -Ifcgi -Itests

$(BUILD)/tests/unit/%: tests/unit/%.c $(GATE) $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(TEST_COMPILE) $(HARDENING_LD) $(LDFLAGS) -o $@ $< \
	    $(filter %.o,$^) $(GATE) $(LIB) -lcmocka $(GATE_LIBS) $(LIB_LIBS)
# RUN is what they are run by: valgrind, for one.  As many at once as there are
# processors.
AT_ONCE := xargs -P $(shell nproc)
.PHONY: unit
unit: $(UNIT_TESTS)
	@printf '%s\n' $^ | $(AT_ONCE) -I '{}' tests/whole.sh \
	    sh -c 'echo {}; exec $(RUN) {}'

# ---- Unit test of what happens without memory: lib's own calls are wrapped.
$(BUILD)/tests/unit/test_out_of_memory: private override LDFLAGS += \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=reallocarray

# ---- Unit tests of connections: what answers is their own.
$(addprefix $(BUILD)/tests/unit/,test_connection test_stream test_api_gather): \
	$(call object,$(addprefix fcgi/,connection.c connection_input.c stream.c))

# ---- Vectors: cases that need no C.
VECTORS_SRC := $(wildcard tests/vectors/*.c)
$(BUILD)/tests/vectors: $(VECTORS_SRC) tests/vectors/vectors.h $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(QUIET)$(filter-out -MMD -MP,$(TEST_COMPILE)) $(HARDENING_LD) \
	    $(LDFLAGS) -o $@ $(VECTORS_SRC) $(LIB) $(LIB_LIBS)

# Those of others stand beside the checkout, where they are.
OTHERS_VECTORS := $(wildcard $(addprefix ../shared/vectors/wycheproof/json_web_, \
	signature_test.json encryption_test.json key_test.json))
# EVERY=N tries every Nth mutant only, for slow builds.
EVERY ?= 1
.PHONY: vectors
vectors: $(BUILD)/tests/vectors
	node tests/vectors/make-native.mjs | cmp - tests/vectors/native.json
	node tests/vectors/make-sealed.mjs | cmp - tests/vectors/sealed.json
	@printf '%s\n' $(wildcard tests/vectors/*.json tests/vectors/*/*.json) \
	    $(OTHERS_VECTORS) | $(AT_ONCE) -n 8 tests/whole.sh \
	    $(RUN) $(BUILD)/tests/vectors --every $(EVERY)
	tests/vectors/check-driver.sh $(BUILD)/tests/vectors

# ---- Fuzz targets, replayed over their corpora without clang.
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_REPLAY  := $(addprefix $(BUILD)/tests/fuzz/,$(FUZZ_TARGETS))
$(BUILD)/tests/fuzz/%: tests/fuzz/fuzz_%.c tests/fuzz/standalone.c \
		tests/fuzz/fuzz.h $(GATE) $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(filter-out -MMD -MP,$(TEST_COMPILE)) $(HARDENING_LD) \
	    $(LDFLAGS) -o $@ $< tests/fuzz/standalone.c $(GATE) $(LIB) \
	    $(GATE_LIBS) $(LIB_LIBS)

.PHONY: fuzz-replay
fuzz-replay: $(FUZZ_REPLAY)
	@for target in $(FUZZ_TARGETS); do \
	    $(RUN) $(BUILD)/tests/fuzz/$$target tests/fuzz/corpus/$$target \
	    || exit 1; done

# make fuzz T=request SECONDS=600: libFuzzer with ASan and UBSan.  What it
# finds anew goes to build/fuzz/found/T, crashes to build/fuzz/.
SECONDS ?= 60
FUZZ_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
.PHONY: fuzz
fuzz:
	@test -f tests/fuzz/fuzz_$(T).c || { echo "usage: make fuzz T=NAME," \
	    "NAME being one of: $(FUZZ_TARGETS)"; exit 2; }
	@+$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang HARDENING= \
	    CFLAGS='-O1 -g $(FUZZ_SANITIZE) -fsanitize=fuzzer-no-link $(PLANT)' \
	    HARDENING_LD=-pie LDFLAGS='$(FUZZ_SANITIZE) -fsanitize=fuzzer' \
	    build/fuzz/bin/$(T)
	@mkdir -p build/fuzz/found/$(T)
	build/fuzz/bin/$(T) -max_total_time=$(SECONDS) -timeout=10 \
	    -rss_limit_mb=2048 -max_len=16384 -artifact_prefix=build/fuzz/ \
	    build/fuzz/found/$(T) tests/fuzz/corpus/$(T)
$(BUILD)/bin/%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(GATE) $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(filter-out -MMD -MP,$(TEST_COMPILE)) $(HARDENING_LD) \
	    $(LDFLAGS) -o $@ $< $(GATE) $(LIB) $(GATE_LIBS) $(LIB_LIBS)

# ---- What scripts can keep true.
.PHONY: drift
drift:
	@tests/drift/run.sh

# ---- make check: seconds, no root, no network.
.PHONY: check
check:
	@MAKE='$(MAKE)' tests/run.sh unit vectors fuzz-replay drift cli-test

# ---- The same under AddressSanitizer and UndefinedBehaviorSanitizer.  A small
# quarantine, since one test looks at how memory grows.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
SANITIZED = BUILD=build/asan HARDENING= CFLAGS='-O1 -g $(SANITIZE)' \
	LDFLAGS='$(SANITIZE)' EVERY=10
.PHONY: check-sanitize
check-sanitize:
	@+$(MAKE) --no-print-directory $(SANITIZED) unit vectors fuzz-replay \
	    cli-test
	@+ASAN_OPTIONS=quarantine_size_mb=1:thread_local_quarantine_size_kb=64 \
	    $(MAKE) --no-print-directory $(SANITIZED) fastcgi-test

# ---- Memcheck.  Not fortified: it would take memmove for memcpy.
# Without those that spend minutes inside OpenSSL's arithmetic, as the vectors
# do: of what is ours in them, AddressSanitizer sees as much.
IN_OPENSSL := $(patsubst tests/unit/%.c,%,$(wildcard $(addprefix \
	tests/unit/test_,crypto*.c jw*.c key*.c paseto*.c private*.c \
	public*.c sigv4*.c wycheproof*.c)))
VALGRIND := valgrind --quiet --error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite --show-leak-kinds=definite
.PHONY: check-valgrind
check-valgrind:
	@+$(MAKE) --no-print-directory BUILD=build/valgrind CFLAGS='-O1 -g' \
	    HARDENING= \
	    RUN='$(VALGRIND)' LEAVE_OUT='$(IN_OPENSSL)' unit fuzz-replay

# ---- Coverage of lib/ by unit tests and vectors (gcc, gcovr).  verify.c,
# authorise.c and grant_path.c: every branch; the rest of lib/: 95 lines of 100.
.PHONY: coverage
COVERAGE = gcovr --root . --object-directory build/coverage \
	--exclude-throw-branches --exclude-unreachable-branches build/coverage
coverage:
	@mkdir -p build/coverage
	@find build/coverage -name '*.gcda' -delete
	@+$(MAKE) --no-print-directory BUILD=build/coverage HARDENING= \
	    CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage EVERY=100 unit vectors
	$(COVERAGE) --print-summary --filter lib/ --html-details build/coverage/index.html \
	    --fail-under-line 95
	$(COVERAGE) --branches --filter lib/verify.c --filter lib/authorise.c \
	    --filter lib/grant_path.c --filter lib/credential.c \
	    --fail-under-line 100 --fail-under-branch 100

# ---- Static analysis of everything that is shipped.
LINT_SRC := $(LIB_SRC) $(GATE_SRC) $(SERVE_SRC) $(CLI_SRC) $(wildcard demo/*.c)
LINT_FLAGS := -std=c11 -D_GNU_SOURCE -Ilib/include -Ilib
.PHONY: lint
lint:
	@+$(MAKE) --no-print-directory BUILD=build/analyzer CC=gcc \
	    CFLAGS='-O2 -g -fanalyzer' build/analyzer/analyzed
	@+$(MAKE) --no-print-directory BUILD=build/clang CC=clang all
	printf '%s\n' $(LINT_SRC) | xargs -P 2 -I '{}' \
	    clang-tidy --quiet '{}' -- $(LINT_FLAGS)
	cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 \
	    --enable=warning,performance,portability \
	    --suppress=missingIncludeSystem -D_GNU_SOURCE -Ilib/include -Ilib \
	    $(LINT_SRC)
$(BUILD)/analyzed: $(call object,$(LINT_SRC))
	@touch $@

# ---- What one verification costs.
$(BUILD)/tests/bench/verify: tests/bench/verify.c tests/bench/verify.h $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(TEST_COMPILE) $(HARDENING_LD) $(LDFLAGS) -o $@ $< $(LIB) \
	    -lcmocka $(LIB_LIBS)
.PHONY: bench-verify
bench-verify: $(BUILD)/tests/bench/verify
	$<

# ---- What one CGI request costs, against a program that says hello.
$(addprefix $(BUILD)/tests/bench/,hello spawn): $(BUILD)/tests/bench/%: \
		tests/bench/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(TEST_COMPILE) $(LDFLAGS) -o $@ $<
.PHONY: bench-spawn
bench-spawn: all static $(addprefix $(BUILD)/tests/bench/,hello spawn)
	tests/bench/spawn.sh $(BUILD)

# Suites that talk to the built programs; each is a folder of tests/.
NODE_SUITES := cli rules fastcgi servers attack interop
# One file after the other, as their servers share the machine.
NODE_TEST = BUILD='$(BUILD)' xargs -P $(FILES_AT_ONCE) -n 1 tests/whole.sh \
	node --test
FILES_AT_ONCE := 1
.PHONY: $(addsuffix -test,$(NODE_SUITES)) attack
$(addsuffix -test,$(NODE_SUITES)): %-test: all
	printf '%s\n' $(wildcard tests/$*/*.test.js) | $(NODE_TEST)
# ---- What rules and access files open, against an oracle in JavaScript.
$(BUILD)/tests/rules-judge: tests/rules/judge.c $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(filter-out -MMD -MP,$(TEST_COMPILE)) $(HARDENING_LD) \
	    $(LDFLAGS) -o $@ $< $(LIB) $(LIB_LIBS)
rules-test: $(BUILD)/tests/rules-judge
# ---- Clients from npm, in the versions of the lock file.  No test of theirs
# minds what else is running.
interop-test: FILES_AT_ONCE := $(shell nproc)
interop-test: tests/interop/node_modules/.package-lock.json
tests/interop/node_modules/.package-lock.json: tests/interop/package-lock.json
	@echo "  NPM   tests/interop"
	$(QUIET)cd tests/interop && npm ci --no-audit --no-fund
	@touch $@
# All of the corpora that stand beside the checkout.
attack: all
	echo tests/attack/attack.test.js | ATTACK=all $(NODE_TEST)

# ---- Counts that do not depend on the clock: system calls, instructions,
# allocations, memory.  FILES=1000000 for a larger tree.
.PHONY: check-counts
check-counts: all
	BUILD='$(BUILD)' node tests/counts/counts.js

# What the README promises; suites are targets of this file.
SUITES := unit vectors fuzz-replay drift lint check-sanitize check-valgrind \
	coverage $(addsuffix -test,$(NODE_SUITES)) browser-test check-counts
test:
	@packaging/install-packages.sh build
	@packaging/install-packages.sh test
	@+$(MAKE) --no-print-directory -j2 all
	@MAKE='$(MAKE)' tests/run.sh $(SUITES)
