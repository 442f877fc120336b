# -------------------------------------------------------------------- demo

DEMO := $(BUILD)/demo

$(DEMO)/draw: $(call object,$(wildcard demo/*.c))
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(QUIET)$(LINK) -o $@ $^ -lm
$(DEMO)/drawn: $(DEMO)/draw
	@mkdir -p $(DEMO)/images
	@echo "  DRAW  $(DEMO)/images"
	$(QUIET)$< $(DEMO)/images
	@touch $@

.PHONY: demo demo-files browser-test
demo-files: $(DEMO)/drawn
demo:
	@packaging/install-packages.sh demo
	@+$(MAKE) --no-print-directory $(if $(V),,-s) all demo-files
	@exec env BUILD='$(abspath $(BUILD))' demo/run.sh

# Opens the demo in headless Chromium, behind each server; screenshots are
# $(BUILD)/*.png.
browser-test: all demo-files tests/browser/node_modules/.package-lock.json
	$(QUIET)BUILD='$(abspath $(BUILD))' node --test \
	    $(wildcard tests/browser/*.test.js)
tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	@echo "  NPM   tests/browser"
	$(QUIET)cd tests/browser && npm ci --no-audit --no-fund
	@touch $@
