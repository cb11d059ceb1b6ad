/* The doors of the library. Where the compiler made several variants the best one that this processor has is taken. */
#include "machine.h"

extern const char *const operation_names_plain[];
void link_program_plain(Op *ops, int64_t count);
void run_job_plain(const Job *job);
void take_norms_plain(const float *theta, const float *gradient, const float *weights, int64_t steps, int64_t n,
                     const int64_t *bounds, int64_t nodes, double *told, int64_t wide);

#if defined(HAS_AVX2)
void link_program_avx2(Op *ops, int64_t count);
void run_job_avx2(const Job *job);
void take_norms_avx2(const float *theta, const float *gradient, const float *weights, int64_t steps, int64_t n,
                    const int64_t *bounds, int64_t nodes, double *told, int64_t wide);
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

/* The names of the operations; the last is followed by null. */
EXPORTED const char *const *playground_operations(void) { return operation_names_plain; }

/* Whether the wide variant is the one that runs. */
EXPORTED int playground_wide(void) {
#if defined(HAS_AVX2)
    return has_avx2();
#else
    return 0;
#endif
}

EXPORTED void playground_link(Op *ops, int64_t count) {
#if defined(HAS_AVX2)
    if (has_avx2()) { link_program_avx2(ops, count); return; }
#endif
    link_program_plain(ops, count);
}

EXPORTED void playground_run(const Job *job) {
#if defined(HAS_AVX2)
    if (has_avx2()) { run_job_avx2(job); return; }
#endif
    run_job_plain(job);
}

EXPORTED void playground_norms(const float *theta, const float *gradient, const float *weights, int64_t steps, int64_t n,
                               const int64_t *bounds, int64_t nodes, double *told, int64_t wide) {
#if defined(HAS_AVX2)
    if (has_avx2()) { take_norms_avx2(theta, gradient, weights, steps, n, bounds, nodes, told, wide); return; }
#endif
    take_norms_plain(theta, gradient, weights, steps, n, bounds, nodes, told, wide);
}
