// The numeric kernels of the DCGAN training step: an image or a group of them a call, one implementation per
// instruction set, chosen at run time.
//
// Activations are NHWC. A "panel" is a matrix [k][panel] of `panel` = 2 vectors of columns, the
// width of one register tile; a matrix [k][n] is packed as [n / panel][k][panel]. `void *` points to
// operands, the elements that products multiply: floats, or bfloat16 numbers in the bf16 table, where
// the generator's activations are operands too. Sums, parameters and gradients are floats. KERNELS.md
// beside this header explains the algorithms and the layouts.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  kernel_channels = 128,          // of both transposed convolutions
  kernel_phase_channels = 4 * kernel_channels,  // of the four output parities
  kernel_point_padding_bytes = 320,    // between transform points, against cache set conflicts
  kernel_padded_gradient_count = 5 * 18 * 40,  // words of the padded gradient images of the 7x7 kernel
  kernel_output_packed_count = 11 * (7 + 8) * kernel_channels,  // operands of the packed 7x7 kernel, at most
  kernel_row_sums_count = 14 * 28 * kernel_channels,  // operands of the sums of its input's rows
  kernel_dropout_floats = 14 * 14 * 64 + 7 * 7 * 64,  // multipliers of one image, both layers
  kernel_discriminator_parameters = 40705
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
typedef struct {
  TransposedGeometry geometry;

  // kernel [4][4][out][in]; transposed is scratch of the same size, filled by the first call.
  void (*transpose_weights)(const float *kernel, float *transposed, int32_t tap);
  // u [points][512 / panel][128][panel], u_transposed [points][128 / panel][512][panel]; `channel`,
  // even, and the next one are input channels of u and output channels of u_transposed.
  void (*transform_weights)(const float *kernel, const float *transposed, int32_t channel, void *u,
                            void *u_transposed);
  // x [images][size][size][128] -> v [points][128 / panel][panel_rows][panel].
  void (*transform_input)(const void *x, int32_t images, void *v);
  // y = LeakyReLU(transposed convolution + bias), [images][2 size][2 size][128].
  void (*forward)(const void *v, int32_t images, const void *u, const float *bias, float *products,
                  void *y);
  // dm [points][512 / panel][panel_rows][panel] from dy, through the LeakyReLU that gave y; adds to
  // dbias [128].
  void (*transform_gradient)(const void *y, const float *dy, int32_t images, void *dm, float *dbias);
  // `products` holds all 128 channels here, one panel of them in `forward`.
  void (*backward_data)(const void *dm, int32_t images, const void *u_transposed, float *products,
                        float *dx);
  // One transform point: du [points][128 / panel][512][panel] (+)= dm' v.
  void (*backward_weights)(const void *v, const void *dm, int32_t groups, int32_t images,
                           int32_t point, bool accumulate, void *scratch, float *du);
  // dkernel [4][4][out][in] (+)= the transform of du.
  void (*transform_weight_gradient)(const float *du, bool accumulate, float *dkernel);
} TransposedConvolutionKernels;

typedef struct {
  const float *conv1_kernel;      // [9][64]
  const float *conv1_transposed;  // panels [1][64][panel] (9 columns used; two panels if narrower)
  const float *conv1_bias;        // [64]
  const void *conv2_panels;       // [64 / panel][576][panel]
  const void *conv2_transposed;   // [576 / panel][64][panel]
  const float *conv2_bias;        // [64]
  const float *dense_kernel;      // [3136]
  float dense_bias;
} DiscriminatorWeights;

