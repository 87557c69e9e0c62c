// What the kernels take from <math.h>: WebAssembly has no C library.
#ifndef FLEDGE_BROWSER_MATH_H
#define FLEDGE_BROWSER_MATH_H

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define sqrtf __builtin_sqrtf

float fmaf(float, float, float);

#endif
