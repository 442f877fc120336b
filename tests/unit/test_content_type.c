/*
 * The closed table of types, and whether files are what their names say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "content_type.h"
#include "support.h"

#define HEAD(literal) { (literal), sizeof(literal) - 1 }

static const struct {
	const char *extension, *group, *media_type;
	unsigned    is_active;
} types[] = {
	{ "jpg", "images", "image/jpeg", 0 },
	{ "jpeg", "images", "image/jpeg", 0 },
	{ "png", "images", "image/png", 0 },
	{ "apng", "images", "image/apng", 0 },
	{ "gif", "images", "image/gif", 0 },
	{ "webp", "images", "image/webp", 0 },
	{ "avif", "images", "image/avif", 0 },
	{ "heic", "images", "image/heic", 0 },
	{ "heif", "images", "image/heif", 0 },
	{ "jxl", "images", "image/jxl", 0 },
	{ "bmp", "images", "image/bmp", 0 },
	{ "ico", "images", "image/vnd.microsoft.icon", 0 },
	{ "tif", "images", "image/tiff", 0 },
	{ "tiff", "images", "image/tiff", 0 },
	{ "svg", "images", "image/svg+xml", 1 },
	{ "mp4", "video", "video/mp4", 0 },
	{ "m4v", "video", "video/mp4", 0 },
	{ "webm", "video", "video/webm", 0 },
	{ "mov", "video", "video/quicktime", 0 },
	{ "ogv", "video", "video/ogg", 0 },
	{ "mp3", "audio", "audio/mpeg", 0 },
	{ "m4a", "audio", "audio/mp4", 0 },
	{ "ogg", "audio", "audio/ogg", 0 },
	{ "wav", "audio", "audio/wav", 0 },
	{ "flac", "audio", "audio/flac", 0 },
	{ "pdf", "documents", "application/pdf", 0 },
	{ "txt", "documents", "text/plain; charset=utf-8", 0 },
	{ "html", "documents", "text/html; charset=utf-8", 1 },
	{ "htm", "documents", "text/html; charset=utf-8", 1 },
	{ "xml", "documents", "text/xml; charset=utf-8", 1 },
	{ "json", "documents", "application/json", 0 },
	{ "csv", "documents", "text/csv; charset=utf-8", 0 },
};

static const struct content_type *
type_named(const char *name)
{
	return content_type_of(guarded_text(name));
}

static void
the_table_is_complete(void **state)
{
	uint64_t seen = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		const struct content_type *type;
		char                       name[16] = "a.";

		strncat(name, types[i].extension, 8);
		type = type_named(name);
		assert_non_null(type);
		assert_string_equal(type->extension, types[i].extension);
		assert_string_equal(type->group, types[i].group);
		assert_string_equal(type->media_type, types[i].media_type);
		assert_int_equal(type->is_active, types[i].is_active);
		assert_int_equal(content_type_bit(type),
		    content_type_bits(bytes_of(types[i].extension)));
		assert_int_equal(seen & content_type_bit(type), 0);
		seen |= content_type_bit(type);
	}
	assert_int_equal(content_type_bits(BYTES("all")), seen);
}

static void
names_lead_to_types(void **state)
{
	static const struct {
		const char *name, *extension;
	} rows[] = {
		{ "a.png", "png" }, { "a.PNG", "png" }, { "a.PnG", "png" },
		{ "b/c/a.jpeg", "jpeg" }, { "a.png.gif", "gif" },
		{ "a b.svg", "svg" }, { "..png", "png" },
		{ "a.b/c.png", "png" },
		{ "", NULL }, { "a", NULL }, { "png", NULL }, { ".png", NULL },
		{ "b/.png", NULL }, { "a.", NULL }, { "a.png/", NULL },
		{ "a.png/b", NULL }, { "a.png ", NULL }, { "a.pn", NULL },
		{ "a.pngx", NULL }, { "a.exe", NULL }, { "a.php", NULL },
		{ "a.png.", NULL }, { "a/.htaccess", NULL }, { "a.js", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct content_type *type = type_named(rows[i].name);

		EXPECT(rows[i].name,
		    (type == NULL) == (rows[i].extension == NULL));
		if (type != NULL)
			assert_string_equal(type->extension, rows[i].extension);
	}
	assert_null(content_type_of((struct bytes){ "a.png\0x", 7 }));
}

static void
groups_are_sets_of_bits(void **state)
{
	const uint64_t images = content_type_bits(BYTES("images"));
	const uint64_t video = content_type_bits(BYTES("video"));
	const uint64_t audio = content_type_bits(BYTES("audio"));
	const uint64_t documents = content_type_bits(BYTES("documents"));

	(void)state;
	assert_int_equal(images & (video | audio | documents), 0);
	assert_int_equal(images | video | audio | documents,
	    content_type_bits(BYTES("all")));
	assert_true(images & content_type_bit(type_named("a.svg")));
	assert_true(documents & content_type_bit(type_named("a.html")));
	assert_int_equal(content_type_bits(BYTES("")), 0);
	assert_int_equal(content_type_bits(BYTES("image")), 0);
	assert_int_equal(content_type_bits(BYTES(".png")), 0);
	assert_int_equal(content_type_bits(BYTES("PNG")), 0);
}

static const struct {
	const char  *extension;
	struct bytes head;
	int          agrees;
} heads[] = {
	{ "jpg", HEAD("\xff\xd8\xff\xe0\0\x10JFIF"), 1 },
	{ "jpeg", HEAD("\xff\xd8\xff"), 1 },
	{ "jpg", HEAD("\xff\xd8"), 0 },
	{ "jpg", HEAD("\x89PNG\r\n\x1a\n"), 0 },
	{ "png", HEAD("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), 1 },
	{ "apng", HEAD("\x89PNG\r\n\x1a\n"), 1 },
	{ "png", HEAD("\x89PNG\n\x1a\n"), 0 },
	{ "png", HEAD("<html>"), 0 },
	{ "gif", HEAD("GIF87a"), 1 },
	{ "gif", HEAD("GIF89a\1\0"), 1 },
	{ "gif", HEAD("GIF88a"), 0 },
	{ "webp", HEAD("RIFF\x24\0\0\0WEBPVP8 "), 1 },
	{ "webp", HEAD("RIFF\x24\0\0\0WAVEfmt "), 0 },
	{ "wav", HEAD("RIFF\x24\0\0\0WAVEfmt "), 1 },
	{ "wav", HEAD("RIFF\x24\0\0\0WEBPVP8 "), 0 },
	{ "avif", HEAD("\0\0\0\x1c" "ftypavif\0\0\0\0mif1miaf"), 1 },
	{ "avif", HEAD("\0\0\0\x1c" "ftypmif1\0\0\0\0miafavif"), 1 },
	/* The brand lies behind the box's end, or is the version. */
	{ "avif", HEAD("\0\0\0\x14" "ftypmif1\0\0\0\0miafavif"), 0 },
	{ "avif", HEAD("\0\0\0\x14" "ftypmif1avifmiaf"), 0 },
	{ "avif", HEAD("\0\0\0\0" "ftypavif\0\0\0\0"), 0 },
	{ "avif", HEAD("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"), 0 },
	{ "avif", HEAD("\0\0\0\x18" "ftypav"), 0 },
	{ "heic", HEAD("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"), 1 },
	{ "heif", HEAD("\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic"), 1 },
	{ "heic", HEAD("\0\0\0\x18" "ftypisom\0\0\0\0isommp41"), 0 },
	{ "jxl", HEAD("\xff\x0a\x01"), 1 },
	{ "jxl", HEAD("\0\0\0\x0cJXL \r\n\x87\n"), 1 },
	{ "jxl", HEAD("\0\0\0\x0cJXL "), 0 },
	{ "bmp", HEAD("BM\0\0"), 1 },
	{ "bmp", HEAD("MB"), 0 },
	{ "ico", HEAD("\0\0\1\0\1\0"), 1 },
	{ "ico", HEAD("\0\0\2\0"), 0 },
	{ "tif", HEAD("II*\0\x08"), 1 },
	{ "tiff", HEAD("MM\0*"), 1 },
	{ "tiff", HEAD("MM\0+"), 1 },
	{ "tiff", HEAD("MM*\0"), 0 },
	{ "mp4", HEAD("\0\0\0\x18" "ftypisom"), 1 },
	{ "m4a", HEAD("\0\0\0\x18" "ftypM4A "), 1 },
	{ "mp4", HEAD("\0\0\0\x18" "moov"), 0 },
	{ "mov", HEAD("\0\0\0\x18" "moov"), 1 },
	{ "webm", HEAD("\x1a\x45\xdf\xa3"), 1 },
	{ "webm", HEAD("OggS"), 0 },
	{ "ogv", HEAD("OggS\0"), 1 },
	{ "mp3", HEAD("ID3\4"), 1 },
	{ "mp3", HEAD("\xff\xfb\x90"), 1 },
	{ "mp3", HEAD("\xff\xd8\xff"), 0 },
	{ "flac", HEAD("fLaC"), 1 },
	{ "pdf", HEAD("%PDF-1.7"), 1 },
	{ "pdf", HEAD("<html>%PDF-"), 0 },
	{ "txt", HEAD("<html>"), 1 },
	{ "txt", HEAD(""), 1 },
	{ "html", HEAD("anything"), 1 },
	{ "json", HEAD(""), 1 },

	{ "svg", HEAD("<svg>"), 1 },
	{ "svg", HEAD("<svg/>"), 1 },
	{ "svg", HEAD("\xef\xbb\xbf \r\n\t<svg xmlns="), 1 },
	{ "svg", HEAD("<?xml version='1.0'?>\n<svg\n"), 1 },
	{ "svg", HEAD("<!-- a --> <!-- <html> -->\n<svg "), 1 },
	{ "svg", HEAD("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG\">\n<svg "), 1 },
	{ "svg", HEAD("<!doctype svg><svg "), 1 },
	{ "svg", HEAD("<?xml?><!DOCTYPE svg [ <!ENTITY a \"b\"> ] ><svg>"), 1 },
	{ "svg", HEAD("<!DOCTYPE svg><svg a='['>"), 1 },
	{ "svg", HEAD("<!DOCTYPE svg [ <!ENTITY a \"b\"> ><svg>"), 0 },
	{ "svg", HEAD("<svgx>"), 0 },
	{ "svg", HEAD("<svg"), 0 },
	{ "svg", HEAD("<SVG>"), 0 },
	{ "svg", HEAD("<html><svg>"), 0 },
	{ "svg", HEAD("<!DOCTYPE html><svg>"), 0 },
	{ "svg", HEAD("<?php x ?><svg>"), 0 },
	{ "svg", HEAD("<?xml version='1.0'?><html>"), 0 },
	{ "svg", HEAD("<?xml version='1.0'"), 0 },
	{ "svg", HEAD("<!-- endless"), 0 },
	{ "svg", HEAD("<!DOCTYPE svg PUBLIC"), 0 },
	{ "svg", HEAD(" \n"), 0 },
	{ "svg", HEAD("\xff\xfe<\0s\0v\0g\0>\0"), 0 },
	{ "svg", HEAD("<svg>\0"), 0 },
	{ "svg", HEAD("\x89PNG\r\n\x1a\n"), 0 },
};

