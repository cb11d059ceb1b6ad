/* What a program of the kernel is made of. Everything is float32 in one arena, at addresses that are known when the
 * program is made; truth values are 1 and 0, class numbers are floats too.
 *
 * Every block of the arena begins at a multiple of 64 bytes and has at least 8 numbers of room behind its end. So an
 * operation may read and write up to 8 numbers beyond an array that ends its block: what lies there means nothing.
 *
 * Plain C11. GCC and Clang are told that loops may be done several elements at a time; others find out by themselves.
 */
#ifndef PLAYGROUND_MACHINE_H
#define PLAYGROUND_MACHINE_H

#include <stdint.h>

/* What GCC and Clang have beyond C11; PLAIN_C does without, to see that it goes. */
#if defined(__GNUC__) && !defined(PLAIN_C)
#define GNU_C
#endif

#if defined(_WIN32)
#define EXPORTED __declspec(dllexport)
#elif defined(__GNUC__)
#define EXPORTED __attribute__((visibility("default")))
#else
#define EXPORTED
#endif

#if !defined(GNU_C)
#define EACH
#elif defined(__clang__)
#define EACH _Pragma("clang loop vectorize(assume_safety)")
#else
#define EACH _Pragma("GCC ivdep")
#endif

/* Small functions must end up in the loops that call them, else those are done one element at a time. */
#if defined(GNU_C)
#define INLINE static inline __attribute__((always_inline, unused))
#else
#define INLINE static inline
#endif

/* Where the step under way writes what is asked of it: its rows of theta, gradient and loss. */
typedef struct {
    float *row[3];
} Here;

struct Op;
typedef void (*Run)(const struct Op *op, const Here *here);

/* One operation; what the fields mean is said at each operation. 128 bytes, as `playground.engine.step.kernel.program`
 * lays them out. */
typedef struct Op {
    Run run;              /* outside: which operation, as a number */
    float *o;             /* where it writes */
    const float *a, *b, *c;
    float *d, *e, *f, *g; /* more to read or to write */
    int32_t n;            /* how many elements, or rows */
    int32_t size[10];     /* further sizes and strides */
    float s[3];           /* numbers */
} Op;

/* A number of an operation that is another at every step: *where = (float)(sign * numbers[column]). */
typedef struct {
    float *where;
    double sign;
    int64_t column;
} Patch;

/* The same numbers outside: copied into the arena before the first step and back after the last. */
typedef struct {
    float *outside, *inside;
    int64_t count;
    int64_t back;         /* whether the program changes them */
} Resident;

/* What is another at every step and made outside: the next `count` numbers of `Job.drawn`. */
typedef struct {
    float *inside;
    int64_t count;
} Input;

/* A step for batches of `size` examples. */
typedef struct {
    Op *ops;
    const Patch *patches;
    const Input *inputs;
    int64_t op_count, patch_count, input_count, size;
} Program;

typedef struct {
    const Program *programs;
    const Resident *residents;
    int64_t resident_count, steps;
    const int64_t *which; /* the program of each step */
    const int64_t *rows;  /* the examples, one step's after the other's */
    const float *source[2];  /* x and y: of which examples are taken */
    float *batch[2];      /* where they are put */
    int64_t width[2];     /* numbers in an example; 0: not needed */
    const double *numbers;
    const float *drawn;   /* one step's inputs after the other's */
    int64_t columns;
    float *row[3];        /* theta, gradient, loss of the first step */
    int64_t stride[3];
    float *ring;          /* null; or room for 17 rows of n, from which norms are taken: theta and gradient are not kept */
    const float *theta;   /* in the arena */
    const float *weights; /* or null */
    const int64_t *bounds;
    double *told;
    float *last;          /* gets the gradient of the last step */
    int64_t n, nodes, wide;
} Job;

#endif
