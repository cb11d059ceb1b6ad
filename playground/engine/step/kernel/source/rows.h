/* Along rows and columns: sums, norms, softmax, losses, batch norm and layer norm; and copies between layouts. */

/* the sum of n numbers: 8 partial sums for some hundred at a time, those added up in double */
INLINE double sum_of(const float *a, int32_t n) {
    double total = 0.0;
    int32_t i = 0;
    while (i + 8 <= n) {
        const int32_t end = n - i > 512 ? i + 512 : i + ((n - i) & ~7);
        v8 part = splat(0.0f);
        for (; i < end; i += 8) part = PLUS(part, load(a + i));
        float each[8];
        store(each, part);
        total += (double)((each[0] + each[1]) + (each[2] + each[3])) + (double)((each[4] + each[5]) + (each[6] + each[7]));
    }
    float last = 0.0f;
    for (; i < n; i++) last += a[i];
    return total + (double)last;
}

INLINE double sum_of_products(const float *a, const float *b, int32_t n) {
    double total = 0.0;
    int32_t i = 0;
    while (i + 8 <= n) {
        const int32_t end = n - i > 512 ? i + 512 : i + ((n - i) & ~7);
        v8 part = splat(0.0f);
        for (; i < end; i += 8) part = PLUS_PRODUCT(part, load(a + i), load(b + i));
        float each[8];
        store(each, part);
        total += (double)((each[0] + each[1]) + (each[2] + each[3])) + (double)((each[4] + each[5]) + (each[6] + each[7]));
    }
    float last = 0.0f;
    for (; i < n; i++) last += a[i] * b[i];
    return total + (double)last;
}

/* o[i] = s0 times the sum of row i of a (n, size[0]) */
static void sum_in_rows(const Op *op, const Here *here) {
    (void)here;
    for (int32_t i = 0; i < op->n; i++)
        op->o[i] = (float)sum_of(op->a + (int64_t)i * op->size[0], op->size[0]) * op->s[0];
}

/* o[0] = the root of the sum of the squares of n numbers */
static void norm(const Op *op, const Here *here) {
    (void)here;
    op->o[0] = (float)sqrt(sum_of_products(op->a, op->a, op->n));
}

INLINE float greatest(const float *a, int32_t n) {
    float most = a[0];
    for (int32_t j = 1; j < n; j++) most = a[j] > most || a[j] != a[j] ? a[j] : most;
    return most;
}

/* along rows of size[0]: o = e^(a - max) over its sum; n rows */
static void softmax(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    const int64_t all = (int64_t)op->n * wide;
    float *const o = op->o;
    (void)here;
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide;
        const float most = greatest(a, wide);
        for (int32_t j = 0; j < wide; j++) o[(int64_t)i * wide + j] = a[j] - most;
    }
    EACH for (int64_t i = 0; i < ((all + 7) & ~7); i++) o[i] = exp_of(o[i]);
    for (int32_t i = 0; i < op->n; i++) {
        float *const row = o + (int64_t)i * wide;
        const float share = 1.0f / (float)sum_of(row, wide);
        for (int32_t j = 0; j < wide; j++) row[j] *= share;
    }
}

/* o = a - max - log of the sum of e^(a - max); d is scratch of the size of o */
static void log_softmax(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    const int64_t all = (int64_t)op->n * wide;
    float *const o = op->o, *const power = op->d;
    (void)here;
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide;
        const float most = greatest(a, wide);
        for (int32_t j = 0; j < wide; j++) o[(int64_t)i * wide + j] = a[j] - most;
    }
    EACH for (int64_t i = 0; i < ((all + 7) & ~7); i++) power[i] = exp_of(o[i]);
    for (int32_t i = 0; i < op->n; i++) {
        float *const row = o + (int64_t)i * wide;
        const float whole = log_of((float)sum_of(power + (int64_t)i * wide, wide));
        for (int32_t j = 0; j < wide; j++) row[j] -= whole;
    }
}

/* a: gradient by the result b; o = b (a - sum of a b) */
static void softmax_backward(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    (void)here;
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide, *const b = op->b + (int64_t)i * wide;
        float *const o = op->o + (int64_t)i * wide;
        const float sum = (float)sum_of_products(a, b, wide);
        for (int32_t j = 0; j < wide; j++) o[j] = b[j] * (a[j] - sum);
    }
}

