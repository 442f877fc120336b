/*
 * Keys of every kind as JWK (RFC 7517), made for these tests alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_JWKS_H
#define TESTS_UNIT_JWKS_H

#define B64_RSA_N \
	"zzkjeUK-hP34yekiMzs4fE-kaX0QWdviaWXDgd3BcuaZ86u0WINruy2GEea-CEar" \
	"IM4akM33To1BHnMM79FMQR9HWviePu8IgoqNfMpicgsXlbg0u51gI-odlPtH1A8G" \
	"nhoutGtXxcr6on4LED9J7GmFif3W296SEnkySWrSMNV-2LR7I4qnc3FUPtq_0bFb" \
	"mXCSo7tR-GSdSZUrdP9u_klj9vOL7u7pybD3s7xkAKjurbigA-GQjajU3YYfDdiT" \
	"6_CyuCBbIVjO_ZDDzuH0QLHcfoB3i6G2Tb_uVvhAXFT0FDYKR_unWToi80oEuP-K" \
	"7NpmiX3lvGEtqOE5ctb-bQ"
#define B64_RSA_E \
	"AQAB"
#define B64_RSA_D \
	"HGdRlHJwmNwS-OIKvQj2AhwMhiUNU7PPAfFf7fIObQhsu7iiXKuO3bYstVFyZMIC" \
	"_NkjTQveRRcZgOn2MPz4Pcjix_ZiAnBTM0l4gU1gVw9sKSp5l-nHXsTdTyluPAPf" \
	"PVaLZlF8U3EyD4nFTHHQWSZRlouDotmMHhocqXGJ5AVwPmtd_3XBlerg3gugt56X" \
	"-h-5J0neBxiNc2vF_VzoROrM40RyJnNxLTku1pyteNwGJk6mOyQoN3Tuh7anwQzV" \
	"q74LjC35q13Ub4peKACIpVkpmb7Ae5nKIBXAQaB-v59SbL2lmURW66jhp-2JLgnu" \
	"Y6a2QbSnEYCv3UILMahW5Q"
#define B64_RSA_P \
	"9NDNSmNiaWDo06bjrgeqtiXX7Tr9PeHR7H7HdpTCMcPRqF-JGzUOEwlLDpWOh2oE" \
	"YZfVmPhOFp9oGIL-l9BOZ6YsvPxDIi5MKAs_QHtUeYa_sQhiICOQCXh5lkhWvlnC" \
	"qIimp6LtMiAqwuoYfHE91oGGAZYlAu3WkvrZDWPYHvc"
#define B64_RSA_Q \
	"2LCuUxFFMgbkh4VXdRk-B6omh_hYPsBKzWe8tbociJx_8iKezupzcdH4pX9Qp9nx" \
	"CkwnPK9YN9qrmsrzJycQ-kxxMVE8uXeGD3e5dHCSnn67ZcWBMgkFAE7hZLMZ_OQp" \
	"a4wDl3RazKfWp5JviqEYeEVz2-tBm_vyNqcGIsbSoLs"
#define B64_RSA_DP \
	"GsmaHPCg_QzYjQgu04UNPd8IMHIK8bF66di5dJU0ZoOZtkW1199HSffzWYYt0U1d" \
	"a1xUx-crjDgnCL-UogHuAlNhg9BKfDv6o0sPwbt888s1wGY9bmzVvuOK0lHaA_wI" \
	"W66QJbmjIJ_6bdd1lHBDpuwHQLcwF5D0sKJ4C4oIROM"
#define B64_RSA_DQ \
	"rHKPiVQpOVL69E9N9scL8pWa7ILb17S40xdHu2hN5PqHaG_c6tby4RY1R6A21B5C" \
	"EevhHg59qpXAFASH1hTlEg1b19_K798LNawWT3B3fuNkx-2Sj_tVm5UrEzTl7bi2" \
	"rfxTr2jOCilYTyve0Pi7vJupRM_I-xZbANuTqoGIhpk"
#define B64_RSA_QI \
	"vce_4kH0O8iJBAtLhg_wBaZ8-nCeAxBAjgqq4tYRLPjI9EzX40U7lYajHXFyJmeS" \
	"O1IMnOFcsOBfo53G28SG1zBzS5dghCAsJZZDOCprerSBCvdi1lbfwbSUz5S27XSc" \
	"tOLAaBnbWRG_Kq87NxkLalZ5lomB1MNehNWdoJsHw70"
#define B64_WEAK_N \
	"4XiJ8GMtZJMhjHJ4uBlWzPyxMB5T_xuGf-hoZdPEl8oiejvZeuA_-TG8HJv38bkH" \
	"o5wUWfyTJ40zGwE6gqdGp6uUjrimATbo45NG3YLwNXmmeKQzXXUQbpMrgEEIyn5Z" \
	"XA5U98D-FhIn6stxw8LpImZluNM6BujCpG0ALCyxbM0"
#define B64_WEAK_E \
	"AQAB"
#define B64_P256_X \
	"NfI1EFiaYmPPSXj_ivhQNtelDW_Tt2k1NMIWPmmSH8s"
#define B64_P256_Y \
	"bctSi9aM3KP4JWMzOyvrJnz43lzs6ik9jO-zQ2Zjsy8"
#define B64_P256_D \
	"5g36P13Jx2s048GtDUDPdahMNXJ-8y4tyh4NH0GS-JM"
#define B64_P384_X \
	"XSKgC9cMKc040FAJV_KrOlEeRESbpGVTagf8pMSJfM2OWUFBHUbbOsJFom1Xnw2I"
#define B64_P384_Y \
	"cjWomq84i8dsd4wV5e2YGz1MwDky1cWbGpXUIMxVLmXq0olGdBAm_BWkCngqYovR"
#define B64_P384_D \
	"aMIyOilVrhjilxkGML_uD6jr85LuHQgHv8YzeGONkz7zqUXD9k1dzpua6ppKzK4t"
#define B64_P521_X \
	"AYwVlc-nSFyju_a0C0Yl7dv-KRvj7N01lbs4TtlFruX01jBKgEjRpRxU-W5mbZqe" \
	"I49l0kjVkWava8-sroqdbK3v"
#define B64_P521_Y \
	"AL1nsxzeCFHa0-N9LhEkh9v9b3CWyJ1gn3G_JQJp6WMZ0N2lYEtOUX90cfdyLr5u" \
	"RNG3FV0d3N_b3Y2DFMUTO_2T"
#define B64_P521_D \
	"APROxsT-qGQ6EbATCHjYBNq1gdU_Dye7jgF95lHEuUYxFrmtSXcqeZTDzOfy7TBZ" \
	"_gRwYPL55RKpZdI4sCrRMe6q"
#define B64_ED_D \
	"jFZJ6W0uaSmJtnQZfajmEL5XjADzs3oWpnmL0OiYSAM"
#define B64_ED_X \
	"KwQOJHive5wSS9Ab0M1UTH3oDsE9Ivr56H6cq8lrYcI"

/* "more" stands behind the members: ",\"use\":\"sig\"". */
#define RSA_JWK(id, alg, more)                                           \
	"{\"kty\":\"RSA\",\"kid\":\"" id "\",\"alg\":\"" alg "\",\"n\":\"" \
	B64_RSA_N "\",\"e\":\"" B64_RSA_E "\"" more "}"
