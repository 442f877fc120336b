/* Formats as a route has set them.  See link_format.h.
 * SPDX-License-Identifier: ISC */
#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "source.h"

const struct link_format *
link_format_when(const struct verifier *verifier, const struct scheme *scheme,
    const char *setting, const struct link_format *formats)
{
	const struct source source = { .verifier = verifier };
	const struct bytes  value = source_setting(&source, scheme, setting);

	for (; formats->when != NULL; formats++)
		if (bytes_equal(value, bytes_of(formats->when)))
			return formats;
	return NULL;
}

enum status
link_format_worded(const struct source *source, const struct scheme *scheme,
    const struct link_format *format, struct arena *arena,
    const struct link_format **worded)
{
	struct link_format *made = arena_take(arena, sizeof(*made));

	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = *format;
	if (format->message.at == NULL)
		made->message = source_setting(source, scheme, "expression");
	for (size_t i = 0; i < LINK_PARAMETERS &&
	     format->parameters[i].name.at != NULL; i++)
		/* A setting's name is a literal. */
		made->parameters[i].name = source_setting(source, scheme,
		    format->parameters[i].name.at);
	*worded = made;
	return STATUS_OK;
}
