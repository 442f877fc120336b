/* Client networks.  See postern.h.  SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <string.h>

#include "bytes.h"

#define IPV4_OFFSET 96 /* bits of ::ffff:0:0/96 */

/* Sets the address and how many bits its text form has: 32 or 128. */
static int
address_parse(struct bytes text, unsigned char address[16], unsigned *bits)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	char                       copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof(copy) ||
	    memchr(text.at, '\0', text.len) != NULL)
		return 0;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	*bits = 32;
	memcpy(address, mapped, sizeof(mapped));
	if (inet_pton(AF_INET, copy, address + 12) == 1)
		return 1;
	*bits = 128;
	return inet_pton(AF_INET6, copy, address) == 1;
}

static int
bit_of(const unsigned char address[16], unsigned i)
{
	return (address[i / 8] >> (7 - i % 8)) & 1;
}

enum status
network_parse(struct bytes text, struct network *network)
{
	struct network parsed;
	struct bytes   rest = text;
	struct bytes   address = bytes_cut(&rest, '/');
	unsigned       bits;
	int64_t        prefix_bits;

	if (!address_parse(address, parsed.address, &bits))
		return STATUS_MALFORMED;
	prefix_bits = bits;
	if (address.len < text.len && !bytes_number(rest, 3, &prefix_bits))
		return STATUS_MALFORMED;
	if (prefix_bits > bits)
		return STATUS_MALFORMED;
	parsed.prefix_bits = (unsigned)prefix_bits +
	    (bits == 32 ? IPV4_OFFSET : 0);
	for (unsigned i = parsed.prefix_bits; i < 128; i++)
		if (bit_of(parsed.address, i))
			return STATUS_MALFORMED;
	*network = parsed;
	return STATUS_OK;
}

int
network_holds(const struct network *network, struct bytes client_address)
{
	unsigned char address[16];
	unsigned      bits;

	if (!address_parse(client_address, address, &bits))
		return 0;
	for (unsigned i = 0; i < network->prefix_bits; i++)
		if (bit_of(address, i) != bit_of(network->address, i))
			return 0;
	return 1;
}
