/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/kind-icon.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "widgets/graph/palette.h"

struct _TgKindIcon
{
  GtkWidget    parent_instance;

  TgEntityKind kind;
  TgSeverity   severity;
  int          size;
};

enum { PROP_0, PROP_KIND, PROP_SIZE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TgKindIcon, tg_kind_icon, GTK_TYPE_WIDGET)

static void
tg_kind_icon_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = TG_KIND_ICON (widget)->size;
}

static void
tg_kind_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgKindIcon *self = TG_KIND_ICON (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double side = MIN (self->size, MIN (width, height));

  if (side <= 0)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tg_kind_paint_disc (cr, self->kind, self->severity, width / 2.0, height / 2.0, side / 2, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  cairo_destroy (cr);
}

static void
tg_kind_icon_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TgKindIcon *self = TG_KIND_ICON (object);

  switch (id)
    {
    case PROP_KIND: g_value_set_uint (value, self->kind); break;
    case PROP_SIZE: g_value_set_int (value, self->size); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tg_kind_icon_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TgKindIcon *self = TG_KIND_ICON (object);

  switch (id)
    {
    case PROP_KIND: tg_kind_icon_set_kind (self, g_value_get_uint (value)); break;
    case PROP_SIZE: tg_kind_icon_set_size (self, g_value_get_int (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tg_kind_icon_class_init (TgKindIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tg_kind_icon_get_property;
  object_class->set_property = tg_kind_icon_set_property;
  widget_class->measure = tg_kind_icon_measure;
  widget_class->snapshot = tg_kind_icon_snapshot;
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 1, 512, 16,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "kindicon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tg_kind_icon_init (TgKindIcon *self)
{
  self->size = 16;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tg_kind_icon_new (TgEntityKind kind, int size)
{
  return g_object_new (TG_TYPE_KIND_ICON, "kind", (guint) kind, "size", CLAMP (size, 1, 512), NULL);
}

void
tg_kind_icon_set_kind (TgKindIcon *self, TgEntityKind kind)
{
  g_return_if_fail (TG_IS_KIND_ICON (self));

  if (self->kind == kind)
    return;
  self->kind = kind;
  const char *title = tg_entity_kind_title (kind);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? _(title) : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

void
tg_kind_icon_set_severity (TgKindIcon *self, TgSeverity severity)
{
  g_return_if_fail (TG_IS_KIND_ICON (self));

  self->severity = severity;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tg_kind_icon_set_size (TgKindIcon *self, int size)
{
  g_return_if_fail (TG_IS_KIND_ICON (self));

  size = CLAMP (size, 1, 512);
  if (self->size == size)
    return;
  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}
