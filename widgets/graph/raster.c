/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/raster.h"

#include <math.h>
#ifdef __SSE2__
# include <emmintrin.h>
#endif

#include "core/layout/crew.h"

#define DASH_ON 6.0
#define DASH_PERIOD 10.0
#define BAND_ROWS 48
#define FAR 1e6                 /* pixels; further away numbers lose their meaning */

typedef enum { OP_LINE, OP_ARROW, OP_SPRITE } OpKind;

typedef struct
{
  OpKind   kind;
  guint32  colour;              /* premultiplied */
  float    a[6];                /* line: x1 y1 x2 y2 width dash period; arrow: x y ux uy size; sprite: x y of its upper left */
  float    top, bottom;         /* rows it may touch */
  const TgSprite *sprite;
} Op;

struct _TgRaster
{
  cairo_surface_t *surface;
  guint32         *pixels;
  int              width, height;
  gsize            stride;      /* pixels */
  double           scale;
  GArray          *ops;
};

/* The rows one thread draws. */
typedef struct { guint32 *pixels; gsize stride; int width, top, bottom; } Band;

static guint32
premultiplied (const GdkRGBA *colour)
{
  double alpha = CLAMP ((double) colour->alpha, 0, 1);

  return (guint32) lround (alpha * 255) << 24 | (guint32) lround (CLAMP ((double) colour->red, 0, 1) * alpha * 255) << 16
         | (guint32) lround (CLAMP ((double) colour->green, 0, 1) * alpha * 255) << 8 | (guint32) lround (CLAMP ((double) colour->blue, 0, 1) * alpha * 255);
}

/* source OVER pixel, the source weighted by cover of 256. Two channels in one multiplication: eight bits between them hold what one
 * channel's product carries. */
static inline void
blend (guint32 *pixel, guint32 source, guint cover)
{
  guint32 rb = ((source & 0xff00ff) * cover >> 8) & 0xff00ff, ag = ((source >> 8 & 0xff00ff) * cover) & 0xff00ff00;
  guint32 keep = 256 - (ag >> 24) - (ag >> 31);
  guint32 under = *pixel;

  *pixel = rb + ag + (((under & 0xff00ff) * keep >> 8) & 0xff00ff) + (((under >> 8 & 0xff00ff) * keep) & 0xff00ff00);
}

/* A colour at each of the degrees of cover, with what it leaves of the pixel under it: a line's pixels are blended by two
 * multiplications instead of four. */
#define DEGREES 32
typedef struct { guint32 source, keep; guint16 keeps[4]; } Degree;      /* keep once more for each channel */

static void
ramp_init (Degree *ramp, guint32 colour)
{
  for (guint i = 0; i <= DEGREES; i++)
    {
      guint cover = i * 256 / DEGREES;
      guint32 rb = ((colour & 0xff00ff) * cover >> 8) & 0xff00ff, ag = ((colour >> 8 & 0xff00ff) * cover) & 0xff00ff00;

      guint32 keep = 256 - (ag >> 24) - (ag >> 31);

      ramp[i] = (Degree) { rb | ag, keep, { (guint16) keep, (guint16) keep, (guint16) keep, (guint16) keep } };
    }
}

static inline void
blend_degree (guint32 *pixel, const Degree *degree)
{
  guint32 under = *pixel;

  *pixel = degree->source + (((under & 0xff00ff) * degree->keep >> 8) & 0xff00ff) + (((under >> 8 & 0xff00ff) * degree->keep) & 0xff00ff00);
}

/* Two pixels at once: they may be anywhere. */
static inline void
blend_pair (guint32 *a, guint32 *b, const Degree *of_a, const Degree *of_b)
{
#ifdef __SSE2__
  const __m128i zero = _mm_setzero_si128 ();
  __m128i under = _mm_unpacklo_epi8 (_mm_unpacklo_epi32 (_mm_cvtsi32_si128 ((int) *a), _mm_cvtsi32_si128 ((int) *b)), zero);
  __m128i keep = _mm_unpacklo_epi64 (_mm_loadl_epi64 ((const __m128i *) (gconstpointer) of_a->keeps),
                                     _mm_loadl_epi64 ((const __m128i *) (gconstpointer) of_b->keeps));
  __m128i source = _mm_unpacklo_epi32 (_mm_cvtsi32_si128 ((int) of_a->source), _mm_cvtsi32_si128 ((int) of_b->source));
  __m128i sum = _mm_add_epi8 (_mm_packus_epi16 (_mm_srli_epi16 (_mm_mullo_epi16 (under, keep), 8), zero), source);

  *a = (guint32) _mm_cvtsi128_si32 (sum);
  *b = (guint32) _mm_cvtsi128_si32 (_mm_srli_si128 (sum, 4));
#else
  blend_degree (a, of_a);
  blend_degree (b, of_b);
#endif
}

