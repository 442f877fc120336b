/*
 * Writes PNG (ISO/IEC 15948) and BMP, uncompressed: the gallery is to show
 * what a gate does with files of several MB.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STORED_MAX 65535 /* bytes of a stored block, RFC 1951 §3.2.4 */

static unsigned char *
put_be32(unsigned char *to, size_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*to++ = (unsigned char)(value >> shift);
	return to;
}

static unsigned char *
put_le(unsigned char *to, size_t value, int bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		*to++ = (unsigned char)value;
	return to;
}

/* ISO/IEC 15948 annex D. */
static uint32_t
crc32(const unsigned char *bytes, size_t length)
{
	static uint32_t table[256];
	uint32_t        crc = 0xffffffff;

	for (uint32_t i = 0; table[255] == 0 && i < 256; i++) {
		uint32_t row = i;

		for (int bit = 0; bit < 8; bit++)
			row = row & 1 ? row >> 1 ^ 0xedb88320 : row >> 1;
		table[i] = row;
	}
	for (size_t i = 0; i < length; i++)
		crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
	return ~crc;
}

/* RFC 1950 §9. */
static uint32_t
adler32(const unsigned char *bytes, size_t length)
{
	uint32_t low = 1, high = 0;

	for (size_t i = 0; i < length; i++) {
		low = (low + bytes[i]) % 65521;
		high = (high + low) % 65521;
	}
	return high << 16 | low;
}

/* buffer: 4 bytes of room, the type's 4 bytes, the data, 4 bytes of room. */
static int
write_chunk(unsigned char *buffer, size_t data_length, FILE *file)
{
	put_be32(buffer, data_length);
	put_be32(buffer + 8 + data_length,
	    crc32(buffer + 4, 4 + data_length));
	return fwrite(buffer, 12 + data_length, 1, file) == 1 ? 0 : -1;
}

/* Stored blocks in a zlib stream: RFC 1950 §2.2, RFC 1951 §3.2.4. */
static size_t
zlib_stored(const unsigned char *from, size_t length, unsigned char *to)
{
	unsigned char *start = to;
	uint32_t       check = adler32(from, length);

	*to++ = 0x78;
	*to++ = 0x01;
	while (length > 0) {
		size_t part = length < STORED_MAX ? length : STORED_MAX;

		*to++ = part == length; /* the last block */
		to = put_le(to, part, 2);
		to = put_le(to, ~part, 2);
		memcpy(to, from, part);
		to += part;
		from += part;
		length -= part;
	}
	return (size_t)(put_be32(to, check) - start);
}

static int
write_png_data(const struct picture *picture, unsigned char *rows,
    unsigned char *chunk, FILE *file)
{
	size_t row = 3 * picture->width;

	for (size_t y = 0; y < picture->height; y++) {
		unsigned char *to = rows + y * (row + 1);

		*to = 0; /* no filter */
		memcpy(to + 1, picture->pixels + y * row, row);
	}
	memcpy(chunk + 4, "IDAT", 4);
	return write_chunk(chunk,
	    zlib_stored(rows, picture->height * (row + 1), chunk + 8), file);
}

int
write_png(const struct picture *picture, FILE *file)
{
	static const unsigned char signature[] = "\x89PNG\r\n\x1a\n";
	unsigned char  header[25] = "\0\0\0\0IHDR", end[12] = "\0\0\0\0IEND";
	size_t         raw = picture->height * (3 * picture->width + 1);
	size_t         blocks = raw / STORED_MAX + 1;
	unsigned char *rows = malloc(raw);
	unsigned char *chunk = malloc(raw + 5 * blocks + 2 + 4 + 12);
	int            failed = -1;

	put_be32(header + 8, picture->width);
	put_be32(header + 12, picture->height);
	header[16] = 8; /* bits */
	header[17] = 2; /* red, green, blue */
	if (rows != NULL && chunk != NULL &&
	    fwrite(signature, 8, 1, file) == 1 &&
	    write_chunk(header, 13, file) == 0 &&
	    write_png_data(picture, rows, chunk, file) == 0 &&
	    write_chunk(end, 0, file) == 0)
		failed = 0;
	free(chunk);
	free(rows);
	return failed;
}

/* BITMAPFILEHEADER and BITMAPINFOHEADER; rows go upwards, blue first. */
int
write_bmp(const struct picture *picture, FILE *file)
{
	unsigned char header[54] = "BM", *to = header + 2;
	size_t        row = (3 * picture->width + 3) / 4 * 4;

	to = put_le(to, sizeof(header) + row * picture->height, 4);
	to = put_le(to, 0, 4);
	to = put_le(to, sizeof(header), 4);
	to = put_le(to, 40, 4);
	to = put_le(to, picture->width, 4);
	to = put_le(to, picture->height, 4);
	to = put_le(to, 1, 2);
	put_le(to, 24, 2);
	if (fwrite(header, sizeof(header), 1, file) != 1)
		return -1;
	for (size_t y = picture->height; y-- > 0;) {
		const unsigned char *from = picture->pixels +
		    3 * picture->width * y;

		for (size_t i = 0; i < row; i++) {
			int byte = i < 3 * picture->width
			    ? from[i / 3 * 3 + 2 - i % 3]
			    : 0;

			if (putc(byte, file) == EOF)
				return -1;
		}
	}
	return 0;
}
