// Writing through libpng into memory.
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "shim.h"

static void append(png_structp png, png_bytep bytes, size_t count) {
  PNGShimResult *result = png_get_io_ptr(png);
  if (count > SIZE_MAX / 2 - result->count) png_error(png, "out of memory");
  if (result->count + count > result->capacity) {
    const size_t capacity = 2 * (result->count + count);
    uint8_t *larger = realloc(result->bytes, capacity);
    if (!larger) png_error(png, "out of memory");
    result->bytes = larger;
    result->capacity = capacity;
  }
  memcpy(result->bytes + result->count, bytes, count);
  result->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

// NULL, with a message, when there is no memory.
static png_structp create_writer(PNGShimResult *result) {
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, result, png_shim_fail, png_shim_ignore_warning);
  if (png) {
    png_set_write_fn(png, result, append, flush_nothing);
  } else if (!result->message[0]) {
    strcpy(result->message, "out of memory");
  }
  return png;
}

// How pixels are filtered and packed: fixed rather than left to the library's defaults, for equal bytes.
typedef struct {
  int level, strategy, filters;
} Compression;

// Digits with sharp edges, enlarged, are runs once they are filtered; and so are charts.
static const Compression as_runs = {9, Z_RLE, PNG_ALL_FILTERS};
// Smooth ones that are much alike, as after little training, are found again unfiltered. Level 9 takes
// up to twice as long, for 1 to 5 % less.
static const Compression as_repetitions = {8, Z_DEFAULT_STRATEGY, PNG_FILTER_NONE};

typedef struct {
  const uint8_t *pixels;
  uint32_t width, height;
  int colour_type;
} Pixels;

static bool encode(const Pixels *pixels, const Compression *compression, PNGShimResult *result) {
  png_structp png = create_writer(result);
  if (!png) return false;
  png_infop info = png_create_info_struct(png);
  volatile bool done = false;
  if (setjmp(png_jmpbuf(png)) == 0) {
    if (!info) png_error(png, "out of memory");
    png_set_user_limits(png, png_shim_largest_side, png_shim_largest_side);
    png_set_compression_level(png, compression->level);
    png_set_compression_mem_level(png, 9);
    png_set_compression_strategy(png, compression->strategy);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, compression->filters);
    png_set_IHDR(png, info, pixels->width, pixels->height, 8, pixels->colour_type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const size_t row_size = (size_t)pixels->width * png_get_channels(png, info);
    for (uint32_t row = 0; row < pixels->height; row++) {
      png_write_row(png, pixels->pixels + row * row_size);
    }
    png_write_end(png, NULL);
    done = true;
  }
  png_destroy_write_struct(&png, &info);
  if (!done) png_shim_release(result);
  return done;
}

// Bytes that a picture takes; most of all where it cannot be written.
static size_t packed_size(const Pixels *pixels, const Compression *compression) {
  PNGShimResult result = {0};
  if (!encode(pixels, compression, &result)) return SIZE_MAX;
  const size_t count = result.count;
  png_shim_release(&result);
  return count;
}

// What packs the middle quarter of the rows better is taken for all: trying both on all rows would take
// several times as long.
static bool encode_small(const Pixels *pixels, PNGShimResult *result) {
  Pixels middle = *pixels;
  middle.height = (pixels->height + 3) / 4;
  const size_t channels = pixels->colour_type == PNG_COLOR_TYPE_GRAY ? 1 : 3;
  middle.pixels += (pixels->height - middle.height) / 2 * channels * pixels->width;
  const bool repeats = packed_size(&middle, &as_repetitions) < packed_size(&middle, &as_runs);
  return encode(pixels, repeats ? &as_repetitions : &as_runs, result);
}

bool png_shim_encode_gray(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result) {
  const Pixels gray = {pixels, width, height, PNG_COLOR_TYPE_GRAY};
  return encode_small(&gray, result);
}

bool png_shim_encode_colour(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result) {
  const Pixels colours = {pixels, width, height, PNG_COLOR_TYPE_RGB};
  return encode_small(&colours, result);
}

bool png_shim_write_chunks(const PNGShimChunk *chunks, size_t count, const uint8_t *data,
                           PNGShimResult *result) {
  png_structp png = create_writer(result);
  if (!png) return false;
  volatile bool done = false;
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_write_sig(png);
    size_t offset = 0;
    for (size_t i = 0; i < count; i++) {
      png_write_chunk(png, chunks[i].type, data + offset, chunks[i].count);
      offset += chunks[i].count;
    }
    done = true;
  }
  png_destroy_write_struct(&png, NULL);
  if (!done) png_shim_release(result);
  return done;
}
