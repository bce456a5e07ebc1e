// What every call shares: the end of a failed one, and the release of a successful one.
#include <stdlib.h>
#include <string.h>

#include "shim.h"

void png_shim_fail(png_structp png, png_const_charp message) {
  PNGShimResult *result = png_get_error_ptr(png);
  strncpy(result->message, message, png_shim_message_size - 1);
  png_longjmp(png, 1);
}

void png_shim_ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

void png_shim_release(PNGShimResult *result) {
  free(result->bytes);
  result->bytes = NULL;
  result->count = result->capacity = 0;
}
