// The discriminator on one image: two 3x3, stride 2, `same` convolutions (zero padding 0 above and
// left, 1 below and right) as products with patch matrices, and a dense layer.
#define FILTERS 64
#define PATCH1 9
#define PATCH2 (9 * FILTERS)
#define SIZE1 14
#define SIZE2 7
#define COUNT1 (SIZE1 * SIZE1 * FILTERS)
#define COUNT2 (SIZE2 * SIZE2 * FILTERS)
#define PADDED1 (SIZE1 + 1)

// Offsets into the workspace of one image.
enum {
  at_patches1 = 0,                                      // [196][16], 9 columns used
  at_activations1 = at_patches1 + SIZE1 * SIZE1 * 16,   // [15][15][64], zero last row and column
  at_patches2 = at_activations1 + PADDED1 * PADDED1 * FILTERS,  // [49][576]
  at_activations2 = at_patches2 + SIZE2 * SIZE2 * PATCH2,       // [49][64]
  at_gradient2 = at_activations2 + COUNT2,              // [49][64]
  at_gradient2_panels = at_gradient2 + COUNT2,          // [64 / PANEL][49][PANEL]
  at_patch_gradient = at_gradient2_panels + COUNT2,     // [49][576], then [196][32]
  at_gradient1 = at_patch_gradient + SIZE2 * SIZE2 * PATCH2,  // [15][15][64]
  discriminator_workspace = at_gradient1 + PADDED1 * PADDED1 * FILTERS
};
// Offsets into the gradients, in Keras's order.
enum {
  at_conv1_kernel = 0,
  at_conv1_bias = PATCH1 * FILTERS,
  at_conv2_kernel = at_conv1_bias + FILTERS,
  at_conv2_bias = at_conv2_kernel + PATCH2 * FILTERS,
  at_dense_kernel = at_conv2_bias + FILTERS,
  at_dense_bias = at_dense_kernel + COUNT2
};
#define IMAGE_PANELS ((16 + PANEL - 1) / PANEL)  // panels that hold the 9 taps of conv1

NOINLINE void discriminator_pack(const float *conv1_kernel, const float *conv2_kernel,
                                 float *conv1_transposed, float *conv2_panels,
                                 float *conv2_transposed) {
  memset(conv1_transposed, 0, sizeof(float) * FILTERS * PANEL * IMAGE_PANELS);
  for (int t = 0; t < PATCH1; t++)
    for (int f = 0; f < FILTERS; f++)
      conv1_transposed[((t / PANEL) * FILTERS + f) * PANEL + t % PANEL] = conv1_kernel[t * FILTERS + f];
  for (int k = 0; k < PATCH2; k++)
    for (int f = 0; f < FILTERS; f++) {
      const float w = conv2_kernel[k * FILTERS + f];
      conv2_panels[((f / PANEL) * PATCH2 + k) * PANEL + f % PANEL] = w;
      conv2_transposed[((k / PANEL) * FILTERS + f) * PANEL + k % PANEL] = w;
    }
}

NOINLINE void unpack_panels(const float *panels, int32_t rows, int32_t columns, float *matrix) {
  for (int column = 0; column < columns; column += PANEL)
    for (int row = 0; row < rows; row++)
      memcpy(matrix + row * columns + column, panels + ((size_t)column * (size_t)rows + (size_t)row * PANEL),
             sizeof(float) * PANEL);
}

// x = LeakyReLU(x + bias) times the dropout multipliers.
INLINE void activate(float *x, const float *bias, const float *keep) {
  for (int f = 0; f < FILTERS; f += LANES) {
    vec a = leaky_relu(load(x + f) + load(bias + f));
    store(x + f, keep ? a * load(keep + f) : a);
  }
}