/* Lines: along the axis in which they are longer, pixel by pixel, in 16.16 fixed point. A thin one gives its colour to the two pixels
 * on both sides of its middle (X. Wu, "An efficient antialiasing technique", 1991); across a wider one, cover falls off linearly with
 * the distance from the middle (R. Gupta and R. Sproull, "Filtering edges for gray-scale displays", 1981, with a box for the filter). */

#define ONE 65536
#define THIN 1.25               /* pixels */

typedef struct
{
  gsize  along, across;         /* distance of neighbouring pixels */
  int    u0, u1, v0, v1;        /* what may be drawn on: along, across */
  int    first, last;           /* pixels along */
  int    centre, slope;         /* fixed: where the middle is across at first; what it moves by a pixel */
  int    phase, on, period;     /* fixed, along: dashes; period 0: none */
  double from, to, start, rise, cosine, half, strength;
} Walk;

/* The part along which it can be seen. FALSE: none. */
static gboolean
walk_clip (Walk *w, double reach)
{
  double from = MAX (w->from, w->u0), to = MIN (w->to, w->u1);

  if (fabs (w->rise) > 1e-6)
    {
      double a = w->from + (w->v0 - reach - w->start) / w->rise, b = w->from + (w->v1 + reach - w->start) / w->rise;
      from = MAX (from, MIN (a, b) - 1);
      to = MIN (to, MAX (a, b) + 1);
    }
  else if (w->start + reach < w->v0 || w->start - reach > w->v1)
    return FALSE;
  if (!(to > from))
    return FALSE;
  w->first = MAX ((int) (from + 0.5), w->u0);
  w->last = MIN ((int) (to + 0.5), w->u1) - 1;
  return w->first <= w->last;
}

static gboolean
walk_init (Walk *w, const Band *band, const Op *op)
{
  double x1 = (double) op->a[0], y1 = (double) op->a[1], x2 = (double) op->a[2], y2 = (double) op->a[3], width = (double) op->a[4], dash = (double) op->a[5];
  gboolean steep = fabs (y2 - y1) > fabs (x2 - x1), turned = steep ? y1 > y2 : x1 > x2;
  double u1 = steep ? y1 : x1, v1 = steep ? x1 : y1, u2 = steep ? y2 : x2, v2 = steep ? x2 : y2;

  if (!(fabs (u2 - u1) > 1e-3))
    return FALSE;
  *w = (Walk) { .along = steep ? band->stride : 1, .across = steep ? 1 : band->stride,
                .u0 = steep ? band->top : 0, .u1 = steep ? band->bottom : band->width, .v0 = steep ? 0 : band->top, .v1 = steep ? band->width : band->bottom,
                .from = turned ? u2 : u1, .to = turned ? u1 : u2, .start = turned ? v2 : v1, .rise = (v2 - v1) / (u2 - u1),
                .half = MAX (width, 1) / 2, .strength = MIN (width, THIN) };
  w->cosine = 1 / sqrt (1 + w->rise * w->rise);
  if (!walk_clip (w, (w->half + 0.5) / w->cosine + 1))
    return FALSE;
  w->centre = (int) ((w->start + w->rise * (w->first + 0.5 - w->from) - 0.5) * ONE);
  w->slope = (int) (w->rise * ONE);
  if (dash > 0)
    {
      w->period = MAX ((int) (dash * w->cosine * ONE), 1);
      w->on = (int) (dash * w->cosine * ONE * DASH_ON / DASH_PERIOD);
      w->phase = (int) (fmod (w->first + 0.5 - w->from, dash * w->cosine) * ONE);
    }
  return TRUE;
}

