/* See content_type.h.  SPDX-License-Identifier: ISC */
#include "content_head.h"

#include <string.h>
#include <strings.h>

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
	{ "jpg", "images", "image/jpeg", 0, head_starts, jpeg },
	{ "jpeg", "images", "image/jpeg", 0, head_starts, jpeg },
	{ "png", "images", "image/png", 0, head_starts, png },
	{ "apng", "images", "image/apng", 0, head_starts, png },
	{ "gif", "images", "image/gif", 0, head_starts, gif },
	{ "webp", "images", "image/webp", 0, head_starts, webp },
	{ "avif", "images", "image/avif", 0, head_has_brand, avif },
	{ "heic", "images", "image/heic", 0, head_has_brand, heif },
	{ "heif", "images", "image/heif", 0, head_has_brand, heif },
	{ "jxl", "images", "image/jxl", 0, head_starts, jxl },
	{ "bmp", "images", "image/bmp", 0, head_starts, bmp },
	{ "ico", "images", "image/vnd.microsoft.icon", 0, head_starts, ico },
	{ "tif", "images", "image/tiff", 0, head_starts, tiff },
	{ "tiff", "images", "image/tiff", 0, head_starts, tiff },
	{ "svg", "images", "image/svg+xml", 1, head_is_svg, utf8_mark },
	{ "mp4", "video", "video/mp4", 0, head_starts, mp4 },
	{ "m4v", "video", "video/mp4", 0, head_starts, mp4 },
	{ "mov", "video", "video/quicktime", 0, head_starts, quicktime },
	{ "webm", "video", "video/webm", 0, head_starts, matroska },
	{ "ogv", "video", "video/ogg", 0, head_starts, ogg },
	{ "mp3", "audio", "audio/mpeg", 0, head_starts, mp3 },
	{ "m4a", "audio", "audio/mp4", 0, head_starts, mp4 },
	{ "ogg", "audio", "audio/ogg", 0, head_starts, ogg },
	{ "wav", "audio", "audio/wav", 0, head_starts, wav },
	{ "flac", "audio", "audio/flac", 0, head_starts, flac },
	{ "pdf", "documents", "application/pdf", 0, head_starts, pdf },
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
	return bytes.len == strlen(word) &&
	    strncasecmp(bytes.at, word, bytes.len) == 0;
}

static struct bytes
behind(struct bytes path, const char *mark)
{
	size_t length = (size_t)(mark - path.at) + 1;

	return (struct bytes){ path.at + length, path.len - length };
}

/* Empty for "name", "folder.jpg/name" and ".jpg". */
static struct bytes
extension_of(struct bytes path)
{
	const char  *slash = path.len ? memrchr(path.at, '/', path.len) : NULL;
	struct bytes name = path;
	const char  *dot;

	if (slash != NULL)
		name = behind(path, slash);
	dot = name.len ? memrchr(name.at, '.', name.len) : NULL;
	if (dot == NULL || dot == name.at)
		return BYTES("");
	return behind(name, dot);
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

/* What has no bytes of its own would take anything for itself. */
const struct content_type *
content_type_of_media(struct bytes media_type)
{
	for (size_t i = 0; i < ROWS; i++)
		if (table[i].agrees != NULL && !table[i].is_active &&
		    bytes_equal(media_type, bytes_of(table[i].media_type)))
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
