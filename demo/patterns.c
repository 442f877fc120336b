/*
 * Pictures of no place: the Mandelbrot set, marble, lights out of focus and a
 * planet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "paint.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* -------------------------------------------------------------- mandelbrot */

#define ITERATIONS 700

struct colour
mandelbrot(double x, double y)
{
	static const struct stop bands[] = {
		{ 0.00, { 0.02, 0.03, 0.14 } },
		{ 0.18, { 0.07, 0.24, 0.55 } },
		{ 0.38, { 0.55, 0.86, 0.93 } },
		{ 0.50, { 1.00, 0.97, 0.86 } },
		{ 0.64, { 1.00, 0.68, 0.16 } },
		{ 0.82, { 0.48, 0.12, 0.22 } },
		{ 1.00, { 0.02, 0.03, 0.14 } },
	};
	double start_x = -0.7453 + (x - 0.667) * 0.0049;
	double start_y = 0.1127 + (y - 0.500) * 0.0049;
	double real = 0, imaginary = 0;
	int    i = 0;

	while (i < ITERATIONS && real * real + imaginary * imaginary < 256) {
		double next = real * real - imaginary * imaginary + start_x;

		imaginary = 2 * real * imaginary + start_y;
		real = next;
		i++;
	}
	if (i == ITERATIONS)
		return (struct colour){ 0.01, 0.01, 0.05 };

	/* Fractional, so that the bands flow into each other. */
	double escaped = i + 1 - log2(log2(hypot(real, imaginary)));
	double turn = 0.29 * sqrt(escaped) - 1.55;

	return palette(bands, COUNT(bands), turn - floor(turn));
}

/* ------------------------------------------------------------------ marble */

/* Noise that is bent by noise that is bent by noise. */
struct colour
marble(double x, double y)
{
	static const struct stop veins[] = {
		{ 0.18, { 0.03, 0.07, 0.15 } },
		{ 0.38, { 0.05, 0.33, 0.40 } },
		{ 0.52, { 0.30, 0.62, 0.60 } },
		{ 0.62, { 0.95, 0.90, 0.78 } },
		{ 0.72, { 0.93, 0.55, 0.30 } },
		{ 0.86, { 0.55, 0.13, 0.18 } },
	};
	double u = x * 2.4, v = y * 2.4;
	double bend_u = fractal(u, v, 4, 201);
	double bend_v = fractal(u + 5.2, v + 1.3, 4, 202);
	double bent_u = u + 3.5 * bend_u, bent_v = v + 3.5 * bend_v;
	double twist_u = fractal(bent_u, bent_v, 4, 203);
	double twist_v = fractal(bent_u + 8, bent_v, 4, 204);
	double value = fractal(u + 4 * twist_u, v + 4 * twist_v, 6, 205);
	struct colour stone = palette(veins, COUNT(veins), value * 0.75 +
	    twist_u * 0.3);

	return dim(stone, 0.62 + 0.75 * bend_v);
}

/* ------------------------------------------------------------------- bokeh */

#define LIGHTS 80

static double
pow2(double value)
{
	return value * value;
}

/* A disc with a bright rim and a glow around it. */
static double
lamp(double away)
{
	double rim = 0.70 + 0.55 * smooth(0.55, 0.98, away);

	return rim * smooth(1.0, 0.94, away) + 0.22 * exp(-away * 1.6);
}

