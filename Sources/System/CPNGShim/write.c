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

// Fixed rather than left to the library's defaults, for equal bytes. Of the strategies and filters
// these make a grid of digits smallest: scaled up, its rows are runs.
static void set_compression(png_structp png) {
  png_set_compression_level(png, 9);
  png_set_compression_mem_level(png, 9);
  png_set_compression_strategy(png, Z_RLE);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
}

static bool encode(const uint8_t *pixels, uint32_t width, uint32_t height, int colour_type,
                   PNGShimResult *result) {
  png_structp png = create_writer(result);
  if (!png) return false;
  png_infop info = png_create_info_struct(png);
  volatile bool done = false;
  if (setjmp(png_jmpbuf(png)) == 0) {
    if (!info) png_error(png, "out of memory");
    png_set_user_limits(png, png_shim_largest_side, png_shim_largest_side);
    set_compression(png);
    png_set_IHDR(png, info, width, height, 8, colour_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const size_t row_size = (size_t)width * png_get_channels(png, info);
    for (uint32_t row = 0; row < height; row++) {
      png_write_row(png, pixels + row * row_size);
    }
    png_write_end(png, NULL);
    done = true;
  }
  png_destroy_write_struct(&png, &info);
  if (!done) png_shim_release(result);
  return done;
}

bool png_shim_encode_gray(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result) {
  return encode(pixels, width, height, PNG_COLOR_TYPE_GRAY, result);
}

bool png_shim_encode_colour(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result) {
  return encode(pixels, width, height, PNG_COLOR_TYPE_RGB, result);
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
