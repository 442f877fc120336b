/*
 * The painter's tools: colours, palettes and noise.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DEMO_PAINT_H
#define DEMO_PAINT_H

#include <stddef.h>

/* sRGB; 0 is none and 1 is all of it, more is clipped. */
struct colour {
	double red, green, blue;
};

/* One place of a palette. */
struct stop {
	double        at;
	struct colour colour;
};

/*
 * The scenes: the colour at a place.  x goes right from 0 to 4/3, y down from 0
 * to 1, so that a scene can be drawn at any size.
 */
struct colour sunset(double x, double y);
struct colour aurora(double x, double y);
struct colour ridges(double x, double y);

struct colour mandelbrot(double x, double y);
struct colour marble(double x, double y);
struct colour bokeh(double x, double y);
struct colour planet(double x, double y);

double clamp(double value, double low, double high);
/* 0 below low, 1 above high, smooth between them. */
double smooth(double low, double high, double value);

struct colour mix(struct colour, struct colour, double share);
struct colour add(struct colour, struct colour, double share);
struct colour dim(struct colour, double share);
struct colour palette(const struct stop *, size_t count, double at);

/* The same for the same place on every machine; 0 to 1. */
double hash(long x, long y, long seed);
double noise(double x, double y, long seed);
/* Octaves of noise, each twice as fine and half as strong. */
double fractal(double x, double y, int octaves, long seed);

#endif
