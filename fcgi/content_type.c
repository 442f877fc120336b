/* See content_type.h.  SPDX-License-Identifier: ISC */
#include "content_type.h"

#include <string.h>
#include <strings.h>

/* --------------------------------------------------------- first bytes */

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

static int
starts(struct bytes head, const struct bytes *signatures)
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

/*
 * The first box of an ISO base media file names its brands: one at byte 8, a
 * version, and any number more up to the box's end (ISO/IEC 14496-12 §4.3).
 */
static int
has_brand(struct bytes head, const struct bytes *brands)
{
	size_t box = 0;

	if (!fits(head, BYTES("....ftyp....")))
		return 0;
	for (size_t i = 0; i < 4; i++)
		box = box << 8 | (unsigned char)head.at[i];
	if (box < head.len)
		head.len = box;
	for (size_t at = 8; at + 4 <= head.len; at += 4)
		if (at != 12 && starts(behind(head, at), brands))
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

/* Text whose root element is <svg>, as far as the first bytes show it. */
static int
is_svg(struct bytes head, const struct bytes *byte_order_mark)
{
	const int cut = head.len >= CONTENT_HEAD;
	int       out_of_sight = 0;

	if (memchr(head.at, '\0', head.len) != NULL)
		return 0;
	if (starts(head, byte_order_mark))
		head = behind(head, byte_order_mark->len);
	do
		skip_white_space(&head);
	while (skip_prologue(&head, &out_of_sight));
	if (out_of_sight || !ends_in_sight(head))
		return cut;
	return is_svg_element(head);
}

/* ---------------------------------------------------------- the table */

#define SIGNATURE(literal) { (literal), sizeof(literal) - 1 }
#define SIGNATURES(name, ...) \
	static const struct bytes name[] = { __VA_ARGS__, { NULL, 0 } }

SIGNATURES(jpeg, SIGNATURE("\xff\xd8\xff"));
SIGNATURES(png, SIGNATURE("\x89PNG\r\n\x1a\n"));
SIGNATURES(gif, SIGNATURE("GIF87a"), SIGNATURE("GIF89a"));
SIGNATURES(webp, SIGNATURE("RIFF....WEBP"));
SIGNATURES(avif, SIGNATURE("avif"), SIGNATURE("avis"));
SIGNATURES(heif, SIGNATURE("heic"), SIGNATURE("heix"), SIGNATURE("heim"),
    SIGNATURE("heis"), SIGNATURE("hevc"), SIGNATURE("hevx"),
    SIGNATURE("mif1"), SIGNATURE("msf1"));
SIGNATURES(jxl, SIGNATURE("\xff\x0a"), SIGNATURE("\0\0\0\x0cJXL \r\n\x87\n"));
SIGNATURES(bmp, SIGNATURE("BM"));
SIGNATURES(ico, SIGNATURE("\0\0\1\0"));
SIGNATURES(tiff, SIGNATURE("II*\0"), SIGNATURE("MM\0*"), SIGNATURE("II+\0"),
    SIGNATURE("MM\0+"));
SIGNATURES(utf8_mark, SIGNATURE("\xef\xbb\xbf"));
SIGNATURES(mp4, SIGNATURE("....ftyp"));
SIGNATURES(quicktime, SIGNATURE("....ftyp"), SIGNATURE("....moov"),
    SIGNATURE("....mdat"), SIGNATURE("....wide"), SIGNATURE("....free"),
    SIGNATURE("....skip"));
SIGNATURES(matroska, SIGNATURE("\x1a\x45\xdf\xa3"));
SIGNATURES(ogg, SIGNATURE("OggS"));
SIGNATURES(mp3, SIGNATURE("ID3"), SIGNATURE("\xff\xfb"), SIGNATURE("\xff\xfa"),
    SIGNATURE("\xff\xf3"), SIGNATURE("\xff\xf2"), SIGNATURE("\xff\xe3"),
    SIGNATURE("\xff\xe2"));
SIGNATURES(wav, SIGNATURE("RIFF....WAVE"));
SIGNATURES(flac, SIGNATURE("fLaC"));
SIGNATURES(pdf, SIGNATURE("%PDF-"));

/* XML and its kin may run scripts: is_active. */
static const struct content_type table[] = {
	{ "jpg", "images", "image/jpeg", 0, starts, jpeg },
	{ "jpeg", "images", "image/jpeg", 0, starts, jpeg },
	{ "png", "images", "image/png", 0, starts, png },
	{ "apng", "images", "image/apng", 0, starts, png },
	{ "gif", "images", "image/gif", 0, starts, gif },
	{ "webp", "images", "image/webp", 0, starts, webp },
	{ "avif", "images", "image/avif", 0, has_brand, avif },
	{ "heic", "images", "image/heic", 0, has_brand, heif },
	{ "heif", "images", "image/heif", 0, has_brand, heif },
	{ "jxl", "images", "image/jxl", 0, starts, jxl },
	{ "bmp", "images", "image/bmp", 0, starts, bmp },
	{ "ico", "images", "image/vnd.microsoft.icon", 0, starts, ico },
	{ "tif", "images", "image/tiff", 0, starts, tiff },
	{ "tiff", "images", "image/tiff", 0, starts, tiff },
	{ "svg", "images", "image/svg+xml", 1, is_svg, utf8_mark },
	{ "mp4", "video", "video/mp4", 0, starts, mp4 },
	{ "m4v", "video", "video/mp4", 0, starts, mp4 },
	{ "mov", "video", "video/quicktime", 0, starts, quicktime },
	{ "webm", "video", "video/webm", 0, starts, matroska },
	{ "ogv", "video", "video/ogg", 0, starts, ogg },
	{ "mp3", "audio", "audio/mpeg", 0, starts, mp3 },
	{ "m4a", "audio", "audio/mp4", 0, starts, mp4 },
	{ "ogg", "audio", "audio/ogg", 0, starts, ogg },
	{ "wav", "audio", "audio/wav", 0, starts, wav },
	{ "flac", "audio", "audio/flac", 0, starts, flac },
	{ "pdf", "documents", "application/pdf", 0, starts, pdf },
	{ "txt", "documents", "text/plain; charset=utf-8", 0, NULL, NULL },
	{ "csv", "documents", "text/csv; charset=utf-8", 0, NULL, NULL },
	{ "json", "documents", "application/json", 0, NULL, NULL },
	{ "html", "documents", "text/html; charset=utf-8", 1, NULL, NULL },
	{ "htm", "documents", "text/html; charset=utf-8", 1, NULL, NULL },
	{ "xml", "documents", "text/xml; charset=utf-8", 1, NULL, NULL },
};
#define ROWS (sizeof(table) / sizeof(*table))
_Static_assert(ROWS < 64, "struct route has 64 bits for types");

/* --------------------------------------------------------------- look-up */

static int
equal_fold(struct bytes bytes, const char *word)
{
	return bytes.len == strlen(word) && starts_fold(bytes, word);
}

/* Empty for "name", "folder.jpg/name" and ".jpg". */
static struct bytes
extension_of(struct bytes path)
{
	const char  *slash = path.len ? memrchr(path.at, '/', path.len) : NULL;
	struct bytes name = path;
	const char  *dot;

	if (slash != NULL)
		name = behind(path, (size_t)(slash - path.at) + 1);
	dot = name.len ? memrchr(name.at, '.', name.len) : NULL;
	if (dot == NULL || dot == name.at)
		return BYTES("");
	return behind(name, (size_t)(dot - name.at) + 1);
}

const struct content_type *
content_type_of(struct bytes name)
{
	struct bytes extension = extension_of(name);

	for (size_t i = 0; i < ROWS; i++)
		if (equal_fold(extension, table[i].extension))
			return &table[i];
	return NULL;
}

int
content_type_agrees(const struct content_type *type, struct bytes head)
{
	if (type->agrees == NULL)
		return 1;
	return head.len > 0 && type->agrees(head, type->signatures);
}

uint64_t
content_type_bit(const struct content_type *type)
{
	return UINT64_C(1) << (type - table);
}

uint64_t
content_type_bits(struct bytes word)
{
	const int all = bytes_equal(word, BYTES("all"));
	uint64_t  bits = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (all || bytes_equal(word, bytes_of(table[i].extension)) ||
		    bytes_equal(word, bytes_of(table[i].group)))
			bits |= content_type_bit(&table[i]);
	return bits;
}
