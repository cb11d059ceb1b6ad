/* Products of matrices: o (m, n) = A (m, k) B (k, n) [+ a row], and sums of columns.
 *
 * The results are computed 4 rows and 8 or 16 columns at a time. A row of fewer than 8 columns is written as 8 numbers
 * all the same: the rows come in order, so that the next one overwrites what is too much, and behind the last one
 * there is room. With more than 8 the last columns are computed twice where their number is no multiple of 8.
 */

#if defined(GNU_C)
typedef float v8 __attribute__((vector_size(32)));
INLINE v8 load(const float *p) { v8 x; memcpy(&x, p, 32); return x; }
INLINE void store(float *p, v8 x) { memcpy(p, &x, 32); }
INLINE v8 splat(float x) { return (v8){x, x, x, x, x, x, x, x}; }
#define PLUS_PRODUCT(SUM, X, Y) ((SUM) + (X) * (Y))
#define PLUS(X, Y) ((X) + (Y))
#define MINUS(X, Y) ((X) - (Y))
#else
typedef struct { float f[8]; } v8;
INLINE v8 load(const float *p) { v8 x; memcpy(x.f, p, 32); return x; }
INLINE void store(float *p, v8 x) { memcpy(p, x.f, 32); }
INLINE v8 splat(float x) { v8 y; for (int l = 0; l < 8; l++) y.f[l] = x; return y; }
INLINE v8 plus_product(v8 s, v8 x, v8 y) { for (int l = 0; l < 8; l++) s.f[l] += x.f[l] * y.f[l]; return s; }
INLINE v8 plus_all(v8 x, v8 y) { for (int l = 0; l < 8; l++) x.f[l] += y.f[l]; return x; }
INLINE v8 minus_all(v8 x, v8 y) { for (int l = 0; l < 8; l++) x.f[l] -= y.f[l]; return x; }
#define PLUS_PRODUCT(SUM, X, Y) plus_product(SUM, X, Y)
#define PLUS(X, Y) plus_all(X, Y)
#define MINUS(X, Y) minus_all(X, Y)
#endif

typedef struct {
    float *o;
    const float *a, *b, *bias;
    int32_t m, n, k;
    int32_t row, inner;   /* strides of A: from row to row, along k */
    int32_t line;         /* stride of B from k to k + 1; its columns lie side by side */
} Product;

/* ROWS rows from `i`, WIDE times 8 columns from `j` */
#define TILE(NAME, ROWS, WIDE)                                                                                        \
    INLINE void NAME(const Product *p, int32_t i, int32_t j) {                                                 \
        v8 sum[ROWS][WIDE];                                                                                           \
        const float *const a = p->a + (int64_t)i * p->row;                                                            \
        const float *b = p->b + j;                                                                                    \
        const int32_t k = p->k, row = p->row, inner = p->inner, line = p->line;                                       \
        for (int w = 0; w < WIDE; w++) {                                                                              \
            const v8 first = p->bias ? load(p->bias + j + 8 * w) : splat(0.0f);                                       \
            for (int r = 0; r < ROWS; r++) sum[r][w] = first;                                                         \
        }                                                                                                             \
        for (int32_t q = 0; q < k; q++, b += line)                                                                    \
            for (int w = 0; w < WIDE; w++) {                                                                          \
                const v8 right = load(b + 8 * w);                                                                     \
                for (int r = 0; r < ROWS; r++)                                                                        \
                    sum[r][w] = PLUS_PRODUCT(sum[r][w], splat(a[r * row + q * inner]), right);                        \
            }                                                                                                         \
        float *const o = p->o + (int64_t)i * p->n + j;                                                                \
        for (int r = 0; r < ROWS; r++)                                                                                \
            for (int w = 0; w < WIDE; w++) store(o + (int64_t)r * p->n + 8 * w, sum[r][w]);                           \
    }

TILE(tile_4_8, 4, 1)
TILE(tile_2_8, 2, 1)
TILE(tile_1_8, 1, 1)
TILE(tile_4_16, 4, 2)
TILE(tile_2_16, 2, 2)
TILE(tile_1_16, 1, 2)

INLINE void columns_8(const Product *p, int32_t j) {
    int32_t i = 0;
    for (; i + 4 <= p->m; i += 4) tile_4_8(p, i, j);
    if (i + 2 <= p->m) { tile_2_8(p, i, j); i += 2; }
    if (i < p->m) tile_1_8(p, i, j);
}

INLINE void columns_16(const Product *p, int32_t j) {
    int32_t i = 0;
    for (; i + 4 <= p->m; i += 4) tile_4_16(p, i, j);
    if (i + 2 <= p->m) { tile_2_16(p, i, j); i += 2; }
    if (i < p->m) tile_1_16(p, i, j);
}

static void multiply_matrices(const Product *p) {
    int32_t j = 0;
    for (; j + 16 <= p->n; j += 16) columns_16(p, j);
    if (j + 8 <= p->n) { columns_8(p, j); j += 8; }
    if (j < p->n) columns_8(p, p->n > 8 ? p->n - 8 : 0);
}

/* o = A B + c. n = m, size = n, k, strides of A along m and k, strides of B along k and n; c may be null; where B's
 * columns do not lie side by side they are put so in d, of size k * max(n, 8) */
static void matrix_product(const Op *op, const Here *here) {
    Product p = {op->o, op->a, op->b, op->c, op->n, op->size[0], op->size[1], op->size[2], op->size[3], op->size[4]};
    const int32_t step = op->size[5];
    (void)here;
    if (op->d) {
        const int32_t n = p.n, k = p.k, from = p.line;
        const int32_t wide = n < 8 ? 8 : n;
        for (int32_t j = 0; j < n; j += 8) { /* 8 columns at a time: read in 8 rows, written side by side */
            const float *b = p.b + (int64_t)j * step;
            float *d = op->d + j;
            const int32_t some = n - j < 8 ? n - j : 8;
            if (some == 8)
                for (int32_t q = 0; q < k; q++, b += from, d += wide)
                    for (int32_t l = 0; l < 8; l++) d[l] = b[(int64_t)l * step];
            else
                for (int32_t q = 0; q < k; q++, b += from, d += wide)
                    for (int32_t l = 0; l < some; l++) d[l] = b[(int64_t)l * step];
        }
        p.b = op->d;
        p.line = wide;
    }
    multiply_matrices(&p);
}

/* o[j] = s0 times the sum of a[i, j] over i; n rows of size[0] */
static void sum_of_rows(const Op *op, const Here *here) {
    const int32_t rows = op->n, wide = op->size[0];
    const v8 scale = splat(op->s[0]), none = splat(0.0f);
    (void)here;
    for (int32_t j = 0; j < wide; j += 8) {
        const int32_t from = j + 8 > wide && wide > 8 ? wide - 8 : j;
        const float *a = op->a + from;
        v8 sum = none, other = none;
        int32_t i = 0;
        for (; i + 2 <= rows; i += 2, a += 2 * (int64_t)wide) {
            sum = PLUS(sum, load(a));
            other = PLUS(other, load(a + wide));
        }
        if (i < rows) sum = PLUS(sum, load(a));
        store(op->o + from, PLUS_PRODUCT(none, PLUS(sum, other), scale));
    }
}
