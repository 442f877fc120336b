/*
 * Draws the images of the gallery into a directory: "draw DIRECTORY".
 *
 * SPDX-License-Identifier: ISC
 */
#include "paint.h"
#include "picture.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct image {
	const char *name;
	size_t      width, height; /* 4 to 3 */
	int         samples;       /* a pixel's, along each side */
	struct colour (*scene)(double x, double y); /* NULL: it has no pixels */
	int           (*write)(const struct picture *, FILE *);
};

static const struct image images[] = {
	{ "sunset.png", 1600, 1200, 1, sunset, write_png },
	{ "mandelbrot.png", 1600, 1200, 2, mandelbrot, write_png },
	{ "aurora.png", 1200, 900, 1, aurora, write_png },
	{ "ridges.png", 1200, 900, 2, ridges, write_png },
	{ "marble.png", 1200, 900, 1, marble, write_png },
	{ "bokeh.png", 1200, 900, 1, bokeh, write_png },
	{ "planet.bmp", 960, 720, 2, planet, write_bmp },
	{ "rose-window.svg", 960, 720, 0, NULL, write_rose_window },
	{ "locked.svg", 960, 720, 0, NULL, write_locked },
};

static struct colour
sample(const struct image *image, size_t column, size_t row)
{
	double        part = 1.0 / image->samples;
	double        size = (double)image->height;
	struct colour sum = { 0, 0, 0 };

	for (int i = 0; i < image->samples * image->samples; i++) {
		int    line = i / image->samples;
		double right = (i % image->samples + 0.5) * part;
		double down = (line + 0.5) * part;

		sum = add(sum, image->scene(((double)column + right) / size,
		    ((double)row + down) / size), part * part);
	}
	return sum;
}

/* A little noise hides the steps of a smooth gradient. */
static unsigned char
byte(double value, double dither)
{
	return (unsigned char)(clamp(value * 255 + dither, 0, 255.5));
}

static void
paint(const struct image *image, const struct picture *picture)
{
	unsigned char *to = picture->pixels;

	for (size_t row = 0; row < picture->height; row++) {
		for (size_t column = 0; column < picture->width; column++) {
			struct colour colour = sample(image, column, row);
			double dither = hash((long)column, (long)row, 1);

			*to++ = byte(colour.red, dither);
			*to++ = byte(colour.green, dither);
			*to++ = byte(colour.blue, dither);
		}
	}
}

static int
write_image(const struct image *image, FILE *file)
{
	struct picture picture = { image->width, image->height, NULL };
	int            failed;

	if (image->scene == NULL)
		return image->write(NULL, file);
	picture.pixels = malloc(3 * picture.width * picture.height);
	if (picture.pixels == NULL)
		return -1;
	paint(image, &picture);
	failed = image->write(&picture, file);
	free(picture.pixels);
	return failed;
}

static int
save(const char *directory, const struct image *image)
{
	char  path[4096];
	FILE *file;
	int   length = snprintf(path, sizeof(path), "%s/%s", directory,
	    image->name);
	int   failed;

	if (length < 0 || (size_t)length >= sizeof(path))
		return -1;
	file = fopen(path, "wb");
	if (file == NULL) {
		perror(path);
		return -1;
	}
	failed = write_image(image, file);
	if (fclose(file) != 0 || failed != 0) {
		perror(path);
		return -1;
	}
	return 0;
}

/* A process for each image: some take several seconds. */
static pid_t
start(const char *directory, const struct image *image)
{
	pid_t child = fork();

	if (child == 0)
		_exit(save(directory, image) == 0 ? 0 : 1);
	return child;
}

int
main(int argc, char **argv)
{
	int failed = 0, status;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("usage: draw DIRECTORY\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		failed |= start(argv[1], &images[i]) < 0;
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}