static int
agrees(const char *extension, struct bytes head)
{
	char name[16] = "a.";

	strncat(name, extension, 8);
	return content_type_agrees(type_named(name), guarded(head));
}

static void
first_bytes_agree_or_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(heads); i++)
		if (agrees(heads[i].extension, heads[i].head) !=
		    heads[i].agrees)
			fail_msg("row %zu of heads: %s", i,
			    heads[i].extension);
}

/* No row of the table lets an empty or a shortened head through by chance. */
static void
empty_files_are_no_images(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i].group, "documents") == 0)
			continue;
		assert_false(agrees(types[i].extension, BYTES("")));
		assert_false(agrees(types[i].extension, BYTES("\0")));
		assert_false(agrees(types[i].extension, BYTES("<")));
	}
}

/* A head that is full may have been cut; a shorter one is the whole file. */
static void
svg_is_judged_as_far_as_it_shows(void **state)
{
	static const struct {
		const char *start, *end;
		char        filling;
		int         agrees;
	} rows[] = {
		{ "<!-- ", "", '-', 1 },
		{ "<?xml ", "", 'x', 1 },
		{ "<!DOCTYPE svg ", "", 'x', 1 },
		{ "<!DOCTYPE svg [ <!ENTITY x '>'> ", "", 'x', 1 },
		{ "", "", ' ', 1 },
		{ "", "<s", ' ', 1 },
		{ "", "<svg", ' ', 1 },
		{ "", "<svg ", ' ', 1 },
		{ "", "<h", ' ', 0 },
		{ "", "<svgx", ' ', 0 },
		{ "", "<?xm", ' ', 1 },
		{ "", "<!-", ' ', 1 },
		{ "", "<!doctype sv", ' ', 1 },
		{ "", "<!doctype sw", ' ', 0 },
		{ "<html>", "", 'x', 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char   head[CONTENT_HEAD];
		size_t end = strlen(rows[i].end);

		memset(head, rows[i].filling, sizeof(head));
		memcpy(head, rows[i].start, strlen(rows[i].start));
		memcpy(head + sizeof(head) - end, rows[i].end, end);
		if (agrees("svg", (struct bytes){ head, sizeof(head) }) !=
		    rows[i].agrees)
			fail_msg("%s...%s", rows[i].start, rows[i].end);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_complete),
		cmocka_unit_test(names_lead_to_types),
		cmocka_unit_test(groups_are_sets_of_bits),
		cmocka_unit_test(first_bytes_agree_or_not),
		cmocka_unit_test(empty_files_are_no_images),
		cmocka_unit_test(svg_is_judged_as_far_as_it_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