#define EC_JWK(id, alg, crv, point, more)                               \
	"{\"kty\":\"EC\",\"kid\":\"" id "\",\"alg\":\"" alg             \
	"\",\"crv\":\"" crv "\"," point more "}"
#define OKP_JWK(id, alg, more)                                          \
	"{\"kty\":\"OKP\",\"kid\":\"" id "\",\"alg\":\"" alg            \
	"\",\"crv\":\"Ed25519\",\"x\":\"" B64_ED_X "\"" more "}"
#define OCT_JWK(id, alg, k, more)                                       \
	"{\"kty\":\"oct\",\"kid\":\"" id "\",\"alg\":\"" alg            \
	"\",\"k\":\"" k "\"" more "}"

#define POINT_P256 "\"x\":\"" B64_P256_X "\",\"y\":\"" B64_P256_Y "\""
#define POINT_P384 "\"x\":\"" B64_P384_X "\",\"y\":\"" B64_P384_Y "\""
#define POINT_P521 "\"x\":\"" B64_P521_X "\",\"y\":\"" B64_P521_Y "\""

#define RSA_PRIVATE                                                     \
	",\"d\":\"" B64_RSA_D "\",\"p\":\"" B64_RSA_P "\",\"q\":\"" B64_RSA_Q       \
	"\",\"dp\":\"" B64_RSA_DP "\",\"dq\":\"" B64_RSA_DQ "\",\"qi\":\"" B64_RSA_QI "\""

/* Secrets of so many zeros. */
#define K16 "AAAAAAAAAAAAAAAAAAAAAA"
#define K31 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define K32 K31 "A"
#define K47 K31 "AAAAAAAAAAAAAAAAAAAAA"
#define K48 K32 "AAAAAAAAAAAAAAAAAAAAA"
#define K63 K32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define K64 K63 "AA"
#define K65 K63 "AAA"

/* APP_KEYs as they stand in .env: raw, and as "base64:..." of the same. */
#define APP_KEY_16 "MDEyMzQ1Njc4OWFiY2RlZg"
#define APP_KEY_32 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
#define APP_KEY_16_BASE64 "YmFzZTY0Ok1ERXlNelExTmpjNE9XRmlZMlJsWmc9PQ"
#define APP_KEY_32_BASE64                                               \
	"YmFzZTY0Ok1ERXlNelExTmpjNE9XRmlZMlJsWmpBeE1qTTBOVFkzT0RsaFltTmtaV1k9"

#endif