/* a: gradient by the result b; o = a - e^b times the sum of a; d is scratch of the size of o */
static void log_softmax_backward(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    const int64_t all = (int64_t)op->n * wide;
    float *const power = op->d;
    const float *const b = op->b;
    (void)here;
    EACH for (int64_t i = 0; i < ((all + 7) & ~7); i++) power[i] = exp_of(b[i]);
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide;
        float *const o = op->o + (int64_t)i * wide;
        const float sum = (float)sum_of(a, wide);
        for (int32_t j = 0; j < wide; j++) o[j] = a[j] - power[(int64_t)i * wide + j] * sum;
    }
}

/* o[0] = -s0 times the sum of a[i, class b[i]], rows of size[0]; d[0], where wanted, is the number of rows */
static void class_loss(const Op *op, const Here *here) {
    double sum = 0.0;
    (void)here;
    for (int32_t i = 0; i < op->n; i++) sum += (double)op->a[(int64_t)i * op->size[0] + (int32_t)op->b[i]];
    op->o[0] = (float)(-sum * (double)op->s[0]);
    if (op->d) op->d[0] = (float)op->n;
}

/* o = 0 but -s0 a[0] at the class b[i] of each row */
static void class_loss_backward(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    const float each = -op->s[0] * op->a[0];
    (void)here;
    memset(op->o, 0, (size_t)op->n * (size_t)wide * sizeof(float));
    for (int32_t i = 0; i < op->n; i++) op->o[(int64_t)i * wide + (int32_t)op->b[i]] = each;
}

/* o[i, number b[i]] = s0 for the n rows of size[0] */
static void put_at(const Op *op, const Here *here) {
    (void)here;
    for (int32_t i = 0; i < op->n; i++) op->o[(int64_t)i * op->size[0] + (int32_t)op->b[i]] = op->s[0];
}

/* a (n, size[0]) by columns; b, c: scale and shift, or null; training (size[1]): d, e get mean and 1 / root of variance,
 * f, g are running averages that take a share s0 of the new; else f, g are used. s1 is epsilon. */
static void batch_norm(const Op *op, const Here *here) {
    const int32_t rows = op->n, wide = op->size[0];
    float *const mean = op->d, *const root = op->e;
    (void)here;
    for (int32_t j = 0; j < wide; j++) {
        const float *const a = op->a + j;
        float middle, inverse;
        if (op->size[1]) {
            double sum = 0.0, squares = 0.0;
            for (int32_t i = 0; i < rows; i++) sum += (double)a[(int64_t)i * wide];
            const double average = sum / rows;
            for (int32_t i = 0; i < rows; i++) {
                const double distance = (double)a[(int64_t)i * wide] - average;
                squares += distance * distance;
            }
            middle = (float)average;
            inverse = (float)(1.0 / sqrt(squares / rows + (double)op->s[1]));
            mean[j] = middle;
            root[j] = inverse;
            if (op->f) op->f[j] = op->s[0] * middle + (1.0f - op->s[0]) * op->f[j];
            if (op->g) op->g[j] = op->s[0] * (float)(squares / (rows - 1)) + (1.0f - op->s[0]) * op->g[j];
        } else {
            middle = op->f[j];
            inverse = 1.0f / sqrtf(op->g[j] + op->s[1]);
        }
        const float scale = op->b ? inverse * op->b[j] : inverse, shift = op->c ? op->c[j] : 0.0f;
        float *const o = op->o + j;
        for (int32_t i = 0; i < rows; i++) o[(int64_t)i * wide] = (a[(int64_t)i * wide] - middle) * scale + shift;
    }
}

/* a: gradient; b: what was normalized (n, size[0]); c: scale or null; d, e: mean and 1 / root, or where size[1] is 0 the
 * running averages; o: gradient by b; f, g: by scale and shift */
