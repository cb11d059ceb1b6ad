/* The machine: which operations there are, and steps done one after the other. Compiled once for every kind of
 * processor that is told apart; VARIANT is the end of the names. */
#include "machine.h"
#include "maths.h"
#include "matrix.h"
#include "pointwise.h"
#include "rows.h"

#if defined(__x86_64__) || defined(_M_X64) || defined(__SSE2__)
#include <immintrin.h>
#define HAS_MXCSR
#endif

#ifndef VARIANT
#define VARIANT plain
#endif
#define JOINED_(A, B) A##_##B
#define JOINED(A, B) JOINED_(A, B)
#define NAMED(A) JOINED(A, VARIANT)

#define OPERATIONS(O)                                                                                                 \
    O(fill) O(move) O(neg) O(absolute) O(sign) O(square_root) O(inverse_root) O(reciprocal) O(square) O(cube)          \
    O(exponential) O(exponential_minus_one) O(logarithm) O(logarithm_of_one_plus) O(tangent) O(sigmoid)                \
    O(error_function) O(sine) O(cosine) O(relu) O(leaky_relu) O(silu) O(gelu) O(logical_not) O(add_number)             \
    O(multiply_number) O(divide_number) O(number_minus) O(number_over) O(at_least) O(at_most) O(greater_number)        \
    O(greater_equal_number) O(less_number) O(less_equal_number) O(equal_number) O(different_number) O(elu)             \
    O(softplus) O(clamp) O(add) O(plus) O(minus) O(multiply) O(divide) O(maximum) O(minimum) O(greater)                \
    O(greater_equal) O(less) O(less_equal) O(equal) O(different) O(logical_and) O(logical_or) O(masked_fill)           \
    O(tanh_backward) O(sigmoid_backward) O(threshold_backward) O(leaky_relu_backward) O(elu_backward)                  \
    O(elu_backward_of_result) O(softplus_backward) O(silu_backward) O(gelu_backward) O(add_product) O(add_quotient)    \
    O(choose) O(cross_entropy_of_logits) O(matrix_product) O(sum_of_rows) O(sum_in_rows) O(norm) O(softmax)            \
    O(log_softmax) O(softmax_backward) O(log_softmax_backward) O(class_loss) O(class_loss_backward) O(put_at)          \
    O(batch_norm) O(batch_norm_backward) O(layer_norm) O(layer_norm_backward) O(copy) O(give) O(lay_out)

#define FUNCTION(NAME) NAME,
#define WORD(NAME) #NAME,
static const Run functions[] = {OPERATIONS(FUNCTION)};
const char *const NAMED(operation_names)[] = {OPERATIONS(WORD) 0};

/* Put functions where the numbers of the operations stand. */
void NAMED(link_program)(Op *ops, int64_t count) {
    for (int64_t i = 0; i < count; i++) ops[i].run = functions[(uintptr_t)ops[i].run];
}

/* Numbers near zero that have too few digits are taken for zero: they are slow and mean nothing here. */
INLINE uint64_t flush_denormals(void) {
#if defined(HAS_MXCSR)
    const unsigned int before = _mm_getcsr();
    _mm_setcsr(before | 0x8040u);
    return before;
#elif defined(__aarch64__) && defined(GNU_C)
    uint64_t before;
    __asm__ __volatile__("mrs %0, fpcr" : "=r"(before));
    __asm__ __volatile__("msr fpcr, %0" : : "r"(before | (1u << 24)));
    return before;
#else
    return 0;
#endif
}

INLINE void restore_mode(uint64_t before) {
#if defined(HAS_MXCSR)
    _mm_setcsr((unsigned int)before);
#elif defined(__aarch64__) && defined(GNU_C)
    __asm__ __volatile__("msr fpcr, %0" : : "r"(before));
#else
    (void)before;
#endif
}

#include "norms.h"

/* Examples, one after the other. There is room for 8 numbers behind the last, also in the source. */
static void gather(float *to, const float *from, const int64_t *rows, int64_t size, int64_t width) {
    if (width == 1)
        for (int64_t i = 0; i < size; i++) to[i] = from[rows[i]];
    else if (width <= 8)
        for (int64_t i = 0; i < size; i++) memcpy(to + i * width, from + rows[i] * width, 8 * sizeof(float));
    else
        for (int64_t i = 0; i < size; i++)
            memcpy(to + i * width, from + rows[i] * width, (size_t)width * sizeof(float));
}

void NAMED(run_job)(const Job *job) {
    const uint64_t mode = flush_denormals();
    for (int64_t r = 0; r < job->resident_count; r++) {
        const Resident *const resident = job->residents + r;
        memcpy(resident->inside, resident->outside, (size_t)resident->count * sizeof(float));
    }
    const int64_t *rows = job->rows;
    const double *numbers = job->numbers;
    const float *drawn = job->drawn;
    Here here = {{job->row[0], job->row[1], job->row[2]}};
    float *const thetas = job->ring, *const gradients = thetas ? thetas + 9 * job->n : 0;
    const size_t row = (size_t)job->n * sizeof(float);
    const int64_t lately = job->n > 4096 ? 1 : 8; /* so many steps' rows stay in the cache */
    for (int64_t step = 0; step < job->steps; step++) {
        const Program *const program = job->programs + job->which[step];
        const int64_t late = step & (lately - 1);
        if (thetas) {
            here.row[0] = thetas + late * job->n;
            here.row[1] = gradients + late * job->n;
        }
        for (int part = 0; part < 2; part++)
            if (job->width[part]) gather(job->batch[part], job->source[part], rows, program->size, job->width[part]);
        for (int64_t i = 0; i < program->input_count; i++) {
            const Input *const input = program->inputs + i;
            memcpy(input->inside, drawn, (size_t)input->count * sizeof(float));
            drawn += input->count;
        }
        for (int64_t i = 0; i < program->patch_count; i++) {
            const Patch *const patch = program->patches + i;
            *patch->where = (float)(patch->sign * numbers[patch->column]);
        }
        const Op *const end = program->ops + program->op_count;
        for (const Op *op = program->ops; op < end; op++) op->run(op, &here);
        rows += program->size;
        numbers += job->columns;
        for (int i = 0; i < 3; i++) here.row[i] += job->stride[i];
        if (thetas && (late == lately - 1 || step + 1 == job->steps)) {
            memcpy(thetas + (late + 1) * job->n, job->theta, row);
            NAMED(take_norms)(thetas, gradients, job->weights, late + 1, job->n, job->bounds, job->nodes,
                              job->told + step - late, job->wide);
            memcpy(job->last, gradients + late * job->n, row);
        }
    }
    for (int64_t r = 0; r < job->resident_count; r++) {
        const Resident *const resident = job->residents + r;
        if (resident->back) memcpy(resident->outside, resident->inside, (size_t)resident->count * sizeof(float));
    }
    restore_mode(mode);
}
