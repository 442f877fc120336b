/* See wildcard.h.  SPDX-License-Identifier: ISC */
#include "wildcard.h"

#include "bytes.h"

int
wildcard_fits(struct bytes pattern, struct bytes text)
{
	size_t p = 0, t = 0;
	size_t star = pattern.len, resume = 0; /* the last '*' that was met */

	while (t < text.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.len &&
		    (pattern.at[p] == '?' || pattern.at[p] == text.at[t])) {
			p++;
			t++;
		} else if (star < pattern.len) {
			p = star + 1;
			t = ++resume;
		} else {
			return 0;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}

int
wildcard_fits_any(struct bytes patterns, char separator, struct bytes text)
{
	while (patterns.len > 0)
		if (wildcard_fits(bytes_cut(&patterns, separator), text))
			return 1;
	return 0;
}
