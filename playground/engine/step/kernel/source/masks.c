/* Random masks as torch draws them on processors other than Intel's: `bernoulli_` from a Mersenne Twister (Matsumoto and
 * Nishimura, 1998), 64 bits for every number, of which 53 are compared with the probability. */
#include "machine.h"

#define STATE 624
#define AHEAD 397

/* The beginning of what `torch.Generator.get_state` gives. */
typedef struct {
    uint64_t seed;
    int32_t left, seeded;
    uint64_t next;
    uint64_t state[STATE];
} Generator;

INLINE uint32_t twist(uint32_t u, uint32_t v) {
    return (((u & 0x80000000u) | (v & 0x7fffffffu)) >> 1) ^ (0u - (v & 1u) & 0x9908b0dfu);
}

static void renew(uint32_t *state) {
    for (int i = 0; i < STATE - AHEAD; i++) state[i] = state[i + AHEAD] ^ twist(state[i], state[i + 1]);
    for (int i = STATE - AHEAD; i < STATE - 1; i++) state[i] = state[i + AHEAD - STATE] ^ twist(state[i], state[i + 1]);
    state[STATE - 1] = state[AHEAD - 1] ^ twist(state[STATE - 1], state[0]);
}

/* Masks one after the other, the i-th of counts[i] numbers that are 1 with probability chances[i], else 0. The generator
 * stands behind them afterwards. */
EXPORTED void playground_masks(Generator *generator, int64_t masks, const int64_t *counts, const double *chances,
                               float *to) {
    uint32_t state[STATE];
    int32_t left = generator->left;
    uint64_t next = generator->next;
    for (int i = 0; i < STATE; i++) state[i] = (uint32_t)generator->state[i];
    for (int64_t mask = 0; mask < masks; mask++)
        for (int64_t i = 0; i < counts[mask]; i++) {
            uint64_t bits = 0;
            for (int half = 0; half < 2; half++) {
                if (--left == 0) {
                    renew(state);
                    left = STATE;
                    next = 0;
                }
                uint32_t y = state[next++];
                y ^= y >> 11;
                y ^= y << 7 & 0x9d2c5680u;
                y ^= y << 15 & 0xefc60000u;
                y ^= y >> 18;
                bits = bits << 32 | y;
            }
            const double share = (double)(int64_t)(bits & 0x1fffffffffffffu) * (1.0 / 9007199254740992.0);
            *to++ = share < chances[mask] ? 1.0f : 0.0f;
        }
    for (int i = 0; i < STATE; i++) generator->state[i] = state[i];
    generator->left = left;
    generator->next = next;
}