/* Whether this pixel along is in a gap; on to the next. */
static inline gboolean
in_gap (Walk *w)
{
  gboolean gap = w->phase > w->on;

  w->phase += ONE;
  while (w->phase >= w->period)
    w->phase -= w->period;
  return gap;
}

/* The loops below work on copies: the compiler has to believe that a pixel written may be a member of *w. */

static void
draw_thin (const Band *band, Walk *w, const Degree *ramp)
{
  const guint strength = (guint) MIN (w->strength / w->cosine * DEGREES, DEGREES), rows = (guint) (w->v1 - w->v0);
  const gssize along = (gssize) w->along, across = (gssize) w->across;
  const int v0 = w->v0, slope = w->slope;
  const gboolean dashed = w->period != 0;
  guint32 *base = band->pixels + (gssize) w->first * along;
  int centre = w->centre;

  for (int left = w->last - w->first; left >= 0; left--, base += along, centre += slope)
    {
      int v = centre >> 16;
      guint share = (((guint) centre & 0xffff) * strength + ONE / 2) >> 16;
      guint32 *pixel = base + v * across;

      if (G_UNLIKELY (dashed) && in_gap (w))
        continue;
      if ((guint) (v - v0) < rows - 1)
        blend_pair (pixel, pixel + across, &ramp[strength - share], &ramp[share]);
      else if (v == v0 - 1)
        blend_degree (pixel + across, &ramp[share]);
      else if ((guint) (v - v0) < rows)
        blend_degree (pixel, &ramp[strength - share]);
    }
}

static inline int
degree_at (int off, int edge, int cosine)
{
  /* both ends of the range lie within reach: the degree falls below 0 by rounding only */
  int degree = (edge - (((int) ((guint) ABS (off) >> 8) * cosine) >> 8)) >> 8;

  return CLAMP (degree, 0, DEGREES);
}

static void
draw_wide (const Band *band, Walk *w, const Degree *ramp)
{
  const int reach = (int) ((w->half + 0.5) / w->cosine * ONE), cosine = (int) (w->cosine * DEGREES * 256), edge = (int) ((w->half + 0.5) * DEGREES * 256);
  const gssize along = (gssize) w->along, across = (gssize) w->across;
  const int v0 = w->v0, v1 = w->v1, slope = w->slope;
  const gboolean dashed = w->period != 0;
  guint32 *base = band->pixels + (gssize) w->first * along;
  int centre = w->centre;

  for (int left = w->last - w->first; left >= 0; left--, base += along, centre += slope)
    {
      int low = MAX ((centre - reach + ONE - 1) >> 16, v0), high = MIN ((centre + reach) >> 16, v1 - 1);
      guint32 *pixel = base + low * across;

      if (G_UNLIKELY (dashed) && in_gap (w))
        continue;
      int v = low, off = low * ONE - centre;
      for (; v < high; v += 2, off += 2 * ONE, pixel += 2 * across)
        blend_pair (pixel, pixel + across, &ramp[degree_at (off, edge, cosine)], &ramp[degree_at (off + ONE, edge, cosine)]);
      if (v == high)
        blend_degree (pixel, &ramp[degree_at (off, edge, cosine)]);
    }
}

static void
draw_line (const Band *band, const Op *op)
{
  Degree ramp[DEGREES + 1];
  Walk w;

  if (!walk_init (&w, band, op))
    return;
  ramp_init (ramp, op->colour);
  if ((double) op->a[4] <= THIN)
    draw_thin (band, &w, ramp);
  else
    draw_wide (band, &w, ramp);
}

