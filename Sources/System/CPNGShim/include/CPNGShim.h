// libpng calls that end in a result instead of a longjmp.
//
// libpng reports errors by longjmp, which must not cross Swift frames; so each function here is a
// whole piece of work with its own setjmp.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  png_shim_largest_side = 16384,  // pixels, written or read
  png_shim_message_size = 128,    // bytes, with the final zero
};

// What a call made; start from all zeros. After success `bytes` belongs to the caller until
// `png_shim_release`. After failure there are no bytes, and `message` is one line.
typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
  uint32_t width, height;  // set by those that decode
  char message[png_shim_message_size];
} PNGShimResult;

// A chunk to write: its four letters, and how much of the data is its own.
typedef struct {
  uint8_t type[4];
  uint32_t count;
} PNGShimChunk;

// A PNG of 8-bit grey pixels, row-major [height][width], without ancillary chunks. Equal pixels
// give equal bytes with the same libpng and zlib.
bool png_shim_encode_gray(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result);

// The same of 8-bit red, green and blue, [height][width][3].
bool png_shim_encode_colour(const uint8_t *pixels, uint32_t width, uint32_t height, PNGShimResult *result);

// The signature and the given chunks with their lengths and CRCs; `data` holds the contents of all
// chunks one after the other.
bool png_shim_write_chunks(const PNGShimChunk *chunks, size_t count, const uint8_t *data,
                           PNGShimResult *result);

// The pixels of a PNG that is 8-bit grey and not interlaced, with its size. Ancillary chunks are
// skipped, but their CRCs checked; bytes after the end are an error.
bool png_shim_decode_gray(const uint8_t *bytes, size_t count, PNGShimResult *result);

// The pixels of a PNG that is grey in any way of at most 8 bits a channel: also as colours that are
// equal, from a palette, or with an alpha channel that hides nothing.
bool png_shim_decode_any_gray(const uint8_t *bytes, size_t count, PNGShimResult *result);

void png_shim_release(PNGShimResult *result);
