/* See php_scalar.h.  SPDX-License-Identifier: ISC */
#include "php_scalar.h"

#include "bytes.h"

int
php_is_string(struct bytes string)
{
	size_t start = 0;

	for (size_t i = 0; i <= string.len; i++) {
		if (i < string.len && !php_is_control(string.at[i]))
			continue;
		if (i < string.len && string.at[i] == '\0')
			return 0;
		if (!bytes_are_text((struct bytes){ string.at + start,
			i - start }))
			return 0;
		start = i + 1;
	}
	return 1;
}

/* How many digits stand from there on. */
static size_t
count_digits(struct bytes text, size_t from)
{
	size_t i = from;

	while (i < text.len && text.at[i] >= '0' && text.at[i] <= '9')
		i++;
	return i - from;
}

int
php_is_integer(struct bytes text)
{
	const size_t       sign = text.len > 0 && text.at[0] == '-';
	const struct bytes digits = { text.at + sign, text.len - sign };
	uint64_t           number;

	return bytes_uint64(digits, &number) && (sign == 0 || number > 0) &&
	    number <= (uint64_t)INT64_MAX + sign;
}

int
php_is_decimal(struct bytes text)
{
	size_t i = text.len > 0 && text.at[0] == '-';
	size_t digits = count_digits(text, i);

	if (digits == 0 || (digits > 1 && text.at[i] == '0'))
		return 0;
	i += digits;
	if (i < text.len && text.at[i] == '.') {
		digits = count_digits(text, ++i);
		i += digits;
	}
	if (digits > 0 && i < text.len && text.at[i] == 'E') {
		i++;
		i += i < text.len && (text.at[i] == '+' || text.at[i] == '-');
		digits = count_digits(text, i);
		i += digits;
	}
	return digits > 0 && i == text.len;
}
