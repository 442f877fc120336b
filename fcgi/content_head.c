/* See content_head.h.  SPDX-License-Identifier: ISC */
#include "content_head.h"

#include <string.h>
#include <strings.h>

/* In a signature a dot stands for any byte. */
static int
fits(struct bytes head, struct bytes signature)
{
	if (head.len < signature.len)
		return 0;
	for (size_t i = 0; i < signature.len; i++)
		if (signature.at[i] != '.' && signature.at[i] != head.at[i])
			return 0;
	return 1;
}

int
head_starts(struct bytes head, const struct bytes *signatures)
{
	for (; signatures->len > 0; signatures++)
		if (fits(head, *signatures))
			return 1;
	return 0;
}

static struct bytes
behind(struct bytes bytes, size_t count)
{
	return (struct bytes){ bytes.at + count, bytes.len - count };
}

int
head_has_brand(struct bytes head, const struct bytes *brands)
{
	size_t box = 0;

	if (!fits(head, BYTES("....ftyp....")))
		return 0;
	for (size_t i = 0; i < 4; i++)
		box = box << 8 | (unsigned char)head.at[i];
	if (box < head.len)
		head.len = box;
	for (size_t at = 8; at + 4 <= head.len; at += 4)
		if (at != 12 && head_starts(behind(head, at), brands))
			return 1;
	return 0;
}

static int
starts_fold(struct bytes text, const char *word)
{
	return text.len >= strlen(word) &&
	    strncasecmp(text.at, word, strlen(word)) == 0;
}

/* Cuts off what ends with such a mark; 0: the mark is out of sight. */
static int
skip_to(struct bytes *text, const char *mark)
{
	const char *found = memmem(text->at, text->len, mark, strlen(mark));

	if (found == NULL)
		return 0;
	*text = behind(*text, (size_t)(found - text->at) + strlen(mark));
	return 1;
}

static int
is_white_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_white_space(struct bytes *text)
{
	while (text->len > 0 && is_white_space(text->at[0]))
		*text = behind(*text, 1);
}

/* Illustrator declares entities in brackets before the end. */
static int
skip_doctype(struct bytes *text, const char *end)
{
	struct bytes rest = *text;
	const char  *bracket = memchr(text->at, '[', text->len);

	if (!skip_to(&rest, end))
		return 0;
	if (bracket != NULL && bracket < rest.at && !skip_to(text, "]"))
		return 0;
	return skip_to(text, end);
}

/* What may stand before the root element (XML 1.0 §2.8), and how it ends. */
static const struct {
	const char *start, *end;
	int (*skip)(struct bytes *, const char *);
} prologue[] = {
	{ "<?xml", "?>", skip_to },
	{ "<!--", "-->", skip_to },
	{ "<!doctype svg", ">", skip_doctype },
};

static int
skip_prologue(struct bytes *text, int *out_of_sight)
{
	for (size_t i = 0; i < sizeof(prologue) / sizeof(*prologue); i++) {
		if (!starts_fold(*text, prologue[i].start))
			continue;
		*out_of_sight = !prologue[i].skip(text, prologue[i].end);
		return !*out_of_sight;
	}
	return 0;
}

/* The head may end within a word. */
static int
is_cut_word(struct bytes text, const char *word)
{
	return text.len <= strlen(word) &&
	    strncasecmp(word, text.at, text.len) == 0;
}

static int
ends_in_sight(struct bytes text)
{
	for (size_t i = 0; i < sizeof(prologue) / sizeof(*prologue); i++)
		if (is_cut_word(text, prologue[i].start))
			return 0;
	return !is_cut_word(text, "<svg");
}

static int
is_svg_element(struct bytes text)
{
	return text.len > 4 && bytes_start_with(text, BYTES("<svg")) &&
	    (is_white_space(text.at[4]) || text.at[4] == '/' ||
	    text.at[4] == '>');
}

int
head_is_svg(struct bytes head, const struct bytes *byte_order_mark)
{
	const int cut = head.len >= CONTENT_HEAD;
	int       out_of_sight = 0;

	if (memchr(head.at, '\0', head.len) != NULL)
		return 0;
	if (head_starts(head, byte_order_mark))
		head = behind(head, byte_order_mark->len);
	do
		skip_white_space(&head);
	while (skip_prologue(&head, &out_of_sight));
	if (out_of_sight || !ends_in_sight(head))
		return cut;
	return is_svg_element(head);
}
