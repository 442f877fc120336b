/*
 * Three landscapes: a sunset over the sea, northern lights over a lake, and
 * ridges in the morning mist.
 *
 * SPDX-License-Identifier: ISC
 */
#include "paint.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ------------------------------------------------------------------ sunset */

#define SEA 0.64 /* where the sea meets the sky */

static const struct stop evening[] = {
	{ 0.00, { 0.09, 0.10, 0.27 } },
	{ 0.22, { 0.27, 0.17, 0.42 } },
	{ 0.40, { 0.66, 0.27, 0.44 } },
	{ 0.53, { 0.96, 0.49, 0.33 } },
	{ SEA, { 1.00, 0.78, 0.44 } },
};

static struct colour
evening_sky(double x, double y)
{
	static const struct colour sun = { 1.0, 0.86, 0.58 };
	static const struct colour lit = { 1.0, 0.55, 0.36 };
	static const struct colour shade = { 0.22, 0.13, 0.32 };
	double distance = hypot(x - 0.86, y - 0.575);
	double cover = fractal(x * 2.2 + 4, y * 8 + 1, 5, 11);
	double under = fractal(x * 2.2 + 4, (y + 0.018) * 8 + 1, 5, 11);
	struct colour sky = palette(evening, COUNT(evening), y);
	struct colour cloud = mix(shade, lit,
	    clamp(0.5 + (cover - under) * 5 + (y - 0.35) * 0.9, 0, 1));

	sky = add(sky, sun, 0.55 * exp(-distance * 7));
	sky = mix(sky, cloud, 0.85 * smooth(0.50, 0.68, cover) *
	    smooth(0.62, 0.45, y));
	return add(sky, sun, 0.30 * exp(-distance * 20));
}

static double
headland(double x)
{
	double slope = smooth(0.62, 0.0, x) * 0.13;

	return SEA - slope * (0.5 + fractal(x * 5, 0.5, 6, 21));
}

struct colour
sunset(double x, double y)
{
	static const struct colour land = { 0.13, 0.08, 0.20 };
	static const struct colour water = { 0.10, 0.10, 0.26 };
	double depth = y - SEA;

	if (depth < 0) {
		double disc = hypot(x - 0.86, y - 0.575);
		struct colour sky = mix(evening_sky(x, y),
		    (struct colour){ 1.0, 0.96, 0.82 },
		    smooth(0.0605, 0.0590, disc));

		return mix(sky, land, smooth(-0.001, 0.001, y - headland(x)));
	}

	/* Waves are as far apart as the eye's distance makes them. */
	double far = 0.06 / (depth + 0.006);
	double wave = fractal((x - 0.7) * far * 7, far * 16, 4, 31) - 0.5;
	double height = SEA - fabs(depth * 0.55 + wave * (0.05 + depth * 0.9));
	double aside = x + wave * depth * 0.25;
	double path = exp(-pow((x - 0.86) / (0.05 + depth * 0.25), 2));
	struct colour seen = evening_sky(aside, height);

	if (height > headland(aside))
		seen = land;
	seen = mix(seen, water, 0.18 + 0.55 * smooth(0, 0.36, depth));
	return add(seen, (struct colour){ 1.0, 0.66, 0.34 },
	    0.9 * path * smooth(-0.08, 0.22, wave));
}

/* ------------------------------------------------------------------ aurora */

#define SHORE 0.74

static const struct stop night[] = {
	{ 0.00, { 0.010, 0.020, 0.075 } },
	{ 0.45, { 0.025, 0.070, 0.160 } },
	{ SHORE, { 0.060, 0.170, 0.230 } },
};

static double
star(double x, double y)
{
	double column = floor(x * 110), row = floor(y * 110);
	double luck = hash((long)column, (long)row, 41);
	double size = 0.0008 + 0.0012 * hash((long)column, (long)row, 42);
	double off_x = 0.2 + 0.6 * hash((long)column, (long)row, 43);
	double off_y = 0.2 + 0.6 * hash((long)column, (long)row, 44);
	double away = hypot(x - (column + off_x) / 110,
	    y - (row + off_y) / 110);

	return luck > 0.955 ? smooth(size, size * 0.3, away) * luck : 0;
}

