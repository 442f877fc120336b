/*
 * Two drawings as SVG: a rose window of coloured glass, and the padlock that a
 * route can show instead of an image that it refuses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture.h"

#include <math.h>

#define PI 3.14159265358979323846

/* Panes of glass around the middle of the window. */
struct ring {
	int         panes;
	double      inner, outer; /* distance from the middle */
	const char *colours[3];
	double      turn; /* by how much of a pane */
};

static const struct ring rings[] = {
	{ 36, 262, 288, { "#1d4e89", "#14746f", "#7a2048" }, 0.0 },
	{ 12, 178, 256, { "#c8553d", "#f28f3b", "#2b59c3" }, 0.5 },
	{ 24, 142, 176, { "#f2c14e", "#588b8b", "#9a348e" }, 0.0 },
	{ 12, 74, 140, { "#2b59c3", "#9a348e", "#14746f" }, 0.0 },
	{ 8, 28, 70, { "#f2c14e", "#c8553d", "#f28f3b" }, 0.5 },
};

/* A pane that bulges outwards, drawn once and turned into each place. */
static int
write_ring(const struct ring *ring, FILE *file)
{
	double half = PI / ring->panes * 0.93;
	double in_x = ring->inner * sin(half), in_y = -ring->inner * cos(half);
	double shoulder = ring->inner + (ring->outer - ring->inner) * 0.62;
	double out_x = shoulder * sin(half), out_y = -shoulder * cos(half);

	for (int i = 0; i < ring->panes; i++) {
		double angle = 360.0 * (i + ring->turn) / ring->panes;

		if (fprintf(file,
		    "<path transform=\"rotate(%.2f)\" fill=\"%s\" d=\"M%.1f "
		    "%.1fL%.1f %.1fQ%.1f %.1f 0 %.1fQ%.1f %.1f %.1f %.1fL%.1f "
		    "%.1fA%.0f %.0f 0 0 1 %.1f %.1fz\"/>\n",
		    angle, ring->colours[i % 3], -in_x, in_y, -out_x, out_y,
		    -out_x * 0.75, -ring->outer, -ring->outer, out_x * 0.75,
		    -ring->outer, out_x, out_y, in_x, in_y, ring->inner,
		    ring->inner, -in_x, in_y) < 0)
			return -1;
	}
	return 0;
}

int
write_rose_window(const struct picture *none, FILE *file)
{
	(void)none;
	if (fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" "
	    "height=\"720\" viewBox=\"-400 -300 800 600\">\n"
	    "<defs><radialGradient id=\"wall\" r=\".75\">"
	    "<stop offset=\".3\" stop-color=\"#4b4a57\"/>"
	    "<stop offset=\"1\" stop-color=\"#1c1b22\"/></radialGradient>"
	    "<radialGradient id=\"light\" gradientUnits=\"userSpaceOnUse\" "
	    "cx=\"-60\" cy=\"-90\" r=\"330\">"
	    "<stop stop-color=\"#fff\" stop-opacity=\".55\"/>"
	    "<stop offset=\"1\" stop-color=\"#000\" stop-opacity=\".35\"/>"
	    "</radialGradient></defs>\n"
	    "<path fill=\"url(#wall)\" d=\"M-400-300h800v600h-800z\"/>\n"
	    "<circle r=\"293\" fill=\"#14131a\"/>\n"
	    "<g stroke=\"#14131a\" stroke-width=\"3\">\n", file) == EOF)
		return -1;
	for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
		if (write_ring(&rings[i], file) != 0)
			return -1;
	}
	return fputs("</g>\n<circle r=\"24\" fill=\"#f2c14e\"/>\n"
	    "<circle r=\"288\" fill=\"url(#light)\"/>\n"
	    "<circle r=\"293\" fill=\"none\" stroke=\"#8d8a99\" "
	    "stroke-width=\"8\"/>\n</svg>\n", file) == EOF ? -1 : 0;
}

int
write_locked(const struct picture *none, FILE *file)
{
	(void)none;
	return fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" "
	    "height=\"720\" viewBox=\"-480 -360 960 720\">\n"
	    "<defs><pattern id=\"stripes\" width=\"56\" height=\"56\" "
	    "patternUnits=\"userSpaceOnUse\" "
	    "patternTransform=\"rotate(45)\">"
	    "<path fill=\"#26303f\" d=\"M0 0h56v56h-56z\"/>"
	    "<path fill=\"#2b3648\" d=\"M0 0h28v56h-28z\"/></pattern>"
	    "<linearGradient id=\"brass\" x2=\"0\" y2=\"1\">"
	    "<stop stop-color=\"#f6cf74\"/>"
	    "<stop offset=\"1\" stop-color=\"#c9963c\"/>"
	    "</linearGradient></defs>\n"
	    "<path fill=\"url(#stripes)\" d=\"M-480-360h960v720h-960z\"/>\n"
	    "<path fill=\"none\" stroke=\"#cdd6e0\" stroke-width=\"30\" "
	    "d=\"M-72 0v-64a72 72 0 0 1 144 0v64\"/>\n"
	    "<rect x=\"-116\" y=\"-28\" width=\"232\" height=\"180\" "
	    "rx=\"18\" fill=\"url(#brass)\"/>\n"
	    "<path fill=\"#33291f\" "
	    "d=\"M-9 104v-32a22 22 0 1 1 18 0v32z\"/>\n</svg>\n",
	    file) == EOF ? -1 : 0;
}
