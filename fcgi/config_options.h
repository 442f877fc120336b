/*
 * The table of settings: where each may stand, how it is read, its default,
 * where its value goes, and what it is for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONFIG_OPTIONS_H
#define FCGI_CONFIG_OPTIONS_H

#include "config.h"
#include "config_file.h"

/* What a parser gets beside the value. */
struct parsing {
	struct config_memory *memory;
	char                  reason[200]; /* for reasons that name something */
};

struct option {
	enum section_kind section;
	const char       *name;
	/*
	 * Sets *target; NULL, or why the value is refused.  The value is never
	 * empty, and outlives the configuration.
	 */
	const char *(*parse)(struct bytes value, struct parsing *,
	    void *target);
	size_t      offset;  /* of target: in struct config or struct route */
	const char *initial; /* the value when it is not set; NULL: none */
	unsigned    required : 1;
	const char *help; /* "prefix is missing: HELP" */
};

extern const struct option config_options[];
extern const size_t        config_option_count;
/* Stands for every SCHEME.SETTING: config_schemes.c. */
extern const struct option config_scheme_option;

/* NULL: no such setting there. */
const struct option *config_option(enum section_kind, struct bytes name);

/* It is about sending files, which an authorizer leaves to others. */
int option_sends(const struct option *);
/* Whether it may stand in the section, whose role is known. */
int option_is_for(const struct option *, const struct section *);

/* Parsers, config_types.c; the comment says what target is. */
#define PARSER(name) \
	const char *name(struct bytes, struct parsing *, void *target)
PARSER(parse_site);       /* struct bytes */
PARSER(parse_directory);  /* const char *: absolute, no '/' at its end */
PARSER(parse_file);       /* const char *: absolute */
PARSER(parse_ids);        /* const char *: a file or a pattern */
PARSER(parse_log);        /* const char * */
PARSER(parse_url_prefix); /* struct bytes: "/img/", decoded */
PARSER(parse_accel);      /* struct bytes: the same, ASCII alone */
PARSER(parse_parameter);  /* struct bytes */
PARSER(parse_cookie);     /* struct bytes: a name */
PARSER(parse_text);       /* struct bytes: any text without spaces */
/* Parsers of numbers, config_numbers.c. */
PARSER(parse_duration); /* int64_t: seconds */
PARSER(parse_moment);   /* int64_t: seconds, up to a minute */
PARSER(parse_count);    /* int64_t */
PARSER(parse_size);     /* int64_t: bytes */
/* Parsers of one word of a few, config_choices.c. */
PARSER(parse_role);       /* enum role */
PARSER(parse_delivery);   /* const struct delivery * */
PARSER(parse_encoding);   /* enum encoding */
PARSER(parse_mode);       /* enum mode */
PARSER(parse_cache);      /* enum cache_policy */
PARSER(parse_url_scheme); /* const struct scheme *: that signs URLs */
PARSER(parse_same_site);  /* enum same_site */
PARSER(parse_answer);     /* int: yes or no */
PARSER(parse_schemes);    /* the whole struct route; config_schemes.c */
/* Parsers of several words, config_lists.c. */
PARSER(parse_networks); /* struct networks */
PARSER(parse_carriers); /* unsigned: bits of enum carrier */
PARSER(parse_words);    /* struct bytes_list: any words */
PARSER(parse_rules);    /* struct rules *: owned by the route */
PARSER(parse_key_ids);  /* struct words */
PARSER(parse_origins);  /* struct words */
PARSER(parse_types);    /* uint64_t */
#undef PARSER

/* NULL: an origin, spelled as browsers send it (RFC 6454 §6.2). */
const char *origin_reason(struct bytes);

/* Formats into parsing->reason, and returns it. */
const char *because(struct parsing *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
