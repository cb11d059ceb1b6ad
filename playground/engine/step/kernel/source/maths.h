/* Functions of one float that a compiler can do for many at a time: no branches, no tables, no calls.
 *
 * The polynomials are least-squares fits (reweighted towards the smallest greatest error) on the intervals that the
 * comments name. Errors in units of the last place are those that the tests hold them to.
 */
#ifndef PLAYGROUND_MATHS_H
#define PLAYGROUND_MATHS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

INLINE float from_bits(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
INLINE uint32_t to_bits(float x) { uint32_t bits; memcpy(&bits, &x, 4); return bits; }

#define ROUNDER 12582912.0f /* 1.5 * 2^23: adding it leaves the nearest integer in the last bits */

/* e^r - 1 - r over r^2, for |r| <= ln 2 / 2 */
INLINE float power_rest(float r) {
    return 0.5f + r * (0.1666666716337204f + r * (0.041666340082883835f + r * (0.008333271369338036f
         + r * (0.0013942059595137835f + r * 0.0001991503086173907f))));
}

/* x = n ln 2 + r; n as the bits of an integer */
INLINE float power_split(float x, int32_t *n) {
    const float shifted = x * 1.44269504088896341f + ROUNDER;
    *n = (int32_t)(to_bits(shifted) - to_bits(ROUNDER));
    const float whole = shifted - ROUNDER;
    return (x - whole * 0.693145751953125f) - whole * 1.42860682030941723e-6f;
}

INLINE float two_to(int32_t n) { return from_bits((uint32_t)(n + 127) << 23); }

INLINE float exp_of(float x) {
    x = x > 89.0f ? 89.0f : x;
    x = x < -104.0f ? -104.0f : x;
    int32_t n;
    const float r = power_split(x, &n);
    const float p = 1.0f + (r + r * r * power_rest(r));
    const int32_t half = n >> 1; /* in two factors, so that neither leaves the range of floats */
    return p * two_to(half) * two_to(n - half);
}

INLINE float expm1_of(float x) {
    const float low = x < -20.0f ? -20.0f : x;
    const float y = low > 89.0f ? 89.0f : low;
    int32_t n;
    const float r = power_split(y, &n);
    const float p = r + r * r * power_rest(r);
    const int32_t half = n >> 1;
    const float power = two_to(half) * two_to(n - half);
    const float big = (1.0f + p) * two_to(half) * two_to(n - half);
    return n > 60 ? big : p * power + (power - 1.0f);
}

/* (e^2|x| - 1) / (e^2|x| + 1) without loss of digits near zero */
INLINE float tanh_of(float x) {
    float y = 2.0f * fabsf(x);
    y = y > 20.0f ? 20.0f : y;
    int32_t n;
    const float r = power_split(y, &n);
    const float p = r + r * r * power_rest(r);
    const float power = two_to(n);
    const float e = p * power + (power - 1.0f);
    const float t = e / (e + 2.0f);
    return from_bits(to_bits(t) | (to_bits(x) & 0x80000000u));
}

INLINE float sigmoid_of(float x) { return 1.0f / (1.0f + exp_of(-x)); }

INLINE float log_of(float x) {
    const uint32_t bits = to_bits(x);
    const int32_t n = (int32_t)(bits - 0x3f3504f3u) >> 23; /* the mantissa goes from sqrt(1/2) to sqrt(2) */
    const float f = from_bits(bits - ((uint32_t)n << 23)) - 1.0f;
    const float e = (float)n;
    const float p = 0.3333331048488617f + f * (-0.24999986588954926f + f * (0.20002231001853943f
                  + f * (-0.1666926145553589f + f * (0.14218562841415405f + f * (-0.12384094297885895f
                  + f * (0.11873474717140198f + f * (-0.11791619658470154f + f * 0.06916416436433792f)))))));
    const float ff = f * f;
    float y = f * ff * p + e * 1.42860682030941723e-6f;
    y = y - 0.5f * ff;
    y = (f + y) + e * 0.693145751953125f;
    y = x < 1.17549435e-38f ? -INFINITY : y;
    y = x < 0.0f ? NAN : y;
    return x < INFINITY ? y : x; /* infinity and no-number stay what they are */
}

/* log(u) for u = 1 + x as it was rounded, and what the rounding took away */
INLINE float log1p_of(float x) {
    const float u = 1.0f + x;
    const float lost = x - (u - 1.0f);
    const float y = log_of(u) + (u < 1e30f ? lost / u : 0.0f);
    return u > 0.0f && u < INFINITY ? y : log_of(u);
}

INLINE float erf_of(float x) {
    const float t = fabsf(x), s = x * x;
    const float near = x + x * (0.12837916612625122f + s * (-0.37612634897232056f + s * (0.11283694207668304f
                     + s * (-0.02685927040874958f + s * (0.005200634244829416f
                     + s * (-0.0008137437398545444f + s * 8.345225069206208e-05f))))));
    const float u = t > 4.0f ? 4.0f : t;
    const float p = -0.12855511903762817f + u * (-0.6356092691421509f + u * (-0.10529444366693497f
                  + u * (0.02270829863846302f + u * (-0.002951671602204442f + u * (5.751305798185058e-05f
                  + u * (4.399996396386996e-05f + u * -4.806475772056729e-06f))))));
    const float far = 1.0f - exp_of(p * u - u);
    const float y = from_bits(to_bits(far) | (to_bits(x) & 0x80000000u));
    const float found = t < 0.92f ? near : y;
    return x == x ? found : x;
}

/* x = n pi / 2 + r, in three pieces of pi / 2 so that no digit is lost up to |x| of some ten thousand */
INLINE float turn(float x, uint32_t *n) {
    const float shifted = x * 0.636619772367581343f + ROUNDER;
    *n = to_bits(shifted) - to_bits(ROUNDER);
    const float whole = shifted - ROUNDER;
    return ((x - whole * 1.5703125f) - whole * 4.837512969970703125e-4f) - whole * 7.54978995489188e-8f;
}

INLINE float wave(float r, uint32_t n) {
    const float s = r * r;
    const float sine = r + r * s * (-0.1666666716337204f + s * (0.008333329111337662f
                     + s * (-0.00019839256128761917f + s * 2.7175644845556235e-06f)));
    const float cosine = 1.0f - 0.5f * s + s * s * (0.0416666679084301f + s * (-0.0013888883404433727f
                       + s * (2.479943577782251e-05f + s * -2.720330201100296e-07f)));
    const float y = (n & 1u) ? cosine : sine;
    return from_bits(to_bits(y) ^ ((n & 2u) << 30));
}

INLINE float sin_of(float x) { uint32_t n; const float r = turn(x, &n); return wave(r, n); }
INLINE float cos_of(float x) { uint32_t n; const float r = turn(x, &n); return wave(r, n + 1u); }

INLINE float sign_of(float x) { return x > 0.0f ? 1.0f : (x < 0.0f ? -1.0f : 0.0f); }

#endif