NOINLINE float discriminator_forward(const float *image, const DiscriminatorWeights *weights,
                                     const float *keep, float *workspace) {
  float *patches1 = workspace + at_patches1, *activations1 = workspace + at_activations1;
  float *patches2 = workspace + at_patches2, *activations2 = workspace + at_activations2;
  for (int y = 0; y < SIZE1; y++)
    for (int x = 0; x < SIZE1; x++)
      for (int t = 0; t < PATCH1; t++) {
        const int row = 2 * y + t / 3, column = 2 * x + t % 3;
        patches1[(y * SIZE1 + x) * 16 + t] =
            row < 28 && column < 28 ? image[row * 28 + column] : 0;
      }
  memset(activations1, 0, sizeof(float) * PADDED1 * PADDED1 * FILTERS);
  for (int y = 0; y < SIZE1; y++) {
    float *row = activations1 + y * PADDED1 * FILTERS;
    const Rows a = {patches1 + y * SIZE1 * 16, 16, 1, 0, 1, PATCH1};
    for (int f = 0; f < FILTERS; f += PANEL)
      multiply_panel(SIZE1, a, weights->conv1_kernel + f, FILTERS, row + f, FILTERS, 0);
    for (int x = 0; x < SIZE1; x++)
      activate(row + x * FILTERS, weights->conv1_bias,
               keep ? keep + (y * SIZE1 + x) * FILTERS : NULL);
  }
  for (int y = 0; y < SIZE2; y++)
    for (int x = 0; x < SIZE2; x++)
      for (int ky = 0; ky < 3; ky++)
        memcpy(patches2 + (y * SIZE2 + x) * PATCH2 + ky * 3 * FILTERS,
               activations1 + ((2 * y + ky) * PADDED1 + 2 * x) * FILTERS,
               sizeof(float) * 3 * FILTERS);
  const Rows a = {patches2, PATCH2, 1, 0, 1, PATCH2};
  for (int f = 0; f < FILTERS; f += PANEL)
    multiply_panel(SIZE2 * SIZE2, a, weights->conv2_panels + f * PATCH2, PANEL, activations2 + f,
                   FILTERS, 0);
  vec sum = splat(0);
  for (int i = 0; i < COUNT2; i += FILTERS) {
    activate(activations2 + i, weights->conv2_bias, keep ? keep + COUNT1 + i : NULL);
    for (int f = 0; f < FILTERS; f += LANES)
      sum += load(activations2 + i + f) * load(weights->dense_kernel + i + f);
  }
  return add_lanes(sum) + weights->dense_bias;
}

// gradient *= dropout multiplier times LeakyReLU', over 64 channels; adds to the bias gradient.
INLINE void activate_backward(const float *activations, const float *keep, float *gradient,
                              float *dbias) {
  for (int f = 0; f < FILTERS; f += LANES) {
    vec d = load(gradient + f) * leaky_relu_slope(load(activations + f));
    if (keep) d *= load(keep + f);
    store(gradient + f, d);
    if (dbias) store(dbias + f, load(dbias + f) + d);
  }
}

// From the gradient of conv2's pre-activations to that of conv1's activations, [15][15][64].
INLINE void conv2_backward_data(const DiscriminatorWeights *weights, float *workspace) {
  float *patch_gradient = workspace + at_patch_gradient, *gradient1 = workspace + at_gradient1;
  const Rows a = {workspace + at_gradient2, FILTERS, 1, 0, 1, FILTERS};
  for (int k = 0; k < PATCH2; k += PANEL)
    multiply_panel(SIZE2 * SIZE2, a, weights->conv2_transposed + k * FILTERS, PANEL,
                   patch_gradient + k, PATCH2, 0);
  memset(gradient1, 0, sizeof(float) * PADDED1 * PADDED1 * FILTERS);
  for (int y = 0; y < SIZE2; y++)
    for (int x = 0; x < SIZE2; x++)
      for (int ky = 0; ky < 3; ky++) {
        const float *from = patch_gradient + (y * SIZE2 + x) * PATCH2 + ky * 3 * FILTERS;
        float *to = gradient1 + ((2 * y + ky) * PADDED1 + 2 * x) * FILTERS;
        for (int i = 0; i < 3 * FILTERS; i += LANES) store(to + i, load(to + i) + load(from + i));
      }
}