/* A triangle: the least distance from its three sides is its cover. */
static void
draw_arrow (const Band *band, const Op *op)
{
  const float x = op->a[0], y = op->a[1], ux = op->a[2], uy = op->a[3], size = op->a[4];
  const float slant = 0.9119f, rise = 0.4104f;      /* normal of a side whose half width is 0.45 of its length */
  int x0 = (int) floorf (x - size * 1.1f), x1 = (int) ceilf (x + size * 1.1f), y0 = (int) floorf (y - size * 1.1f), y1 = (int) ceilf (y + size * 1.1f);

  for (int row = MAX (y0, band->top); row < MIN (y1, band->bottom); row++)
    for (int column = MAX (x0, 0); column < MIN (x1, band->width); column++)
      {
        float dx = (float) column + 0.5f - x, dy = (float) row + 0.5f - y;
        float back = -(dx * ux + dy * uy), side = fabsf (dy * ux - dx * uy);
        float inside = MIN (back * rise - side * slant, size - back) + 0.5f;
        if (inside > 0.004f)
          blend (&band->pixels[(gsize) row * band->stride + (gsize) column], op->colour, (guint) (MIN (inside, 1) * 256));
      }
}

#ifdef __SSE2__
static inline void
blend_four (guint32 *to, const guint32 *from)
{
  const __m128i zero = _mm_setzero_si128 (), source = _mm_loadu_si128 ((const __m128i *) (gconstpointer) from);
  const __m128i alpha = _mm_srli_epi32 (source, 24);

  if (_mm_movemask_epi8 (_mm_cmpeq_epi32 (source, zero)) == 0xffff)
    return;
  if (_mm_movemask_epi8 (_mm_cmpeq_epi32 (alpha, _mm_set1_epi32 (255))) == 0xffff)
    {
      _mm_storeu_si128 ((__m128i *) (gpointer) to, source);
      return;
    }
  const __m128i under = _mm_loadu_si128 ((const __m128i *) (gconstpointer) to);
  const __m128i keep = _mm_sub_epi32 (_mm_sub_epi32 (_mm_set1_epi32 (256), alpha), _mm_srli_epi32 (alpha, 7));
  const __m128i keeps = _mm_or_si128 (keep, _mm_slli_epi32 (keep, 16));       /* of four pixels, twice each */
  __m128i low = _mm_mullo_epi16 (_mm_unpacklo_epi8 (under, zero), _mm_unpacklo_epi32 (keeps, keeps));
  __m128i high = _mm_mullo_epi16 (_mm_unpackhi_epi8 (under, zero), _mm_unpackhi_epi32 (keeps, keeps));
  __m128i rest = _mm_packus_epi16 (_mm_srli_epi16 (low, 8), _mm_srli_epi16 (high, 8));

  _mm_storeu_si128 ((__m128i *) (gpointer) to, _mm_add_epi8 (rest, source));
}
#endif

static void
draw_sprite (const Band *band, const Op *op)
{
  const TgSprite *sprite = op->sprite;
  const guint32 *source = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (sprite->surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (sprite->surface) / 4;
  int x = (int) op->a[0], y = (int) op->a[1], left = MAX (x, 0), right = MIN (x + sprite->width, band->width);

  for (int row = MAX (y, band->top); row < MIN (y + sprite->height, band->bottom); row++)
    {
      const guint32 *from = source + (gsize) (row - y) * stride + (gsize) (left - x);
      guint32 *to = band->pixels + (gsize) row * band->stride + (gsize) left;

      int column = left;
#ifdef __SSE2__
      for (; column + 4 <= right; column += 4, from += 4, to += 4)
        blend_four (to, from);
#endif
      for (; column < right; column++, from++, to++)
        if (*from >> 24 == 255)
          *to = *from;
        else if (*from != 0)
          blend (to, *from, 256);
    }
}

static void
draw_band (TgRaster *self, guint32 from, guint32 to)
{
  const Band band = { self->pixels, self->stride, self->width, (int) from, (int) to };

  for (guint i = 0; i < self->ops->len; i++)
    {
      const Op *op = &g_array_index (self->ops, Op, i);

      if (op->bottom < (float) from || op->top > (float) to)
        continue;
      if (op->kind == OP_LINE)
        draw_line (&band, op);
      else if (op->kind == OP_ARROW)
        draw_arrow (&band, op);
      else
        draw_sprite (&band, op);
    }
}

/* In bands that stay in the processor's cache: a steep line touches a row of memory a pixel. */
static void
draw_rows (gpointer data, guint32 from, guint32 to)
{
  for (guint32 row = from; row < to; row += BAND_ROWS)
    draw_band (data, row, MIN (row + BAND_ROWS, to));
}

gboolean
tg_raster_fits (cairo_t *cr)
{
  cairo_surface_t *target = cairo_get_target (cr);
  cairo_matrix_t matrix;
  double sx, sy, ox, oy;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE || cairo_image_surface_get_data (target) == NULL
      || (cairo_image_surface_get_format (target) != CAIRO_FORMAT_ARGB32 && cairo_image_surface_get_format (target) != CAIRO_FORMAT_RGB24))
    return FALSE;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_scale (target, &sx, &sy);
  cairo_surface_get_device_offset (target, &ox, &oy);
  return matrix.xx == 1 && matrix.yy == 1 && matrix.xy == 0 && matrix.yx == 0 && matrix.x0 == 0 && matrix.y0 == 0 && sx == sy && ox == 0 && oy == 0;
}

