/* Client networks.  SPDX-License-Identifier: ISC */
#include "support.h"

static void
test_parse(void **state)
{
	static const struct {
		const char *text;
		int         bits; /* of 128; -1: refused */
	} rows[] = {
		{ "192.0.2.1", 128 },
		{ "192.0.2.0/24", 120 },
		{ "192.0.2.1/32", 128 },
		{ "0.0.0.0/0", 96 },
		{ "0.0.0.0", 128 },
		{ "128.0.0.0/1", 97 },
		{ "2001:db8::1", 128 },
		{ "2001:DB8::/32", 32 },
		{ "2001:db8::1/128", 128 },
		{ "::/0", 0 },
		{ "::", 128 },
		{ "::ffff:192.0.2.0/120", 120 },
		{ "2001:db8:1111:2222:3333:4444:255.255.255.255", 128 },
		{ "", -1 },
		{ "/", -1 },
		{ "/24", -1 },
		{ "192.0.2.1/", -1 },
		{ "192.0.2.0/33", -1 },
		{ "192.0.2.0/024", -1 },
		{ "192.0.2.0/+24", -1 },
		{ "192.0.2.0/24/24", -1 },
		{ "192.0.2.0/-1", -1 },
		{ "192.0.2.1/24", -1 },
		{ "192.0.2.0/22", -1 },
		{ "192.0.2/24", -1 },
		{ "192.0.2.256", -1 },
		{ "192.0.2.01", -1 },
		{ " 192.0.2.1", -1 },
		{ "192.0.2.1 ", -1 },
		{ "3221225985", -1 },
		{ "0xc0000201", -1 },
		{ "2001:db8::/129", -1 },
		{ "2001:db8::1/64", -1 },
		{ "2001:db8:::1", -1 },
		{ "2001:db8::1%eth0", -1 },
		{ "[2001:db8::1]", -1 },
		{ "fe80::1%25lo", -1 },
		{ "::1/1", -1 },
		{ "2001:db8:1111:2222:3333:4444:5555:6666:7777", -1 },
		{ "localhost", -1 },
		{ "00000000000000000000000000000000000000000000000000000", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct network network = { .prefix_bits = 12345 };
		enum status    status;

		status = network_parse(guarded_text(rows[i].text), &network);
		EXPECT_STATUS(rows[i].text, status,
		    rows[i].bits < 0 ? STATUS_MALFORMED : STATUS_OK);
		EXPECT(rows[i].text, network.prefix_bits ==
		    (rows[i].bits < 0 ? 12345u : (unsigned)rows[i].bits));
	}
	EXPECT_STATUS("NUL", network_parse(BYTES("192.0.2.1\0"),
	    &(struct network){ 0 }), STATUS_MALFORMED);
	EXPECT_STATUS("nowhere", network_parse((struct bytes){ NULL, 0 },
	    &(struct network){ 0 }), STATUS_MALFORMED);
}

static void
test_holds(void **state)
{
	static const struct {
		const char *network, *address;
		int         holds;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1", 1 },
		{ "192.0.2.1", "192.0.2.0", 0 },
		{ "192.0.2.1", "192.0.2.2", 0 },
		{ "192.0.2.1", "64.0.2.1", 0 },
		{ "192.0.2.1", "::ffff:192.0.2.1", 1 },
		{ "192.0.2.1", "::192.0.2.1", 0 },
		{ "192.0.2.0/24", "192.0.2.0", 1 },
		{ "192.0.2.0/24", "192.0.2.255", 1 },
		{ "192.0.2.0/24", "192.0.3.0", 0 },
		{ "192.0.2.0/24", "192.0.1.255", 0 },
		{ "192.0.2.0/24", "2001:db8::1", 0 },
		{ "192.0.2.0/24", "", 0 },
		{ "192.0.2.0/24", "unix:", 0 },
		{ "192.0.2.0/24", "192.0.2.1, 192.0.2.2", 0 },
		{ "192.0.2.0/24", "192.0.2.0/24", 0 },
		{ "192.0.2.254/31", "192.0.2.255", 1 },
		{ "192.0.2.254/31", "192.0.2.253", 0 },
		{ "0.0.0.0/0", "255.255.255.255", 1 },
		{ "0.0.0.0/0", "::1", 0 },
		{ "::/0", "2001:db8::1", 1 },
		{ "::/0", "192.0.2.1", 1 },
		{ "::/0", "nobody", 0 },
		{ "2001:db8::/32", "2001:db8:ffff::1", 1 },
		{ "2001:db8::/32", "2001:db9::1", 0 },
		{ "2001:db8::/33", "2001:db8:7fff::1", 1 },
		{ "2001:db8::/33", "2001:db8:8000::1", 0 },
		{ "2001:db8::1", "2001:db8:0:0:0:0:0:1", 1 },
		{ "2001:db8::1", "2001:db8::2", 0 },
		{ "fe80::1", "fe80::1%eth0", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct network network;

		EXPECT_STATUS(rows[i].network,
		    network_parse(bytes_of(rows[i].network), &network),
		    STATUS_OK);
		if (network_holds(&network, guarded_text(rows[i].address)) !=
		    rows[i].holds)
			fail_msg("%s in %s", rows[i].address, rows[i].network);
	}
	assert_false(network_holds(&(struct network){ .prefix_bits = 0 },
	    (struct bytes){ NULL, 0 }));
}

/* For every length, exactly the bits of the prefix count. */
static void
test_every_bit(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits <= 32; bits++) {
		uint32_t       mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
		uint32_t       base = 0xc6336455 & mask;
		char           text[32];
		struct network network;

		snprintf(text, sizeof(text), "%u.%u.%u.%u/%u", base >> 24,
		    base >> 16 & 255, base >> 8 & 255, base & 255, bits);
		EXPECT_STATUS(text, network_parse(bytes_of(text), &network),
		    STATUS_OK);
		for (unsigned i = 0; i < 32; i++) {
			uint32_t other = base ^ (1u << (31 - i));
			char     client[32];

			snprintf(client, sizeof(client), "%u.%u.%u.%u",
			    other >> 24, other >> 16 & 255, other >> 8 & 255,
			    other & 255);
			EXPECT(text, network_holds(&network,
			    bytes_of(client)) == (i >= bits));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_every_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
