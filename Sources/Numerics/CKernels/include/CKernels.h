// The numeric kernels of the DCGAN training step: an image or a group of them a call, one implementation per
// instruction set, chosen at run time.
//
// Activations are NHWC. A "panel" is a matrix [k][panel] of `panel` = 32 columns; a matrix [k][n] is packed
// as [n / panel][k][panel]. `void *` points to operands, the elements that products multiply: floats, or
// bfloat16 numbers in the bf16 tables, where the generator's activations are operands too. Sums, parameters
// and gradients are floats. KERNELS.md beside this header explains the algorithms and the layouts.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  kernel_channels = 128,                        // of both transposed convolutions
  kernel_phase_channels = 4 * kernel_channels,  // of the four output parities
  kernel_point_padding_bytes = 320,             // between transform points, against cache set conflicts
  kernel_padded_gradient_count = 5 * 18 * 40,   // words of the padded gradient images of the 7x7 kernel
  kernel_output_packed_count = 11 * (7 + 8) * kernel_channels,  // operands of the packed 7x7 kernel, at most
  kernel_output_scratch_count = 14 * 28 * kernel_channels,      // floats, or operands, of its scratch
  kernel_most_shards = 16                                       // of a sum of the dense layer's gradient
};

// The shape of a transposed convolution and of its transformed data.
typedef struct {
  int32_t size;           // input height and width; the output is twice as large
  int32_t m;              // outputs of a tile in each direction: Winograd F(m x m, 2x2)
  int32_t group;          // most images of a call
  int32_t chunk;          // groups whose weight gradient is one product
  int32_t across, tiles;  // tiles in each direction, (size + 1) / m rounded up; in all, across^2
  int32_t points;         // transform points, (m + 1)^2
  int32_t panel_rows;     // rows of a panel of a group, tiles * group
  size_t scratch_bytes;   // of backward_weights
} TransposedGeometry;

// A 4x4, stride 2, `same` transposed convolution of 128 to 128 channels whose four output phases
// are computed together as one Winograd F(m x m, 2x2). A call takes a group of images; the weight
// gradient is the sum over several groups of equally many images, whose v and dm follow each other.
// kernel_point_padding_bytes lie between the points of v, dm, u, u_transposed and du.
typedef struct {
  TransposedGeometry geometry;

  // kernel [4][4][out][in]; transposed is scratch of the same size, filled by the first call.
  void (*transpose_weights)(const float *kernel, float *transposed, int32_t tap);
  // u [points][512 / panel][128][panel], u_transposed [points][128 / panel][512][panel]; `channel`,
  // even, and the next one are input channels of u and output channels of u_transposed, which may be
  // NULL where no backward pass follows.
  void (*transform_weights)(const float *kernel, const float *transposed, int32_t channel, void *u,
                            void *u_transposed);
  // x [images][size][size][128] -> v [points][128 / panel][panel_rows][panel].
  void (*transform_input)(const void *x, int32_t images, void *v);
  // y = LeakyReLU(transposed convolution + bias), [images][2 size][2 size][128].
  void (*forward)(const void *v, int32_t images, const void *u, const float *bias, float *products, void *y);
  // dm [points][512 / panel][panel_rows][panel] from dy, through the LeakyReLU that gave y, of one image,
  // number `image` of a group; adds to dbias [128].
  void (*transform_gradient)(const void *y, const float *dy, int32_t image, int32_t images, void *dm,
                             float *dbias);
  // `products` holds all 128 channels here, one panel of them in `forward`.
  void (*backward_data)(const void *dm, int32_t images, const void *u_transposed, float *products, float *dx);
  // One transform point: du [points][128 / panel][512][panel] (+)= dm' v.
  void (*backward_weights)(const void *v, const void *dm, int32_t groups, int32_t images, int32_t point,
                           bool accumulate, void *scratch, float *du);
  // dkernel [4][4][out][in] (+)= the transform of du.
  void (*transform_weight_gradient)(const float *du, bool accumulate, float *dkernel);
} TransposedConvolutionKernels;

// The shape of a convolution over square images, and what follows from it; see convolution.h.
typedef struct {
  int32_t size, channels, filters;  // of the input and of the output
  int32_t taps, stride;
  int32_t before;       // zero rows above and left of the input
  int32_t padded_size;  // rows of the input with all its zeros
  int32_t output_size;
  int32_t patch;          // taps * taps * channels
  int32_t patch_stride;   // patch, rounded up to panels
  int32_t filter_stride;  // filters, rounded up to panels
} ConvolutionShape;

// Where the pixels that an activation takes and gives lie; see activation.h.
typedef struct {
  int32_t rows, columns, channels;
  size_t x_stride;  // from pixel to pixel of what enters
  size_t y_row;     // from row to row of what leaves
} ActivationShape;

