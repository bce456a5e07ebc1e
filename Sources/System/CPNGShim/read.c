// Reading through libpng from memory.
#include <stdlib.h>
#include <string.h>

#include "shim.h"

typedef struct {
  const uint8_t *bytes;
  size_t count;
} Rest;

static void take(png_structp png, png_bytep bytes, size_t count) {
  Rest *rest = png_get_io_ptr(png);
  if (count > rest->count) png_error(png, "it ends early");
  memcpy(bytes, rest->bytes, count);
  rest->bytes += count;
  rest->count -= count;
}

// Whatever is not exactly what was written is an error, and no chunk but the pixels' is stored.
static void set_strictness(png_structp png, size_t file_size) {
  png_set_user_limits(png, png_shim_largest_side, png_shim_largest_side);
  png_set_chunk_malloc_max(png, file_size);
  png_set_chunk_cache_max(png, 1);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(png, 0);
}

// Makes room for the pixels, and for `extra` bytes behind them.
static void make_room(png_structp png, png_infop info, size_t file_size, size_t extra,
                      PNGShimResult *result) {
  if (png_get_interlace_type(png, info) != PNG_INTERLACE_NONE) png_error(png, "it is interlaced");
  result->width = png_get_image_width(png, info);
  result->height = png_get_image_height(png, info);
  result->count = (size_t)result->width * result->height;
  // Before there is memory for the pixels: zlib packs at most 1032 bytes into one.
  size_t pixels_per_byte = 8 / png_get_bit_depth(png, info);
  if (result->count / pixels_per_byte / 1032 > file_size) png_error(png, "it is too short for its size");
  result->bytes = malloc(result->count + extra);
  if (!result->bytes) png_error(png, "out of memory");
}

static void read_gray(png_structp png, png_infop info, size_t file_size, PNGShimResult *result) {
  png_read_info(png, info);
  if (png_get_color_type(png, info) != PNG_COLOR_TYPE_GRAY || png_get_bit_depth(png, info) != 8) {
    png_error(png, "it is not 8-bit grey");
  }
  make_room(png, info, file_size, 0, result);
  for (uint32_t row = 0; row < result->height; row++) {
    png_read_row(png, result->bytes + (size_t)row * result->width, NULL);
  }
  png_read_end(png, NULL);
}

// The channels of a row become one, when they say the same and nothing is transparent.
static void merge_channels(png_structp png, const uint8_t *row, int channels, uint32_t width, uint8_t *gray) {
  int colours = channels < 3 ? 1 : 3;
  for (uint32_t column = 0; column < width; column++, row += channels) {
    for (int colour = 1; colour < colours; colour++) {
      if (row[colour] != row[0]) png_error(png, "it has colours");
    }
    if (channels > colours && row[colours] != 255) png_error(png, "it is transparent");
    gray[column] = row[0];
  }
}

static void read_any_gray(png_structp png, png_infop info, size_t file_size, PNGShimResult *result) {
  png_set_benign_errors(png, 1);
  png_read_info(png, info);
  if (png_get_bit_depth(png, info) > 8) png_error(png, "it has more than 8 bits");
  make_room(png, info, file_size, (size_t)png_get_image_width(png, info) * 4, result);
  png_set_expand(png);
  png_read_update_info(png, info);
  int channels = png_get_channels(png, info);
  uint8_t *row = result->bytes + result->count;
  for (uint32_t index = 0; index < result->height; index++) {
    png_read_row(png, row, NULL);
    merge_channels(png, row, channels, result->width, result->bytes + (size_t)index * result->width);
  }
  png_read_end(png, NULL);
}

typedef void (*Reading)(png_structp png, png_infop info, size_t file_size, PNGShimResult *result);

static bool decode(const uint8_t *bytes, size_t count, Reading read, PNGShimResult *result) {
  Rest rest = {bytes, count};
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, result, png_shim_fail, png_shim_ignore_warning);
  if (!png) {
    if (!result->message[0]) strcpy(result->message, "out of memory");
    return false;
  }
  png_infop info = png_create_info_struct(png);
  volatile bool done = false;
  if (setjmp(png_jmpbuf(png)) == 0) {
    if (!info) png_error(png, "out of memory");
    png_set_read_fn(png, &rest, take);
    set_strictness(png, count);
    read(png, info, count, result);
    if (rest.count > 0) png_error(png, "bytes follow its end");
    done = true;
  }
  png_destroy_read_struct(&png, &info, NULL);
  if (!done) png_shim_release(result);
  return done;
}

bool png_shim_decode_gray(const uint8_t *bytes, size_t count, PNGShimResult *result) {
  return decode(bytes, count, read_gray, result);
}

bool png_shim_decode_any_gray(const uint8_t *bytes, size_t count, PNGShimResult *result) {
  return decode(bytes, count, read_any_gray, result);
}
