/*
 * The reasons for a decision; a part of postern.h, which is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_STATUS_H
#define POSTERN_STATUS_H

/*
 * Why a request was decided as it was: identifier, name (as logged), text for
 * people.  Zero means that nobody decided, which is a denial.
 */
#define STATUS_LIST(X)                                                         \
	X(UNDECIDED, "undecided", "no decision was made")                      \
	X(OK, "ok", "allowed")                                                 \
	/* The request itself. */                                              \
	X(BAD_REQUEST, "bad-request",                                          \
	    "the URL holds bytes or %-escapes that no URL may hold")           \
	X(HOSTILE_PATH, "hostile-path",                                        \
	    "the path holds a control byte, a dot segment, an empty segment, " \
	    "a backslash, an encoded slash or invalid UTF-8")                  \
	X(URL_TOO_LONG, "url-too-long", "the URL is too long")                 \
	X(METHOD_NOT_ALLOWED, "method-not-allowed",                            \
	    "only GET, HEAD and OPTIONS are answered")                         \
	X(TOO_LARGE, "too-large", "the request exceeds the memory limit")      \
	X(NO_ROUTE, "no-route", "no route has a prefix of this path")          \
	/* The credential. */                                                  \
	X(NO_CREDENTIAL, "no-credential", "the request has no credential")     \
	X(FOREIGN_CREDENTIAL, "foreign-credential",                            \
	    "the credential is of no scheme that is accepted here")            \
	X(AMBIGUOUS, "ambiguous", "the request has more than one credential")  \
	X(MALFORMED, "malformed", "the credential is malformed")               \
	X(MILLISECONDS, "milliseconds",                                        \
	    "the expiry is in milliseconds; it must be in seconds since 1970") \
	X(UNKNOWN_KEY, "unknown-key", "no key has this id for this scheme")    \
	X(BAD_SIGNATURE, "bad-signature",                                      \
	    "the signature is not the key's over this site, path and token")   \
	X(WRONG_ALGORITHM, "wrong-algorithm",                                  \
	    "the token's algorithm is not its key's")                          \
	X(WRONG_ISSUER, "wrong-issuer",                                        \
	    "the token is of another issuer than the route asks for")          \
	X(WRONG_AUDIENCE, "wrong-audience",                                    \
	    "the token is for another audience than the route's")              \
	X(CLAIM_MISSING, "claim-missing",                                      \
	    "the token lacks a claim that it needs, as its expiry")            \
	/* The grant. */                                                       \
	X(KEY_NOT_YET_VALID, "key-not-yet-valid", "the key is not valid yet")  \
	X(KEY_RETIRED, "key-retired", "the key has been retired")              \
	X(KEY_SCOPE, "key-scope",                                              \
	    "the key may not sign for this path, method or route")             \
	X(SCHEME_ENDED, "scheme-ended",                                        \
	    "the route accepts this scheme no longer")                         \
	X(LIFETIME_TOO_LONG, "lifetime-too-long",                              \
	    "the grant lives longer than its key may allow")                   \
	X(NOT_YET_VALID, "not-yet-valid", "the grant is not valid yet")        \
	X(EXPIRED, "expired", "the grant has expired")                         \
	X(METHOD_NOT_GRANTED, "method-not-granted",                            \
	    "the grant does not cover this method")                            \
	X(WRONG_CLIENT, "wrong-client",                                        \
	    "the grant is for another client network")                         \
	X(OUTSIDE_GRANT, "outside-grant",                                      \
	    "the grant does not cover this path")                              \
	X(NO_RULE, "no-rule",                                                  \
	    "no rule of the route opens this path for these claims")           \
	X(USES_UNCOUNTED, "uses-uncounted",                                    \
	    "the grant limits its uses, and nothing here counts them")         \
	/* The file. */                                                        \
	X(NOT_FOUND, "not-found", "there is no such file beneath the root")    \
	X(TYPE_NOT_ALLOWED, "type-not-allowed",                                \
	    "files of this type are not allowed on the route")                 \
	X(TYPE_MISMATCH, "type-mismatch",                                      \
	    "the file's first bytes are not what its name says")               \
	X(UNSENDABLE_NAME, "unsendable-name",                                  \
	    "the file's name has a %, and the route does not say how the "     \
	    "front server decodes it: set encoding")                           \
	X(NOT_AS_SIGNED, "not-as-signed",                                      \
	    "the front server sends the file itself, and would send another "  \
	    "one, or this one otherwise than it was signed")                   \
	/* A call to an API. */                                                \
	X(NO_ENDPOINT, "no-endpoint", "the API has no such endpoint")          \
	X(WRONG_ORIGIN, "wrong-origin",                                        \
	    "the call comes from a page of an origin that is not listed")      \
	X(WRONG_BODY_TYPE, "wrong-body-type",                                  \
	    "the call's body is not application/json")                         \
	X(BAD_BODY, "bad-body", "the call's body is not what it must be")      \
	X(BODY_TOO_LARGE, "body-too-large",                                    \
	    "the call's body is too long, or lists too many paths")            \
	X(TOKEN_TOO_LONG, "token-too-long",                                    \
	    "the token is too long for a cookie, or cannot stand in one")      \
	X(BAD_REDIRECT, "bad-redirect",                                        \
	    "the address to go on to is no path of this site")                 \
	/* The server. */                                                      \
	X(OPEN_ROLE, "open-role",                                              \
	    "Apache asks by FcgidAuthenticator or FcgidAuthorizer, behind "    \
	    "which files stay open: take FcgidAccessChecker")                  \
	X(UNCONFIGURED, "unconfigured", "the configuration is broken")         \
	X(INTERNAL, "internal", "internal error")

enum status {
#define STATUS_ENUM(id, name, text) STATUS_##id,
	STATUS_LIST(STATUS_ENUM)
#undef STATUS_ENUM
	    STATUS_COUNT
};

#endif
