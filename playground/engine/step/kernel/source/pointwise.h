/* Element by element: o[i] = f(a[i], b[i], c[i]) for `n` elements, a multiple of 8 (see machine.h). `o` may be any of
 * the others. Of two, a 1 in `size[0]` says that a is a single
 * number, in `size[1]` that b is one. */

#define POINTWISE(NAME, EXPRESSION)                                                                                   \
    static void NAME(const Op *op, const Here *here) {                                                                \
        float *const o = op->o;                                                                                       \
        const float *const pa = op->a;                                                                                \
        const float s0 = op->s[0];                                                                                    \
        const int32_t n = op->n & ~7;                                                                                 \
        (void)here; (void)s0;                                                                                         \
        EACH for (int32_t i = 0; i < n; i++) { const float a = pa[i]; o[i] = EXPRESSION; }                            \
    }

#define POINTWISE2(NAME, EXPRESSION)                                                                                  \
    static void NAME(const Op *op, const Here *here) {                                                                \
        float *const o = op->o;                                                                                       \
        const float *const pa = op->a, *const pb = op->b;                                                             \
        const float s0 = op->s[0], s1 = op->s[1], s2 = op->s[2];                                                      \
        const int32_t n = op->n & ~7;                                                                                 \
        (void)here; (void)s0; (void)s1; (void)s2;                                                                     \
        if (op->size[1]) {                                                                                            \
            const float b = pb[0];                                                                                    \
            EACH for (int32_t i = 0; i < n; i++) { const float a = pa[i]; o[i] = EXPRESSION; }                        \
        } else if (op->size[0]) {                                                                                     \
            const float a = pa[0];                                                                                    \
            EACH for (int32_t i = 0; i < n; i++) { const float b = pb[i]; o[i] = EXPRESSION; }                        \
        } else {                                                                                                      \
            EACH for (int32_t i = 0; i < n; i++) { const float a = pa[i], b = pb[i]; o[i] = EXPRESSION; }             \
        }                                                                                                             \
    }

#define POINTWISE3(NAME, EXPRESSION)                                                                                  \
    static void NAME(const Op *op, const Here *here) {                                                                \
        float *const o = op->o;                                                                                       \
        const float *const pa = op->a, *const pb = op->b, *const pc = op->c;                                          \
        const float s0 = op->s[0];                                                                                    \
        const int32_t n = op->n & ~7;                                                                                 \
        (void)here; (void)s0;                                                                                         \
        EACH for (int32_t i = 0; i < n; i++) { const float a = pa[i], b = pb[i], c = pc[i]; o[i] = EXPRESSION; }      \
    }

POINTWISE(fill, ((void)a, s0))
POINTWISE(move, a)
POINTWISE(neg, -a)
POINTWISE(absolute, fabsf(a))
POINTWISE(sign, sign_of(a))
POINTWISE(square_root, sqrtf(a))
POINTWISE(inverse_root, 1.0f / sqrtf(a))
POINTWISE(reciprocal, 1.0f / a)
POINTWISE(square, a * a)
POINTWISE(cube, a * a * a)
POINTWISE(exponential, exp_of(a))
POINTWISE(exponential_minus_one, expm1_of(a))
POINTWISE(logarithm, log_of(a))
POINTWISE(logarithm_of_one_plus, log1p_of(a))
POINTWISE(tangent, tanh_of(a))
POINTWISE(sigmoid, sigmoid_of(a))
POINTWISE(error_function, erf_of(a))
POINTWISE(sine, sin_of(a))
POINTWISE(cosine, cos_of(a))
POINTWISE(relu, a < 0.0f ? 0.0f : a)
POINTWISE(leaky_relu, a > 0.0f ? a : a * s0)
POINTWISE(silu, a * sigmoid_of(a))
POINTWISE(gelu, a * 0.5f * (1.0f + erf_of(a * 0.70710678118654752f)))
POINTWISE(logical_not, a == 0.0f ? 1.0f : 0.0f)
POINTWISE(add_number, a + s0)
POINTWISE(multiply_number, a * s0)
POINTWISE(divide_number, a / s0)
POINTWISE(number_minus, s0 - a)
POINTWISE(number_over, s0 / a)
POINTWISE(at_least, a < s0 ? s0 : a)
POINTWISE(at_most, a > s0 ? s0 : a)
POINTWISE(greater_number, a > s0 ? 1.0f : 0.0f)
POINTWISE(greater_equal_number, a >= s0 ? 1.0f : 0.0f)
POINTWISE(less_number, a < s0 ? 1.0f : 0.0f)
POINTWISE(less_equal_number, a <= s0 ? 1.0f : 0.0f)
POINTWISE(equal_number, a == s0 ? 1.0f : 0.0f)
POINTWISE(different_number, a != s0 ? 1.0f : 0.0f)

