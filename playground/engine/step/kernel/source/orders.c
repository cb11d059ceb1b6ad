/* The orders in which epochs go through the training examples, as NumPy draws them: the seed from BLAKE2b (RFC 7693),
 * `SeedSequence`, PCG64 (O'Neill, 2014; XSL-RR 128/64), Fisher and Yates' shuffle.
 * 128-bit numbers are kept in two halves. */
#include "machine.h"

#include <stdio.h>
#include <string.h>

static const uint64_t first_words[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};
static const uint8_t message_order[12][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

INLINE uint64_t turned(uint64_t x, int by) { return (x >> by) | (x << (64 - by)); }

INLINE void mix(uint64_t *v, int a, int b, int c, int d, uint64_t x, uint64_t y) {
    v[a] += v[b] + x;
    v[d] = turned(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = turned(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = turned(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = turned(v[b] ^ v[c], 63);
}

/* BLAKE2b without a key, 8 bytes long, of a message of at most 128 bytes; the bytes read as a big-endian number */
static uint64_t digest_of(const char *text, uint64_t length) {
    uint8_t block[128] = {0};
    uint64_t m[16], h[8], v[16];
    memcpy(block, text, length);
    for (int i = 0; i < 16; i++) {
        m[i] = 0;
        for (int byte = 7; byte >= 0; byte--) m[i] = m[i] << 8 | block[8 * i + byte];
    }
    memcpy(h, first_words, sizeof h);
    h[0] ^= 0x01010000u ^ 8u;
    memcpy(v, h, sizeof h);
    memcpy(v + 8, first_words, sizeof h);
    v[12] ^= length;
    v[14] = ~v[14];
    for (int round = 0; round < 12; round++) {
        const uint8_t *s = message_order[round];
        mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
        mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
        mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
        mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
        mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
        mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
        mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
        mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
    }
    h[0] ^= v[0] ^ v[8];
    uint64_t number = 0;
    for (int byte = 0; byte < 8; byte++) number = number << 8 | (h[0] >> (8 * byte) & 0xffu);
    return number;
}

static uint32_t hashed(uint32_t value, uint32_t *constant) {
    value ^= *constant;
    *constant *= 0x931e8875u;
    value *= *constant;
    return value ^ value >> 16;
}

static uint32_t mixed(uint32_t x, uint32_t y) {
    const uint32_t result = x * 0xca01f9ddu - y * 0x4973f715u;
    return result ^ result >> 16;
}

/* `SeedSequence(seed).generate_state(4, uint64)` for a seed of at most 64 bits */
static void seed_words(uint64_t seed, uint64_t *words) {
    uint32_t pool[4], constant = 0x43b0d7e5u;
    const uint32_t entropy[4] = {(uint32_t)seed, (uint32_t)(seed >> 32), 0, 0};
    for (int i = 0; i < 4; i++) pool[i] = hashed(entropy[i], &constant);
    for (int from = 0; from < 4; from++)
        for (int to = 0; to < 4; to++)
            if (from != to) pool[to] = mixed(pool[to], hashed(pool[from], &constant));
    constant = 0x8b51f9ddu;
    for (int i = 0; i < 8; i++) {
        uint32_t value = pool[i % 4] ^ constant;
        constant *= 0x58f38dedu;
        value *= constant;
        value ^= value >> 16;
        if (i % 2) words[i / 2] |= (uint64_t)value << 32;
        else words[i / 2] = value;
    }
}

typedef struct {
    uint64_t high, low, step_high, step_low;
} Generator;

/* the 128 bits of a product of two numbers of 64 */
INLINE void product(uint64_t x, uint64_t y, uint64_t *high, uint64_t *low) {
#if defined(__SIZEOF_INT128__) && defined(GNU_C)
    __extension__ typedef unsigned __int128 Wide;
    const Wide found = (Wide)x * y;
    *high = (uint64_t)(found >> 64);
    *low = (uint64_t)found;
#else
    const uint64_t a = x >> 32, b = x & 0xffffffffu, c = y >> 32, d = y & 0xffffffffu;
    const uint64_t middle = (b * d >> 32) + (a * d & 0xffffffffu) + b * c;
    *low = x * y;
    *high = a * c + (a * d >> 32) + (middle >> 32);
#endif
}

INLINE void advance(Generator *g) {
    const uint64_t by_high = 2549297995355413924u, by_low = 4865540595714422341u;
    uint64_t high, low;
    product(g->low, by_low, &high, &low);
    high += g->high * by_low + g->low * by_high;
    g->low = low + g->step_low;
    g->high = high + g->step_high + (g->low < low);
}

INLINE uint64_t next_64(Generator *g) {
    advance(g);
    const uint64_t x = g->high ^ g->low;
    const int by = (int)(g->high >> 58);
    return by ? turned(x, by) : x;
}

static Generator generator(uint64_t seed) {
    uint64_t words[4];
    seed_words(seed, words);
    Generator g = {0, 0, words[2] << 1 | words[3] >> 63, words[3] << 1 | 1u};
    advance(&g);
    const uint64_t low = g.low;
    g.low += words[1];
    g.high += words[0] + (g.low < low);
    advance(&g);
    return g;
}

/* One draw of the shuffle: as many bits as i has; where they come to more than i they count for nothing and the next
 * draw is for the same i. Without a branch, since nothing could foretell it. Returns the next i. */
INLINE uint32_t draw(int64_t *order, uint32_t i, uint32_t bits) {
#if defined(GNU_C)
    const uint32_t mask = 0xffffffffu >> __builtin_clz(i);
#else
    uint32_t mask = i;
    for (int by = 1; by < 32; by *= 2) mask |= mask >> by;
#endif
    const uint32_t found = bits & mask, fits = found <= i, j = fits ? found : i;
    const int64_t kept = order[j];
    order[j] = order[i];
    order[i] = kept;
    return i - fits;
}

/* The orders of `epochs` epochs from `first`, each of `count` rows, below 2^32, one after the other. */
EXPORTED void playground_orders(int64_t seed, int64_t first, int64_t epochs, int64_t count, int64_t *orders) {
    for (int64_t epoch = first; epoch < first + epochs; epoch++, orders += count) {
        char text[64];
        const int length = snprintf(text, sizeof text, "%lld\x1forder\x1f%lld", (long long)seed, (long long)epoch);
        Generator g = generator(digest_of(text, (uint64_t)length) >> 1);
        for (int64_t i = 0; i < count; i++) orders[i] = i;
        uint32_t i = count ? (uint32_t)(count - 1) : 0;
        while (i) {
            const uint64_t bits = next_64(&g);
            i = draw(orders, i, (uint32_t)bits);
            if (i) i = draw(orders, i, (uint32_t)(bits >> 32));
        }
    }
}