static void batch_norm_backward(const Op *op, const Here *here) {
    const int32_t rows = op->n, wide = op->size[0];
    (void)here;
    for (int32_t j = 0; j < wide; j++) {
        const float *const a = op->a + j, *const b = op->b + j;
        const float mean = op->d[j], root = op->size[1] ? op->e[j] : 1.0f / sqrtf(op->e[j] + op->s[1]);
        double sum = 0.0, product = 0.0;
        for (int32_t i = 0; i < rows; i++) {
            sum += (double)a[(int64_t)i * wide];
            product += (double)a[(int64_t)i * wide] * (double)(b[(int64_t)i * wide] - mean);
        }
        const float scale = op->c ? root * op->c[j] : root;
        if (op->f) op->f[j] = (float)product * root;
        if (op->g) op->g[j] = (float)sum;
        if (!op->o) continue;
        float *const o = op->o + j;
        const float shift = op->size[1] ? (float)(sum / rows) : 0.0f;
        const float turn = op->size[1] ? (float)(product / rows) * root * root : 0.0f;
        for (int32_t i = 0; i < rows; i++)
            o[(int64_t)i * wide] = (a[(int64_t)i * wide] - shift - (b[(int64_t)i * wide] - mean) * turn) * scale;
    }
}

/* rows of a (n, size[0]); b, c: scale and shift, or null; d, e get mean and 1 / root; s1 is epsilon */
static void layer_norm(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    (void)here;
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide;
        float *const o = op->o + (int64_t)i * wide;
        const float mean = (float)(sum_of(a, wide) / wide);
        double squares = 0.0;
        for (int32_t j = 0; j < wide; j++) squares += (double)(a[j] - mean) * (double)(a[j] - mean);
        const float root = (float)(1.0 / sqrt(squares / wide + (double)op->s[1]));
        op->d[i] = mean;
        op->e[i] = root;
        for (int32_t j = 0; j < wide; j++)
            o[j] = (a[j] - mean) * root * (op->b ? op->b[j] : 1.0f) + (op->c ? op->c[j] : 0.0f);
    }
}

/* a: gradient; b: what was normalized; c: scale or null; d, e: mean and 1 / root; o: by b; f, g: by scale and shift */
static void layer_norm_backward(const Op *op, const Here *here) {
    const int32_t wide = op->size[0];
    (void)here;
    if (op->f) memset(op->f, 0, (size_t)wide * sizeof(float));
    if (op->g) memset(op->g, 0, (size_t)wide * sizeof(float));
    for (int32_t i = 0; i < op->n; i++) {
        const float *const a = op->a + (int64_t)i * wide, *const b = op->b + (int64_t)i * wide;
        const float mean = op->d[i], root = op->e[i];
        double sum = 0.0, product = 0.0;
        for (int32_t j = 0; j < wide; j++) {
            const float normal = (b[j] - mean) * root, slope = op->c ? a[j] * op->c[j] : a[j];
            sum += (double)slope;
            product += (double)slope * (double)normal;
            if (op->f) op->f[j] += a[j] * normal;
            if (op->g) op->g[j] += a[j];
        }
        if (!op->o) continue;
        float *const o = op->o + (int64_t)i * wide;
        const float shift = (float)(sum / wide), turn = (float)(product / wide);
        for (int32_t j = 0; j < wide; j++) {
            const float normal = (b[j] - mean) * root, slope = op->c ? a[j] * op->c[j] : a[j];
            o[j] = (slope - shift - normal * turn) * root;
        }
    }
}

/* exactly n numbers */
static void copy(const Op *op, const Here *here) {
    (void)here;
    memcpy(op->o, op->a, (size_t)op->n * sizeof(float));
}

/* n numbers to the step's row number size[0] of theta, gradient and loss */
static void give(const Op *op, const Here *here) {
    memcpy(here->row[op->size[0]], op->a, (size_t)op->n * sizeof(float));
}

/* size[0..2]: elements along three axes, size[3..5]: strides of o, size[6..8]: strides of a */
static void lay_out(const Op *op, const Here *here) {
    const int32_t *const z = op->size;
    (void)here;
    for (int32_t i = 0; i < z[0]; i++)
        for (int32_t j = 0; j < z[1]; j++) {
            float *const o = op->o + (int64_t)i * z[3] + (int64_t)j * z[4];
            const float *const a = op->a + (int64_t)i * z[6] + (int64_t)j * z[7];
            for (int32_t k = 0; k < z[2]; k++) o[(int64_t)k * z[5]] = a[(int64_t)k * z[8]];
        }
}
