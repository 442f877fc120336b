/*
 * What must not be logged, found by its looks: a URL that was encoded wrongly
 * brings its query along in its path.  See log_line.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "log_line.h"

/*
 * A native token, from "1." on, has a key id, an expiry and at least a
 * signature of 22 characters.  With fewer than TOKEN_REST left behind the
 * expiry it opens nothing, and names as "img-1.2.3.png" stay readable.
 */
#define KEY_ID_MAX 32
#define DIGITS_MAX 20
#define TOKEN_REST 12

/*
 * A JWT is "ey" or "ew", which is { and more in base64url, and two parts at
 * least.
 */
#define JWT_HEADER_REST 12
#define JWT_HEADER_MAX  256 /* "eyJeyJeyJ..." must not cost a square */
#define JWT_CLAIMS      8

/*
 * A token without dots, as a sealed one, is a segment of mixed letters without
 * an extension.  Digests in lower-case hexadecimal and the names of files stay
 * readable.
 */
#define SEALED_MIN 27

/* As much of a path as is ever decoded again; more than is logged. */
#define DECODED_MAX 4096

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* base64url, and key ids. */
static int
is_word_byte(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

static int
is_token_byte(char c)
{
	return is_word_byte(c) || c == '.';
}

/* How many bytes at the start are of a kind, up to max. */
static size_t
run(struct bytes text, int (*is_kind)(char), size_t max)
{
	size_t count = 0;

	while (count < text.len && count < max && is_kind(text.at[count]))
		count++;
	return count;
}

static struct bytes
behind(struct bytes text, size_t count)
{
	return (struct bytes){ text.at + count, text.len - count };
}

/* Takes min to max bytes of a kind and a '.'; 0: it is none. */
static int
take_part(struct bytes *text, int (*is_kind)(char), size_t min, size_t max)
{
	size_t count = run(*text, is_kind, max);

	if (count < min || count == text->len || text->at[count] != '.')
		return 0;
	*text = behind(*text, count + 1);
	return 1;
}

static int
starts_native(struct bytes text)
{
	if (!bytes_start_with(text, BYTES("1.")))
		return 0;
	text = behind(text, 2);
	return take_part(&text, is_word_byte, 1, KEY_ID_MAX) &&
	    take_part(&text, is_digit, 1, DIGITS_MAX) &&
	    run(text, is_token_byte, TOKEN_REST) == TOKEN_REST;
}

static int
starts_jwt(struct bytes text, size_t at)
{
	struct bytes rest = behind(text, at);
	const int    is_middle = at > 0 && is_word_byte(text.at[at - 1]);

	/* The usual one anywhere, the others where no word is cut. */
	if (!bytes_start_with(rest, BYTES("eyJ")) &&
	    (is_middle || (!bytes_start_with(rest, BYTES("ey")) &&
	        !bytes_start_with(rest, BYTES("ew")))))
		return 0;
	rest = behind(rest, 2);
	return take_part(&rest, is_word_byte, JWT_HEADER_REST,
		   JWT_HEADER_MAX) &&
	    run(rest, is_word_byte, JWT_CLAIMS) == JWT_CLAIMS;
}

static int
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static int
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int
has(struct bytes text, int (*is_kind)(char))
{
	for (size_t i = 0; i < text.len; i++)
		if (is_kind(text.at[i]))
			return 1;
	return 0;
}

/* word: a whole run; its middle would be a start too, again and again. */
static int
is_sealed(struct bytes word, struct bytes rest)
{
	return word.len >= SEALED_MIN && has(word, is_lower) &&
	    has(word, is_upper) && !bytes_start_with(rest, BYTES("."));
}

static int
hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Whether a native token or a JWT starts there. */
static int
starts_dotted(struct bytes text, size_t at)
{
	if (text.at[at] == '1')
		return starts_native(behind(text, at));
	return text.at[at] == 'e' && starts_jwt(text, at);
}

/* Word for word, as each line has several texts to be looked through. */
static size_t
plain_credential_at(struct bytes text)
{
	for (size_t start = 0; start < text.len; start++) {
		struct bytes word = behind(text, start);

		word.len = run(word, is_word_byte, word.len);
		if (is_sealed(word, behind(text, start + word.len)))
			return start;
		for (size_t end = start + word.len; start < end; start++)
			if (starts_dotted(text, start))
				return start;
	}
	return text.len;
}

/* The byte behind a '%'; -1: there is none. */
static int
escaped_byte(struct bytes text)
{
	int high, low;

	if (text.len < 3 || text.at[0] != '%')
		return -1;
	high = hex_value(text.at[1]);
	low = hex_value(text.at[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Whether there is one once more has been decoded. */
static int
hides_credential(struct bytes text)
{
	char   decoded[DECODED_MAX];
	size_t length = 0;

	for (size_t i = 0; i < text.len && length < sizeof(decoded); i++) {
		int byte = escaped_byte(behind(text, i));

		decoded[length] = text.at[i];
		if (byte >= 0) {
			decoded[length] = (char)byte;
			i += 2;
		}
		length++;
	}
	return plain_credential_at((struct bytes){ decoded, length }) < length;
}

size_t
log_credential_at(struct bytes text)
{
	size_t      at = plain_credential_at(text);
	const char *escape;

	if (at < text.len || text.len == 0)
		return at;
	/* What was encoded twice is cut where that begins. */
	escape = memchr(text.at, '%', text.len);
	if (escape == NULL || !hides_credential(text))
		return at;
	return (size_t)(escape - text.at);
}

static int
starts_fold(struct bytes text, struct bytes start)
{
	/* But for the bit of its case the first byte tells most apart. */
	return text.len >= start.len && start.len > 0 &&
	    ((text.at[0] ^ start.at[0]) & ~0x20) == 0 &&
	    strncasecmp(text.at, start.at, start.len) == 0;
}

/* "st=", or "st%3D" when it was encoded twice. */
static int
starts_parameter(struct bytes text, struct bytes parameter)
{
	if (!starts_fold(text, parameter))
		return 0;
	text = behind(text, parameter.len);
	return bytes_start_with(text, BYTES("=")) ||
	    starts_fold(text, BYTES("%3d"));
}

size_t
log_query_at(struct bytes path, struct bytes parameter)
{
	size_t credential = log_credential_at(path);

	for (size_t i = 0; i < credential; i++)
		if (path.at[i] == '?' ||
		    starts_parameter(behind(path, i), parameter))
			return i;
	return credential;
}
