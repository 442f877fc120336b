# Postern.  "make" builds, "make demo" shows it, "make test" proves it.
# Variables that people set: CC, CFLAGS, LDFLAGS, BUILD, PREFIX, DESTDIR.

CC       ?= cc
BUILD    ?= build
# Where the shipped configurations expect the program: lib/postern beneath it.
PREFIX   ?= /usr
CFLAGS   ?= -O2 -g

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-align \
	-Wformat=2 -Wvla -Wundef -Werror
# facts: _FORTIFY_SOURCE=3 catches overflows of sizes known only at run time.
HARDENING ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fno-strict-overflow \
	-fno-delete-null-pointer-checks
HARDENING_LD ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack

STANDARD := -std=c11 -D_GNU_SOURCE -fPIE -fvisibility=hidden -MMD -MP
# V=1 shows whole commands.
QUIET    := $(if $(V),,@)
COMPILE  = $(CC) $(STANDARD) $(WARNINGS) $(HARDENING) $(CFLAGS)
LINK     = $(CC) $(HARDENING) $(CFLAGS) $(HARDENING_LD) $(LDFLAGS)

LIB_LIBS  := -ljansson -lcrypto -lz
GATE_LIBS := -liniparser
# make WITH_CURL=0: without libcurl, and so without "postern keys fetch".
WITH_CURL ?= 1
CLI_LIBS  := $(if $(filter 1,$(WITH_CURL)),-lcurl)

LIB_SRC  := $(wildcard lib/*.c lib/schemes/*.c)
# The responder's parts that the command line shares: all but what serves.
FCGI_SERVE := $(addprefix fcgi/,main.c serve.c serve_cgi.c connection.c \
	connection_input.c fastcgi.c stream.c supervisor.c listener.c)
GATE_SRC := $(filter-out $(FCGI_SERVE),$(wildcard fcgi/*.c))
SERVE_SRC := $(wildcard $(FCGI_SERVE))
CLI_SRC  := $(filter-out $(if $(CLI_LIBS),%/download_none.c,\
	%/download_curl.c),$(wildcard cli/*.c))

object = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIB  := $(BUILD)/libpostern.a
GATE := $(BUILD)/libgate.a

.PHONY: all clean test
all: $(BUILD)/postern.fcgi $(BUILD)/postern

$(LIB): $(call object,$(LIB_SRC))
$(GATE): $(call object,$(GATE_SRC))
$(LIB) $(GATE):
	@echo "  AR    $@"
	$(QUIET)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/postern.fcgi: $(call object,$(SERVE_SRC)) $(GATE) $(LIB)
	@echo "  LINK  $@"
	$(QUIET)$(LINK) -o $@ $^ $(GATE_LIBS) $(LIB_LIBS)
$(BUILD)/postern: $(call object,$(CLI_SRC)) $(GATE) $(LIB)
	@echo "  LINK  $@"
	$(QUIET)$(LINK) -o $@ $^ $(CLI_LIBS) $(GATE_LIBS) $(LIB_LIBS)

# Says what to do where a package is missing, before a compiler does.
$(BUILD)/obj/.needs:
	@mkdir -p $(@D)
	@printf '#include <%s>\n' iniparser/iniparser.h jansson.h \
	    openssl/evp.h zlib.h $(if $(CLI_LIBS),curl/curl.h) | \
	    $(CC) -E -o /dev/null - || { echo; echo "Something is missing here." \
	    "On Debian: packaging/install-packages.sh build"; exit 1; } >&2
	@touch $@

# lib/ sees its own folder; fcgi/ and cli/ see lib's public header alone.
$(BUILD)/obj/lib/%.o: lib/%.c | $(BUILD)/obj/.needs
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(COMPILE) -Ilib/include -Ilib -c -o $@ $<
$(BUILD)/obj/%.o: %.c | $(BUILD)/obj/.needs
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(QUIET)$(COMPILE) -Ilib/include -c -o $@ $<

include demo/rules.mk tests/rules.mk tests/bench/rules.mk

# One file for both programs that needs no library: for shared hosting.
.PHONY: static
static:
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/static LDFLAGS=-static \
	    HARDENING_LD= WITH_CURL=0 all

# Nothing is started, and no configuration is touched.
.PHONY: install uninstall
MAN1 := $(wildcard docs/*.1)
MAN5 := $(wildcard docs/*.5)
MAN8 := $(wildcard docs/*.8)
at := $(DESTDIR)$(PREFIX)
install: all
	install -d $(at)/bin $(at)/lib/postern $(at)/share/doc/postern \
	    $(addprefix $(at)/share/man/,man1 man5 man8)
	install -m 755 $(BUILD)/postern $(at)/bin/postern
	install -m 755 $(BUILD)/postern.fcgi $(at)/lib/postern/postern.fcgi
	install -m 644 $(MAN1) $(at)/share/man/man1
	install -m 644 $(MAN5) $(at)/share/man/man5
	install -m 644 $(MAN8) $(at)/share/man/man8
	cp -R README.md SECURITY.md CHANGES.md LICENSE docs apache lighttpd nginx \
	    clients packaging $(at)/share/doc/postern
uninstall:
	rm -rf $(at)/bin/postern $(at)/lib/postern $(at)/share/doc/postern \
	    $(addprefix $(at)/share/man/man1/,$(notdir $(MAN1))) \
	    $(addprefix $(at)/share/man/man5/,$(notdir $(MAN5))) \
	    $(addprefix $(at)/share/man/man8/,$(notdir $(MAN8)))

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