typedef struct {
  const char *name;       // "avx512bf16", "avx512", "avx2", "portable"
  int32_t panel;          // columns of a panel: two vectors
  size_t operand_bytes;   // 4, or 2 for bfloat16
  TransposedConvolutionKernels transposed[2];  // 7 -> 14 and 14 -> 28

  // Columns first ..< first + panel of kernel [inputs][outputs] -> one of the panels
  // [outputs / panel][inputs][panel].
  void (*dense_pack)(const float *kernel, int32_t inputs, int32_t outputs, int32_t first,
                     float *panels);
  // y[images][outputs] = LeakyReLU(z kernel + bias). Scratch: a panel row an image.
  void (*dense_forward)(const float *z, int32_t images, int32_t inputs, const float *panels,
                        const float *bias, int32_t outputs, float *scratch, void *y);
  // Adds columns first ..< first + panel of z' dy to dkernel, of the sum of dy to dbias.
  void (*dense_backward)(const float *z, int32_t images, int32_t inputs, const float *dy,
                         int32_t outputs, int32_t first, float *scratch, float *dkernel,
                         float *dbias);
  // gradient *= LeakyReLU'(x) by the sign of the output.
  void (*leaky_relu_backward)(const void *output, float *gradient, size_t count);

  // kernel [49][128] -> what the three passes of the 7x7 convolution read.
  void (*output_pack)(const float *kernel, void *packed);
  // One image: probabilities [28][28] = sigmoid(7x7 convolution of x [28][28][128] + bias); row_sums
  // [14][28][128] are sums of two rows of x.
  void (*output_forward)(const void *x, const void *packed, float bias, void *row_sums,
                         float *probabilities);
  // Through the sigmoid into zero-padded images of words; returns the bias gradient.
  float (*output_backward_sigmoid)(const float *probabilities, const float *gradient,
                                   void *padded);
  void (*output_backward_data)(const void *padded, const void *packed, float *dx);
  // Adds to dkernel [49][128]; row_sums from the forward pass.
  void (*output_backward_weights)(const void *x, const void *row_sums, const void *padded,
                                  float *dkernel);

  size_t discriminator_workspace_floats;
  void (*discriminator_pack)(const float *conv1_kernel, const float *conv2_kernel,
                             float *conv1_transposed, void *conv2_panels,
                             void *conv2_transposed);
  // One image; `keep` holds the dropout multipliers of both layers, or is NULL. Returns the logit.
  float (*discriminator_forward)(const float *image, const DiscriminatorWeights *weights,
                                 const float *keep, float *workspace);
  // After forward on the same workspace: adds to `gradients` (Keras's order and layouts, except
  // that conv2's kernel is in panels) and writes `image_gradient`, each unless NULL.
  void (*discriminator_backward)(const DiscriminatorWeights *weights, const float *keep,
                                 float logit_gradient, float *workspace, float *gradients,
                                 float *image_gradient);
  // panels [n / panel][k][panel] -> row-major [k][n].
  void (*unpack_panels)(const float *panels, int32_t rows, int32_t columns, float *matrix);

  // What the processor can do: at least `count` multiply-adds of operands in registers.
  float (*multiply_add_loop)(size_t count);

  // Kingma and Ba 2015 in Keras's form; `rate` includes the bias correction. Returns 0, or 1 when
  // a parameter or a second moment became infinite or not a number.
  int32_t (*adam_update)(float *parameters, const float *gradients, float *m, float *v,
                         size_t count, float rate, float beta1, float beta2, float epsilon);
  // sum[first ..< first + length] = the rows added in order; sum may be the first row.
  void (*sum_rows)(const float *rows, int32_t count, size_t row_stride, size_t first,
                   size_t length, float *sum);

  // Philox 4x32-10, counters (block, c1, c2, c3). 64 words a group of 16 blocks, word-planar:
  // words[64 g + 16 w + b] is word w of block 16 g + b.
  void (*philox)(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t first_group,
                 size_t groups, uint32_t *words);
  // Multipliers 0 (dropped) or 1 / (1 - rate) for `count` elements, a multiple of 64.
  void (*dropout)(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, size_t count, float rate,
                  float *keep);
} KernelTable;

// The widest set of floats this processor runs; the environment variable GAN_KERNELS (avx512, avx2,
// portable) names another one. NULL when that one is unknown or cannot run here.
const KernelTable *kernel_table(void);
// The set of bfloat16 operands, avx512bf16; NULL when this processor has none or GAN_KERNELS names
// another one.
const KernelTable *kernel_table_bf16(void);
// The sets by name; NULL when unknown or unable to run here.
const KernelTable *kernel_table_named(const char *name);

// Standard normal deviates by Box and Muller from the same word order; `count` a multiple of 64.
void normal_deviates(const uint32_t *words, size_t count, float *deviates);

// A pool of threads - 1 workers and the caller, for fixed work items: brief spin, then sleep.
typedef struct ThreadPool ThreadPool;
ThreadPool *thread_pool_create(int32_t threads);
void thread_pool_destroy(ThreadPool *pool);
void thread_pool_run(ThreadPool *pool, int32_t items,
                     void (*work)(void *context, int32_t item, int32_t thread), void *context);