/* One curtain of light: sharp below, fading upwards in rays. */
static struct colour
curtain(double x, double y, double base, double strength, long seed)
{
	static const struct stop glow[] = {
		{ 0.00, { 0.35, 1.00, 0.62 } },
		{ 0.16, { 0.16, 0.92, 0.60 } },
		{ 0.34, { 0.20, 0.45, 0.78 } },
		{ 0.55, { 0.58, 0.22, 0.72 } },
	};
	double fold = fractal(x * 2.1 + y * 0.35, 0.3, 3, seed);
	double edge = base + 0.30 * (fold - 0.5) + 0.05 * sin(x * 5 + 1);
	double above = edge - y;
	double rays = 0.35 + 0.95 * fractal(x * 30 + fold * 12, y * 0.7, 3,
	    seed + 5);
	double light = strength * rays * smooth(-0.025, 0.035, above) *
	    exp(-fmax(above, 0) * 6.5);

	return dim(palette(glow, COUNT(glow), above), light);
}

static struct colour
northern_sky(double x, double y)
{
	struct colour sky = palette(night, COUNT(night), y);

	sky = add(sky, (struct colour){ 0.9, 0.95, 1.0 }, star(x, y));
	sky = add(sky, curtain(x, y, 0.56, 0.95, 51), 1);
	sky = add(sky, curtain(x + 3, y, 0.43, 0.55, 61), 1);
	return add(sky, curtain(x + 7, y, 0.66, 0.35, 71), 1);
}

/* How high the forest of one shore stands at x. */
static double
firs(double x, double size, long seed)
{
	double cell = floor(x / size);
	double highest = 0;

	for (long i = (long)cell - 1; i <= (long)cell + 1; i++) {
		double middle = ((double)i + 0.2 + 0.6 * hash(i, 1, seed)) *
		    size;
		double tall = size * (1.4 + 2.6 * hash(i, 2, seed));

		highest = fmax(highest, tall - fabs(x - middle) * 5.5);
	}
	return highest;
}

struct colour
aurora(double x, double y)
{
	static const struct colour wood = { 0.010, 0.030, 0.045 };
	double depth = y - SHORE;
	double above = fabs(depth);
	double hill = 0.015 + 0.10 * fractal(x * 2.3, 0.7, 5, 81) *
	    smooth(0.25, 0.9, fabs(x - 0.6) + 0.25);
	double shore = hill + firs(x, 0.014, 85);

	if (depth < 0 && above < shore)
		return mix(wood, (struct colour){ 0.03, 0.10, 0.12 },
		    smooth(0, 0.16, above));
	if (depth < 0)
		return northern_sky(x, y);

	double ripple = fractal(x * 9, depth * 90, 3, 91) - 0.5;
	double mirror = above + ripple * (0.012 + depth * 0.10);
	struct colour seen = mirror < shore
	    ? wood
	    : northern_sky(x + ripple * 0.012, SHORE - mirror);

	return add(dim(seen, 0.72), (struct colour){ 0.02, 0.06, 0.08 }, 0.4);
}

/* ------------------------------------------------------------------ ridges */

#define RIDGES 7

/* Ridge 0 is the farthest. */
static double
crest(double x, double step, int i)
{
	double bottom = 0.37 + 0.53 * step * step + 0.10 * step;
	double height = 0.26 - 0.13 * step;

	return bottom - height *
	    (fractal(x * (1.7 + step) + i * 5, 0.5, 8, 101 + i) - 0.25);
}

struct colour
ridges(double x, double y)
{
	static const struct stop dawn[] = {
		{ 0.00, { 0.36, 0.55, 0.78 } },
		{ 0.20, { 0.80, 0.78, 0.80 } },
		{ 0.42, { 1.00, 0.80, 0.58 } },
	};
	static const struct stop rock[] = {
		{ 0.0, { 0.74, 0.66, 0.70 } },
		{ 0.4, { 0.42, 0.44, 0.58 } },
		{ 1.0, { 0.04, 0.12, 0.17 } },
	};
	static const struct colour mist = { 1.00, 0.86, 0.72 };
	double distance = hypot(x - 0.42, y - 0.24);

	for (int i = RIDGES - 1; i >= 0; i--) {
		double step = i / (RIDGES - 1.0);
		double below = y - crest(x, step, i);
		double trees = i < RIDGES - 2 ? 0
		    : firs(x + i, 0.010 + 0.008 * (i - 4), 121 + i);

		if (below + trees > 0)
			return mix(palette(rock, COUNT(rock), step), mist,
			    (0.80 - 0.60 * step) * smooth(0, 0.18, below));
	}
	return add(palette(dawn, COUNT(dawn), y),
	    (struct colour){ 1.0, 0.80, 0.50 },
	    0.50 * exp(-distance * 8) + 0.5 * smooth(0.0465, 0.0455, distance));
}