INLINE void conv2_backward_weights(float *workspace, float *dkernel) {
  float *panels = workspace + at_gradient2_panels;
  for (int i = 0; i < SIZE2 * SIZE2; i++)
    for (int f = 0; f < FILTERS; f += LANES)
      store(panels + ((f / PANEL) * SIZE2 * SIZE2 + i) * PANEL + f % PANEL,
            load(workspace + at_gradient2 + i * FILTERS + f));
  const Rows a = {workspace + at_patches2, 1, PATCH2, 0, 1, SIZE2 * SIZE2};
  for (int f = 0; f < FILTERS; f += PANEL)
    multiply_panel(PATCH2, a, panels + f * SIZE2 * SIZE2, PANEL, dkernel + f * PATCH2, PANEL, 1);
}

// Writes the image's gradient from that of conv1's pre-activations.
INLINE void conv1_backward_data(const DiscriminatorWeights *weights, float *workspace,
                                float *image_gradient) {
  float *taps = workspace + at_patch_gradient;
  memset(image_gradient, 0, sizeof(float) * 28 * 28);
  for (int y = 0; y < SIZE1; y++) {
    const Rows a = {workspace + at_gradient1 + y * PADDED1 * FILTERS, FILTERS, 1, 0, 1, FILTERS};
    for (int p = 0; p < IMAGE_PANELS; p++)
      multiply_panel(SIZE1, a, weights->conv1_transposed + p * FILTERS * PANEL, PANEL,
                     taps + p * PANEL, IMAGE_PANELS * PANEL, 0);
    for (int x = 0; x < SIZE1; x++)
      for (int t = 0; t < PATCH1; t++) {
        const int row = 2 * y + t / 3, column = 2 * x + t % 3;
        if (row < 28 && column < 28)
          image_gradient[row * 28 + column] += taps[x * IMAGE_PANELS * PANEL + t];
      }
  }
}

NOINLINE void discriminator_backward(const DiscriminatorWeights *weights, const float *keep,
                                     float logit_gradient, float *workspace, float *gradients,
                                     float *image_gradient) {
  float *gradient1 = workspace + at_gradient1, *gradient2 = workspace + at_gradient2;
  const float *activations1 = workspace + at_activations1;
  const float *activations2 = workspace + at_activations2;
  for (int i = 0; i < COUNT2; i += FILTERS) {
    for (int f = i; f < i + FILTERS; f += LANES) {
      store(gradient2 + f, logit_gradient * load(weights->dense_kernel + f));
      if (!gradients) continue;
      float *to = gradients + at_dense_kernel + f;
      store(to, load(to) + logit_gradient * load(activations2 + f));
    }
    activate_backward(activations2 + i, keep ? keep + COUNT1 + i : NULL, gradient2 + i,
                      gradients ? gradients + at_conv2_bias : NULL);
  }
  conv2_backward_data(weights, workspace);
  for (int y = 0; y < SIZE1; y++)
    for (int x = 0; x < SIZE1; x++) {
      const int at = (y * PADDED1 + x) * FILTERS;
      activate_backward(activations1 + at, keep ? keep + (y * SIZE1 + x) * FILTERS : NULL,
                        gradient1 + at, gradients ? gradients + at_conv1_bias : NULL);
    }
  if (gradients) {
    gradients[at_dense_bias] += logit_gradient;
    conv2_backward_weights(workspace, gradients + at_conv2_kernel);
    for (int y = 0; y < SIZE1; y++) {
      const Rows a = {workspace + at_patches1 + y * SIZE1 * 16, 1, 16, 0, 1, SIZE1};
      for (int f = 0; f < FILTERS; f += PANEL)
        multiply_panel(PATCH1, a, gradient1 + y * PADDED1 * FILTERS + f, FILTERS,
                       gradients + at_conv1_kernel + f, FILTERS, 1);
    }
  }
  if (image_gradient) conv1_backward_data(weights, workspace, image_gradient);
}