struct colour
bokeh(double x, double y)
{
	static const struct colour lamps[] = {
		{ 1.00, 0.72, 0.30 }, { 1.00, 0.45, 0.22 },
		{ 0.98, 0.86, 0.62 }, { 0.30, 0.62, 1.00 },
		{ 0.90, 0.25, 0.42 }, { 0.25, 0.85, 0.80 },
	};
	struct colour seen = mix((struct colour){ 0.03, 0.03, 0.09 },
	    (struct colour){ 0.12, 0.06, 0.14 },
	    smooth(0.1, 0.9, y + 0.3 * fractal(x * 2, y * 2, 3, 301)));

	for (long i = 0; i < LIGHTS; i++) {
		double size = 0.018 + 0.075 * pow2(hash(i, 1, 302));
		double height = (hash(i, 3, 302) - 0.5) *
		    (0.35 + 0.65 * hash(i, 4, 302));
		double away = (pow2(x - 1.5 * hash(i, 2, 302) + 0.08) +
		    pow2(y - 0.56 - height)) / pow2(size);

		if (away < 16) /* farther, its glow is less than one step */
			seen = add(seen, lamps[i % (long)COUNT(lamps)],
			    lamp(sqrt(away)) * (0.12 + 0.38 * hash(i, 5, 302)));
	}
	return seen;
}

/* ------------------------------------------------------------------ planet */

static struct colour
starlight(double x, double y)
{
	struct colour sky = mix((struct colour){ 0.012, 0.012, 0.035 },
	    (struct colour){ 0.16, 0.09, 0.24 },
	    smooth(0.45, 0.85, fractal(x * 2.2 + 2, y * 2.2, 6, 401)));
	double column = floor(x * 90), row = floor(y * 90);
	double luck = hash((long)column, (long)row, 402);
	double away = hypot(x * 90 - column - 0.5, y * 90 - row - 0.5);

	if (luck < 0.965)
		return sky;
	return add(sky, (struct colour){ 1, 0.96, 0.9 },
	    smooth(0.25, 0.02, away) * (luck - 0.955) * 22);
}

static struct colour
gas_giant(double x, double y, double z)
{
	static const struct stop belts[] = {
		{ 0.20, { 0.50, 0.28, 0.20 } },
		{ 0.38, { 0.84, 0.62, 0.42 } },
		{ 0.50, { 0.96, 0.88, 0.74 } },
		{ 0.62, { 0.76, 0.50, 0.36 } },
		{ 0.80, { 0.95, 0.82, 0.66 } },
	};
	double swirl = fractal(x * 3 + 2, y * 11, 5, 411);
	double belt = 0.5 + 0.32 * sin(y * 13 + swirl * 2.6) +
	    0.25 * (swirl - 0.5);
	double light = clamp(-0.62 * x - 0.34 * y + 0.70 * z, 0, 1);

	return dim(palette(belts, COUNT(belts), belt), 0.03 + 1.05 * light);
}

/* The ring's light at a distance from the planet's middle, in its radii. */
static double
ring(double radius)
{
	double band = smooth(1.30, 1.36, radius) * smooth(2.18, 2.12, radius);
	double gap = 1 - 0.85 * smooth(0.05, 0.02, fabs(radius - 1.86));

	return band * gap * (0.30 + 0.75 * noise(radius * 34, 0, 421));
}

struct colour
planet(double x, double y)
{
	static const struct colour ice = { 0.94, 0.86, 0.74 };
	const double tilt = 0.36, size = 0.27;
	double u = (x - 0.68) / size, v = (y - 0.50) / size;
	double along = u * cos(tilt) - v * sin(tilt);
	double across = u * sin(tilt) + v * cos(tilt);
	double from_middle = hypot(along, across);
	double radius = hypot(along, across / 0.26);
	double disc = smooth(1.004, 0.996, from_middle);
	double z = sqrt(fmax(1 - from_middle * from_middle, 0));
	struct colour seen = starlight(x, y);
	/* The ring is behind the planet above its middle. */
	double shown = ring(radius) * (across < 0 ? 1 - disc : 1);
	double shadow = smooth(0.75, 1.05, fabs(across + 0.35 * along + 0.45));

	if (disc > 0)
		seen = mix(seen, gas_giant(along, across, z), disc);
	if (across < 0)
		shown *= along > 0.2 ? 0.15 + 0.85 * shadow : 1;
	return mix(seen, ice, 0.85 * shown);
}