/* s0 = alpha, s1 = scale, s2 = scale of the input */
static void elu(const Op *op, const Here *here) {
    const float negative = op->s[0] * op->s[1], positive = op->s[1], scale = op->s[2];
    const float *const a = op->a;
    float *const o = op->o;
    const int32_t n = op->n & ~7;
    (void)here;
    EACH for (int32_t i = 0; i < n; i++) o[i] = a[i] > 0.0f ? a[i] * positive : expm1_of(a[i] * scale) * negative;
}

/* s0 = beta, s1 = threshold */
static void softplus(const Op *op, const Here *here) {
    const float beta = op->s[0], limit = op->s[1];
    const float *const a = op->a;
    float *const o = op->o;
    const int32_t n = op->n & ~7;
    (void)here;
    EACH for (int32_t i = 0; i < n; i++) {
        const float z = a[i] * beta;
        const float y = log1p_of(exp_of(z)) / beta;
        o[i] = z > limit ? a[i] : y;
    }
}

/* between s0 and s1 */
static void clamp(const Op *op, const Here *here) {
    const float low = op->s[0], high = op->s[1];
    const float *const a = op->a;
    float *const o = op->o;
    const int32_t n = op->n & ~7;
    (void)here;
    EACH for (int32_t i = 0; i < n; i++) {
        const float y = a[i] < low ? low : a[i];
        o[i] = y > high ? high : y;
    }
}

POINTWISE2(add, a + s0 * b)
POINTWISE2(plus, a + b)
POINTWISE2(minus, a - b)
POINTWISE2(multiply, a * b)
POINTWISE2(divide, a / b)
POINTWISE2(maximum, a != a || a > b ? a : b)
POINTWISE2(minimum, a != a || a < b ? a : b)
POINTWISE2(greater, a > b ? 1.0f : 0.0f)
POINTWISE2(greater_equal, a >= b ? 1.0f : 0.0f)
POINTWISE2(less, a < b ? 1.0f : 0.0f)
POINTWISE2(less_equal, a <= b ? 1.0f : 0.0f)
POINTWISE2(equal, a == b ? 1.0f : 0.0f)
POINTWISE2(different, a != b ? 1.0f : 0.0f)
POINTWISE2(logical_and, a != 0.0f && b != 0.0f ? 1.0f : 0.0f)
POINTWISE2(logical_or, a != 0.0f || b != 0.0f ? 1.0f : 0.0f)
POINTWISE2(masked_fill, b != 0.0f ? s0 : a)
/* backward: a is the gradient by the result; b the result for tanh and sigmoid, else what the function was given */
POINTWISE2(tanh_backward, a * (1.0f - b * b))
POINTWISE2(sigmoid_backward, a * (1.0f - b) * b)
POINTWISE2(threshold_backward, b <= s0 ? 0.0f : a)
POINTWISE2(leaky_relu_backward, b > 0.0f ? a : a * s0)
POINTWISE2(elu_backward, b <= 0.0f ? a * s2 * (s0 * s1) * exp_of(b * s2) : a * s1)
POINTWISE2(elu_backward_of_result, b <= 0.0f ? a * s2 * (b + s0 * s1) : a * s1)
POINTWISE2(softplus_backward, b * s0 > s1 ? a : a * sigmoid_of(b * s0))

INLINE float silu_slope(float z) {
    const float gate = sigmoid_of(z);
    return gate * (1.0f + z * (1.0f - gate));
}

INLINE float gelu_slope(float z) {
    const float share = 0.5f * (1.0f + erf_of(z * 0.70710678118654752f));
    return share + z * (exp_of(-0.5f * z * z) * 0.39894228040143268f);
}

POINTWISE2(silu_backward, a * silu_slope(b))
POINTWISE2(gelu_backward, a * gelu_slope(b))

POINTWISE2(cross_entropy_of_logits, (a > 0.0f ? a : 0.0f) - a * b + log1p_of(exp_of(-fabsf(a))))

POINTWISE3(add_product, a + s0 * b * c)
POINTWISE3(add_quotient, a + s0 * b / c)
POINTWISE3(choose, a != 0.0f ? b : c)
