/*
 * Colours, palettes and noise for the scenes of the gallery.
 *
 * SPDX-License-Identifier: ISC
 */
#include "paint.h"

#include <math.h>
#include <stdint.h>

double
clamp(double value, double low, double high)
{
	return fmin(fmax(value, low), high);
}

double
smooth(double low, double high, double value)
{
	double share = clamp((value - low) / (high - low), 0, 1);

	return share * share * (3 - 2 * share);
}

struct colour
mix(struct colour from, struct colour to, double share)
{
	return (struct colour){
	    from.red + (to.red - from.red) * share,
	    from.green + (to.green - from.green) * share,
	    from.blue + (to.blue - from.blue) * share,
	};
}

struct colour
add(struct colour base, struct colour light, double share)
{
	return (struct colour){
	    base.red + light.red * share,
	    base.green + light.green * share,
	    base.blue + light.blue * share,
	};
}

struct colour
dim(struct colour colour, double share)
{
	return mix((struct colour){ 0, 0, 0 }, colour, share);
}

struct colour
palette(const struct stop *stops, size_t count, double at)
{
	size_t i = 1;

	while (i < count - 1 && stops[i].at < at)
		i++;
	return mix(stops[i - 1].colour, stops[i].colour,
	    smooth(stops[i - 1].at, stops[i].at, at));
}

/* The finaliser of SplitMix64, by way of a different odd factor for each. */
double
hash(long x, long y, long seed)
{
	uint64_t bits = (uint64_t)x * 0x9e3779b97f4a7c15U +
	    (uint64_t)y * 0xc2b2ae3d27d4eb4fU +
	    (uint64_t)seed * 0x165667b19e3779f9U;

	bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9U;
	bits = (bits ^ bits >> 27) * 0x94d049bb133111ebU;
	bits ^= bits >> 31;
	return (double)(bits >> 11) / (double)(UINT64_C(1) << 53);
}

double
noise(double x, double y, long seed)
{
	long   column = (long)x - (x < 0), row = (long)y - (y < 0);
	double right = smooth(0, 1, x - (double)column);
	double down = smooth(0, 1, y - (double)row);
	double upper = hash(column, row, seed) * (1 - right) +
	    hash(column + 1, row, seed) * right;
	double lower = hash(column, row + 1, seed) * (1 - right) +
	    hash(column + 1, row + 1, seed) * right;

	return upper * (1 - down) + lower * down;
}

/* Each octave is turned, so that the grid of the noise does not show. */
double
fractal(double x, double y, int octaves, long seed)
{
	double sum = 0, strength = 0.5;

	for (int i = 0; i < octaves; i++) {
		double turned = 1.6 * x - 1.2 * y;

		sum += strength * noise(x, y, seed + i);
		y = 1.2 * x + 1.6 * y + 7.3;
		x = turned + 3.1;
		strength /= 2;
	}
	return sum / (1 - 2 * strength);
}
