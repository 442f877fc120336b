/* Names and texts of STATUS_LIST.  SPDX-License-Identifier: ISC */
#include "postern.h"

static const char *const names[] = {
#define STATUS_NAME(id, name, text) name,
	STATUS_LIST(STATUS_NAME)
#undef STATUS_NAME
};

static const char *const texts[] = {
#define STATUS_TEXT(id, name, text) text,
	STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
};

const char *
status_name(enum status status)
{
	return names[status < STATUS_COUNT ? status : STATUS_UNDECIDED];
}

const char *
status_text(enum status status)
{
	return texts[status < STATUS_COUNT ? status : STATUS_UNDECIDED];
}
