// The callbacks that libpng calls on its way through a PNGShimResult.
#pragma once
#include <png.h>

#include "CPNGShim.h"

// Keeps the message and jumps back to the call's setjmp.
PNG_NORETURN void png_shim_fail(png_structp png, png_const_charp message);

// Warnings are about what the shim does not use.
void png_shim_ignore_warning(png_structp png, png_const_charp message);
