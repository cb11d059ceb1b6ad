/* What is told of steps that were done: norms of the gradient, and of each change beside what was changed.
 *
 * Nodes of few numbers are done 8 steps at a time, each step in a lane of its own, so that what a step gives depends
 * neither on the steps beside it nor on where a chunk begins. Large ones are done step by step. */

#define FEW 512 /* so many squares may be added up as floats, 8 partial sums at a time */

#if defined(GNU_C)
typedef int32_t i8 __attribute__((vector_size(32)));
INLINE v8 masked(v8 x, const int32_t *mask) {
    i8 bits, keep;
    memcpy(&bits, &x, 32);
    memcpy(&keep, mask, 32);
    bits &= keep;
    memcpy(&x, &bits, 32);
    return x;
}
#if defined(__clang__)
#define PICKED(X, Y, ...) __builtin_shufflevector(X, Y, __VA_ARGS__)
#else
#define PICKED(X, Y, ...) __builtin_shuffle(X, Y, (i8){__VA_ARGS__})
#endif
/* sums of neighbours: those of x and of y by turns, two and two */
INLINE v8 in_pairs(v8 x, v8 y) {
    return PICKED(x, y, 0, 2, 8, 10, 4, 6, 12, 14) + PICKED(x, y, 1, 3, 9, 11, 5, 7, 13, 15);
}
/* the sum of each of 8 rows */
INLINE v8 sums_of(const v8 *row) {
    const v8 low = in_pairs(in_pairs(row[0], row[1]), in_pairs(row[2], row[3]));
    const v8 high = in_pairs(in_pairs(row[4], row[5]), in_pairs(row[6], row[7]));
    return PICKED(low, high, 0, 1, 2, 3, 8, 9, 10, 11) + PICKED(low, high, 4, 5, 6, 7, 12, 13, 14, 15);
}
#else
INLINE v8 masked(v8 x, const int32_t *mask) {
    for (int l = 0; l < 8; l++) x.f[l] = mask[l] ? x.f[l] : 0.0f;
    return x;
}
INLINE v8 sums_of(const v8 *row) {
    v8 sum;
    for (int r = 0; r < 8; r++) {
        const float *const f = row[r].f;
        sum.f[r] = ((f[0] + f[1]) + (f[2] + f[3])) + ((f[4] + f[5]) + (f[6] + f[7]));
    }
    return sum;
}
#endif

/* 8 numbers, but for those beyond the end of the whole table; which of them count is in the mask */
INLINE v8 load_some(const float *p, const float *end, const int32_t *mask) {
    v8 x = splat(0.0f);
    if (end - p >= 8) x = load(p);
    else {
        float some[8] = {0.0f};
        memcpy(some, p, (size_t)(end - p) * sizeof(float));
        x = load(some);
    }
    return masked(x, mask);
}

