/* What is told of steps that were done: norms of the gradient, and of each change beside what was changed. */

INLINE double sum_of_squared_changes(const float *a, const float *b, int32_t n) {
    v8 part = splat(0.0f);
    int32_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const v8 change = MINUS(load(a + i), load(b + i));
        part = PLUS_PRODUCT(part, change, change);
    }
    float each[8], last = 0.0f;
    store(each, part);
    for (; i < n; i++) last += (a[i] - b[i]) * (a[i] - b[i]);
    return (double)((each[0] + each[1]) + (each[2] + each[3])) + (double)((each[4] + each[5]) + (each[6] + each[7]))
         + (double)last;
}

/* theta: `steps` + 1 rows of n, gradient: `steps` rows; a node's numbers are bounds[2 i] ... bounds[2 i + 1]. Row 2 i of
 * `told`, of `steps` columns, gets the norm of the gradient, row 2 i + 1 that of the change over that of theta, no number
 * where theta is 0. Where weights are given (1 for a weight, 0 for a bias) the next row gets the sum of their absolute
 * values and the last one the sum of their squares. */
void NAMED(take_norms)(const float *theta, const float *gradient, const float *weights, int64_t steps, int64_t n,
                       const int64_t *bounds, int64_t nodes, double *told) {
    for (int64_t step = 0; step < steps; step++, theta += n, gradient += n) {
        double *to = told + step;
        for (int64_t node = 0; node < nodes; node++, to += 2 * steps) {
            const int64_t start = bounds[2 * node];
            const int32_t size = (int32_t)(bounds[2 * node + 1] - start);
            const float *const here = theta + start, *const slope = gradient + start;
            const double whole = sqrt(sum_of_products(here, here, size));
            to[0] = sqrt(sum_of_products(slope, slope, size));
            to[steps] = whole > 0.0 ? sqrt(sum_of_squared_changes(here + n, here, size)) / whole : (double)NAN;
        }
        if (!weights) continue;
        double absolute = 0.0, squares = 0.0;
        for (int64_t i = 0; i < n; i++) {
            const double weight = (double)(theta[i] * weights[i]);
            absolute += fabs(weight);
            squares += weight * weight;
        }
        to[0] = absolute;
        to[steps] = squares;
    }
}