typedef struct {
  const char *name;                            // that of its source, kernels_<name>.c: "avx512", ...
  int32_t panel;                               // columns of a panel: 32
  size_t operand_bytes;                        // 4, or 2 for bfloat16
  TransposedConvolutionKernels transposed[2];  // 7 -> 14 and 14 -> 28

  // Columns first ..< first + panel of kernel [inputs][outputs] -> one of the panels
  // [outputs / panel][inputs][panel].
  void (*dense_pack)(const float *kernel, int32_t inputs, int32_t outputs, int32_t first, float *panels);
  // y[images][outputs] = LeakyReLU(z kernel + bias). Scratch: a panel row an image.
  void (*dense_forward)(const float *z, int32_t images, int32_t inputs, const float *panels,
                        const float *bias, int32_t outputs, float *scratch, void *y);
  // Columns first ..< first + panel of dkernel [inputs][outputs] (+)= z' dy and of dbias (+)= the sum of dy
  // over images, each the binary tree of `shards` shards, at most kernel_most_shards; shard s has the images
  // starts[s] ..< starts[s + 1]. Scratch: a panel row an image.
  void (*dense_backward)(const float *z, const int32_t *starts, int32_t shards, int32_t inputs,
                         const float *dy, int32_t outputs, int32_t first, bool accumulate, float *scratch,
                         float *dkernel, float *dbias);
  // gradient *= LeakyReLU'(x) by the sign of the output.
  void (*leaky_relu_backward)(const void *output, float *gradient, size_t count);

  // kernel [49][128] -> what the three passes of the 7x7 convolution read.
  void (*output_pack)(const float *kernel, void *packed);
  // One image: probabilities [28][28] = sigmoid(7x7 convolution of x [28][28][128] + bias); what it
  // leaves in `scratch` is for backward_weights of the same image.
  void (*output_forward)(const void *x, const void *packed, float bias, void *scratch, float *probabilities);
  // Through the sigmoid into zero-padded images; returns the bias gradient.
  float (*output_backward_sigmoid)(const float *probabilities, const float *gradient, void *padded);
  void (*output_backward_data)(const void *padded, const void *packed, float *dx);
  // Adds to dkernel [49][128].
  void (*output_backward_weights)(const void *x, const void *scratch, const void *padded, float *dkernel);

  // x [rows][length] as operands, y_row from row to row.
  void (*store_operands)(const float *x, size_t rows, size_t length, void *y, size_t y_row);
  // Convolution of one image: packed kernels, patches of the padded input, the three products; convolution.h.
  void (*convolution_pack)(const ConvolutionShape *shape, const float *kernel, void *panels,
                           void *transposed);
  void (*convolution_gather)(const ConvolutionShape *shape, const void *input, void *patches);
  void (*convolution_forward)(const ConvolutionShape *shape, const void *patches, const void *panels,
                              float *y);
  void (*convolution_backward_data)(const ConvolutionShape *shape, const void *delta, const void *transposed,
                                    float *patch_gradient, float *dx);
  void (*convolution_backward_weights)(const ConvolutionShape *shape, const void *patches, const void *delta,
                                       void *scratch, float *dkernel);
  // LeakyReLU and dropout of one image, and a dense layer to one output; activation.h.
  void (*activate)(const float *x, const ActivationShape *shape, const float *bias, const float *keep,
                   void *y);
  void (*activate_backward)(const float *dy, const void *y, const ActivationShape *shape, const float *keep,
                            void *delta, float *dbias);
  void (*activate_tangent)(const float *x, const void *y, const ActivationShape *shape, const float *keep,
                           void *t);
  float (*dense_unit_forward)(const void *x, const float *kernel, size_t inputs);
  void (*dense_unit_backward_data)(float dy, const float *kernel, size_t inputs, float *dx);
  void (*dense_unit_backward_weights)(float dy, const void *x, size_t inputs, float *dkernel);

  // What the processor can do: at least `count` multiply-adds of operands in registers.
  float (*multiply_add_loop)(size_t count);

  // Kingma and Ba 2015 in Keras's form; `rate` includes the bias correction. Returns
  // whether all parameters and second moments stayed finite.
  bool (*adam_update)(float *parameters, const float *gradients, float *m, float *v, size_t count, float rate,
                      float beta1, float beta2, float epsilon);
  // sum[0 ..< count] += other; count is a multiple of 16.
  void (*add)(float *sum, const float *other, size_t count);

  // Philox 4x32-10, counters (block, c1, c2, c3). 64 words a group of 16 blocks, word-planar:
  // words[64 g + 16 w + b] is word w of block 16 g + b.
  void (*philox)(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t first_group, size_t groups,
                 uint32_t *words);
  // Multipliers 0 (dropped) or 1 / (1 - rate) for `count` elements, a multiple of 64.
  void (*dropout)(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, size_t count, float rate, float *keep);
} KernelTable;

// The sets that this processor runs, the widest first; NULL behind the last one.
const KernelTable *kernel_table_at(int32_t index);
// The one of that name; NULL when it is unknown or cannot run here.
const KernelTable *kernel_table_named(const char *name);
// The widest set of floats this processor runs, or the one that the environment variable GAN_KERNELS names;
// NULL when that one is unknown, cannot run here or has other operands.
const KernelTable *kernel_table(void);
// The same of bfloat16 operands; NULL also when this processor has none.
const KernelTable *kernel_table_bf16(void);

// Standard normal deviates by Box and Muller from the same word order; `count` a multiple of 64.
void normal_deviates(const uint32_t *words, size_t count, float *deviates);

// A pool of threads - 1 workers and the caller, for fixed work items: brief spin, then sleep.
typedef struct ThreadPool ThreadPool;
ThreadPool *thread_pool_create(int32_t threads);
void thread_pool_destroy(ThreadPool *pool);
void thread_pool_run(ThreadPool *pool, int32_t items,
                     void (*work)(void *context, int32_t item, int32_t thread), void *context);