/* 8 steps of a node, of which `count` are there: from `theta` and `gradient` on a step every n, `size` numbers each */
static void norms_of_few(const float *theta, const float *gradient, const float *theta_end, const float *gradient_end,
                         int64_t n, int32_t size, int32_t count, double *norm, double *ratio) {
    static const int32_t counting[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    const int32_t whole = size & ~7, *const mask = counting + 8 - (size - whole);
    v8 slopes[8], sizes[8], changes[8];
    for (int r = 0; r < 8; r++) {
        const int64_t row = (r < count ? r : 0) * n;
        const float *const g = gradient + row, *const t = theta + row, *const u = t + n;
        v8 slope = splat(0.0f), here = splat(0.0f), change = splat(0.0f);
        for (int32_t i = 0; i < whole; i += 8) {
            const v8 a = load(g + i), b = load(t + i), c = MINUS(load(u + i), b);
            slope = PLUS_PRODUCT(slope, a, a);
            here = PLUS_PRODUCT(here, b, b);
            change = PLUS_PRODUCT(change, c, c);
        }
        if (whole < size) {
            const v8 a = load_some(g + whole, gradient_end, mask), b = load_some(t + whole, theta_end, mask);
            const v8 c = MINUS(load_some(u + whole, theta_end, mask), b);
            slope = PLUS_PRODUCT(slope, a, a);
            here = PLUS_PRODUCT(here, b, b);
            change = PLUS_PRODUCT(change, c, c);
        }
        slopes[r] = slope;
        sizes[r] = here;
        changes[r] = change;
    }
    float slope[8], here[8], change[8];
    store(slope, sums_of(slopes));
    store(here, sums_of(sizes));
    store(change, sums_of(changes));
    double found[8], share[8];
    for (int l = 0; l < 8; l++) {
        found[l] = (double)sqrtf(slope[l]);
        share[l] = (double)(sqrtf(change[l]) / sqrtf(here[l]));
    }
    for (int l = 0; l < 8; l++) share[l] = here[l] > 0.0f ? share[l] : (double)NAN;
    memcpy(norm, found, (size_t)count * sizeof(double));
    memcpy(ratio, share, (size_t)count * sizeof(double));
}

/* One step of a node that has many numbers: floats are added up as floats for FEW at a time. */
static void norms_of_many(const float *theta, const float *gradient, int64_t n, int64_t size, double *norm,
                          double *ratio) {
    double slopes = 0.0, sizes = 0.0, changes = 0.0;
    for (int64_t from = 0; from < size; from += 4 * FEW) {
        const int64_t end = size - from > 4 * FEW ? from + 4 * FEW : size, whole = from + ((end - from) & ~(int64_t)31);
        v8 slope[4], here[4], change[4];
        for (int k = 0; k < 4; k++) slope[k] = here[k] = change[k] = splat(0.0f);
        for (int64_t i = from; i < whole; i += 32)
            for (int k = 0; k < 4; k++) {
                const v8 a = load(gradient + i + 8 * k), b = load(theta + i + 8 * k);
                const v8 c = MINUS(load(theta + n + i + 8 * k), b);
                slope[k] = PLUS_PRODUCT(slope[k], a, a);
                here[k] = PLUS_PRODUCT(here[k], b, b);
                change[k] = PLUS_PRODUCT(change[k], c, c);
            }
        const v8 rows[8] = {
            PLUS(slope[0], slope[1]), PLUS(slope[2], slope[3]), PLUS(here[0], here[1]), PLUS(here[2], here[3]),
            PLUS(change[0], change[1]), PLUS(change[2], change[3]), splat(0.0f), splat(0.0f),
        };
        float sum[8];
        store(sum, sums_of(rows));
        slopes += (double)sum[0] + (double)sum[1];
        sizes += (double)sum[2] + (double)sum[3];
        changes += (double)sum[4] + (double)sum[5];
        for (int64_t i = whole; i < end; i++) {
            const float c = theta[n + i] - theta[i];
            slopes += (double)(gradient[i] * gradient[i]);
            sizes += (double)(theta[i] * theta[i]);
            changes += (double)(c * c);
        }
    }
    *norm = sqrt(slopes);
    *ratio = sizes > 0.0 ? sqrt(changes / sizes) : (double)NAN;
}

/* The sums of the absolute values and of the squares of those numbers of theta that are weights (1, not 0). */
static void sums_of_weights(const float *theta, const float *weights, int64_t n, double *absolute, double *squares) {
    double sizes[8] = {0.0}, square[8] = {0.0};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int l = 0; l < 8; l++) {
            const double weight = (double)(theta[i + l] * weights[i + l]);
            sizes[l] += fabs(weight);
            square[l] += weight * weight;
        }
    for (; i < n; i++) {
        const double weight = (double)(theta[i] * weights[i]);
        sizes[i & 7] += fabs(weight);
        square[i & 7] += weight * weight;
    }
    *absolute = *squares = 0.0;
    for (int l = 0; l < 8; l++) {
        *absolute += sizes[l];
        *squares += square[l];
    }
}

/* theta: `steps` + 1 rows of n, gradient: `steps` rows; a node's numbers are bounds[2 i] ... bounds[2 i + 1]. Of `told`,
 * whose rows are `wide` apart, row 2 i gets the norm of the gradient for each step, row 2 i + 1 that of the change over
 * that of theta, no number where theta is 0. Where weights are given (1 for a weight, 0 for a bias) the next row gets
 * the sum of their absolute values and the last one the sum of their squares. */
void NAMED(take_norms)(const float *theta, const float *gradient, const float *weights, int64_t steps, int64_t n,
                       const int64_t *bounds, int64_t nodes, double *told, int64_t wide) {
    const float *const theta_end = theta + (steps + 1) * n, *const gradient_end = gradient + steps * n;
    for (int64_t step = 0; step < steps; step += 8) {
        const int32_t count = steps - step < 8 ? (int32_t)(steps - step) : 8;
        for (int64_t node = 0; node < nodes; node++) {
            const int64_t start = bounds[2 * node] + step * n, size = bounds[2 * node + 1] - bounds[2 * node];
            const float *const t = theta + start, *const g = gradient + start;
            double *const norm = told + 2 * node * wide + step, *const ratio = norm + wide;
            if (size <= FEW) norms_of_few(t, g, theta_end, gradient_end, n, (int32_t)size, count, norm, ratio);
            else
                for (int32_t r = 0; r < count; r++) norms_of_many(t + r * n, g + r * n, n, size, norm + r, ratio + r);
        }
        if (!weights) continue;
        double *const sums = told + 2 * nodes * wide + step;
        for (int32_t r = 0; r < count; r++)
            sums_of_weights(theta + (step + r) * n, weights, n, sums + r, sums + wide + r);
    }
}
