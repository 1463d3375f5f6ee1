/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/tree-kernel.h"

typedef float V __attribute__ ((vector_size (32)));

static inline __attribute__ ((always_inline)) float
total (const V *v)
{
  return (((*v)[0] + (*v)[4]) + ((*v)[2] + (*v)[6])) + (((*v)[1] + (*v)[5]) + ((*v)[3] + (*v)[7]));
}

static void
pad (TgTreeSources *s)
{
  for (guint32 k = s->n; k < s->n + 8; k++)
    {
      s->x[k] = s->y[k] = 1;
      s->mass[k] = s->mx[k] = s->my[k] = 0;
    }
}

static inline __attribute__ ((always_inline)) void
near (const TgTreeSources *s, const float *x, const float *y, guint32 n, float soft2, float fade, float *fx, float *fy, float *stiff)
{
  const V *sx = (const V *) (const void *) s->x, *sy = (const V *) (const void *) s->y, *sm = (const V *) (const void *) s->mass;
  guint32 blocks = (s->n + 7) / 8;

  for (guint32 i = 0; i < n; i++)
    {
      V ax = { 0 }, ay = { 0 }, as = { 0 };
      for (guint32 b = 0; b < blocks; b++)
        {
          V dx = x[i] - sx[b], dy = y[i] - sy[b];
          V d2 = dx * dx + (dy * dy + soft2), f = sm[b] / (d2 + d2 * (d2 * fade));
          ax += dx * f;
          ay += dy * f;
          as += f;
        }
      fx[i] += total (&ax);
      fy[i] += total (&ay);
      stiff[i] += total (&as);
    }
}

#define TIMES(re, im, a, ai, b, bi) V re = (a) * (b) - (ai) * (bi), im = (a) * (bi) + (ai) * (b)

/* A cell of mass M and second moment Q at distance R from the centre gives, with q = 1/R, the coefficients
 * (-1)^l (M q^(l+1) + Q (l+1)(l+2)/2 q^(l+3)) of u^l: the binomial series of 1/(R + u)^(k+1). What is left of it by fading is
 * g = 1/(1 + fade R²), whose slope -2 fade g² R acts on M q. */
static inline __attribute__ ((always_inline)) void
far (const TgTreeSources *s, float fade, TgTreeSeries *series)
{
  guint32 blocks = (s->n + 7) / 8;
  V re[4] = { { 0 } }, im[4] = { { 0 } }, xx = { 0 }, xy = { 0 }, yy = { 0 };

  for (guint32 b = 0; b < blocks; b++)
    {
      V x = *(const V *) (const void *) (s->x + 8 * b), y = *(const V *) (const void *) (s->y + 8 * b);
      V m = *(const V *) (const void *) (s->mass + 8 * b), q = *(const V *) (const void *) (s->mx + 8 * b);
      V qi = *(const V *) (const void *) (s->my + 8 * b), d2 = x * x + y * y;
      V g = 1 / (1 + d2 * fade), r1 = x / d2, i1 = -y / d2, slope = -2 * fade * m * (g * g);
      xx += slope * x * r1;
      xy += slope * y * r1;
      yy -= slope * y * i1;
      m *= g;
      q *= g;
      qi *= g;
      TIMES (r2, i2, r1, i1, r1, i1);
      TIMES (q2, qi2, q, qi, r2, i2);
      /* M + Q (l+1)(l+2)/2 q² times the power */
      TIMES (a0, b0, m + q2, qi2, r1, i1);
      TIMES (a1, b1, m + 3 * q2, 3 * qi2, r2, i2);
      TIMES (r3, i3, r2, i2, r1, i1);
      TIMES (a2, b2, m + 6 * q2, 6 * qi2, r3, i3);
      TIMES (r4, i4, r2, i2, r2, i2);
      TIMES (a3, b3, m + 10 * q2, 10 * qi2, r4, i4);
      re[0] += a0;
      im[0] += b0;
      re[1] -= a1;
      im[1] -= b1;
      re[2] += a2;
      im[2] += b2;
      re[3] -= a3;
      im[3] -= b3;
    }
  series->xx += total (&xx);
  series->xy += total (&xy);
  series->yy += total (&yy);
  for (guint l = 0; l < 4; l++)
    {
      series->re[l] += total (&re[l]);
      series->im[l] += total (&im[l]);
    }
}

#if defined (__x86_64__)
__attribute__ ((target ("avx2,fma"))) static void
near_wide (const TgTreeSources *s, const float *x, const float *y, guint32 n, float soft2, float fade, float *fx, float *fy, float *stiff)
{
  near (s, x, y, n, soft2, fade, fx, fy, stiff);
}

__attribute__ ((target ("avx2,fma"))) static void
far_wide (const TgTreeSources *s, float fade, TgTreeSeries *series)
{
  far (s, fade, series);
}

static gboolean
wide (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}
#else
#define near_wide near
#define far_wide far
#define wide() FALSE
#endif

void
tg_tree_kernel_near (TgTreeSources *sources, const float *x, const float *y, guint32 n, float soft2, float fade, float *fx, float *fy, float *stiff)
{
  pad (sources);
  if (wide ())
    near_wide (sources, x, y, n, soft2, fade, fx, fy, stiff);
  else
    near (sources, x, y, n, soft2, fade, fx, fy, stiff);
}

void
tg_tree_kernel_far (TgTreeSources *sources, float fade, TgTreeSeries *series)
{
  pad (sources);
  if (wide ())
    far_wide (sources, fade, series);
  else
    far (sources, fade, series);
}