TgRaster *
tg_raster_new (cairo_t *cr)
{
  cairo_surface_t *target = cairo_get_target (cr);
  TgRaster *self;
  double sx, sy;

  g_return_val_if_fail (tg_raster_fits (cr), NULL);
  self = g_new0 (TgRaster, 1);
  cairo_surface_get_device_scale (target, &sx, &sy);
  self->surface = cairo_surface_reference (target);
  self->pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (target);
  self->width = cairo_image_surface_get_width (target);
  self->height = cairo_image_surface_get_height (target);
  self->stride = (gsize) cairo_image_surface_get_stride (target) / 4;
  self->scale = sx;
  self->ops = g_array_new (FALSE, FALSE, sizeof (Op));
  return self;
}

void
tg_raster_free (TgRaster *self)
{
  if (self == NULL)
    return;
  cairo_surface_destroy (self->surface);
  g_array_unref (self->ops);
  g_free (self);
}

double
tg_raster_scale (const TgRaster *self)
{
  return self->scale;
}

static gboolean
is_near (double x, double y)
{
  return fabs (x) < FAR && fabs (y) < FAR;
}

void
tg_raster_line (TgRaster *self, double x1, double y1, double x2, double y2, double width, const GdkRGBA *colour, gboolean dashed)
{
  const double s = self->scale, reach = width * s / 2 + 1;
  const Op op = { OP_LINE, premultiplied (colour), { (float) (x1 * s), (float) (y1 * s), (float) (x2 * s), (float) (y2 * s), (float) (width * s),
                  dashed ? (float) (DASH_PERIOD * s) : 0 }, (float) (MIN (y1, y2) * s - reach), (float) (MAX (y1, y2) * s + reach), NULL };

  if (is_near (x1 * s, y1 * s) && is_near (x2 * s, y2 * s))
    g_array_append_val (self->ops, op);
}

void
tg_raster_arrow (TgRaster *self, double x, double y, double ux, double uy, double size, const GdkRGBA *colour)
{
  const double s = self->scale, reach = size * s * 1.1 + 1;
  const Op op = { OP_ARROW, premultiplied (colour), { (float) (x * s), (float) (y * s), (float) ux, (float) uy, (float) (size * s) },
                  (float) (y * s - reach), (float) (y * s + reach), NULL };

  if (is_near (x * s, y * s) && reach < 1000)
    g_array_append_val (self->ops, op);
}

void
tg_raster_sprite (TgRaster *self, const TgSprite *sprite, double x, double y)
{
  const double left = floor (x * self->scale + 0.5) - sprite->x, top = floor (y * self->scale + 0.5) - sprite->y;
  const Op op = { OP_SPRITE, 0, { (float) left, (float) top }, (float) top, (float) (top + sprite->height), sprite };

  if (is_near (left, top))
    g_array_append_val (self->ops, op);
}

void
tg_raster_share (guint32 n, TgCrewWork work, gpointer data)
{
  static TgCrew *crew = NULL;       /* threads are made once and wait between pictures */

  if (crew == NULL)
    crew = tg_crew_new (MIN (g_get_num_processors (), 8));
  tg_crew_run (crew, n, work, data);
}

void
tg_raster_flush (TgRaster *self)
{
  if (self->ops->len == 0)
    return;
  cairo_surface_flush (self->surface);
  tg_raster_share ((guint32) self->height, draw_rows, self);
  cairo_surface_mark_dirty (self->surface);
  g_array_set_size (self->ops, 0);
}
