/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-columns"

#include "config.h"

#include "tb-columns.h"

#define GAP         24
#define STACK_BELOW 780
#define LEFT_PARTS  3
#define ALL_PARTS   7

struct _TbColumns {
  GtkWidget parent_instance;
};

static GtkBuildableIface *parent_buildable;

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (buildable));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbColumns,
                               tb_columns,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static int
left_width (int width)
{
  return (width - GAP) * LEFT_PARTS / ALL_PARTS;
}

/* Large text may need more than the parts give: then it is one column as well. */
static gboolean
is_stacked (GtkWidget *left, GtkWidget *right, int width)
{
  int left_min;
  int right_min;

  gtk_widget_measure (left, GTK_ORIENTATION_HORIZONTAL, -1, &left_min, NULL, NULL, NULL);
  gtk_widget_measure (right, GTK_ORIENTATION_HORIZONTAL, -1, &right_min, NULL, NULL, NULL);

  return width < STACK_BELOW || left_width (width) < left_min ||
         width - GAP - left_width (width) < right_min;
}

static void
measure_width (GtkWidget *left, GtkWidget *right, int *minimum, int *natural)
{
  int mins[2];
  int nats[2];

  gtk_widget_measure (left, GTK_ORIENTATION_HORIZONTAL, -1, &mins[0], &nats[0], NULL, NULL);
  gtk_widget_measure (right, GTK_ORIENTATION_HORIZONTAL, -1, &mins[1], &nats[1], NULL, NULL);
  *minimum = MAX (mins[0], mins[1]);
  *natural = MAX (*minimum, nats[0] + GAP + nats[1]);
}

static void
tb_columns_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  GtkWidget *left = gtk_widget_get_first_child (widget);
  GtkWidget *right = gtk_widget_get_last_child (widget);
  gboolean stacks;
  int width;
  int heights[2];

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (left, right, minimum, natural);
    return;
  }

  stacks = for_size >= 0 && is_stacked (left, right, for_size);
  width = for_size < 0 ? -1 : stacks ? for_size : left_width (for_size);
  gtk_widget_measure (left, orientation, width, &heights[0], NULL, NULL, NULL);
  width = for_size < 0 || stacks ? for_size : for_size - GAP - left_width (for_size);
  gtk_widget_measure (right, orientation, width, &heights[1], NULL, NULL, NULL);
  *minimum = stacks ? heights[0] + GAP + heights[1] : MAX (heights[0], heights[1]);
  *natural = *minimum;
}

static void
tb_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *left = gtk_widget_get_first_child (widget);
  GtkWidget *right = gtk_widget_get_last_child (widget);
  gboolean is_reversed = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation first = { 0, 0, width, height };
  GtkAllocation second = first;

  if (is_stacked (left, right, width)) {
    gtk_widget_measure (left, GTK_ORIENTATION_VERTICAL, width, &first.height, NULL, NULL, NULL);
    second.y = first.height + GAP;
    second.height = MAX (0, height - second.y);
  } else {
    first.width = left_width (width);
    second.width = width - GAP - first.width;
    first.x = is_reversed ? second.width + GAP : 0;
    second.x = is_reversed ? 0 : first.width + GAP;
  }
  gtk_widget_size_allocate (left, &first, -1);
  gtk_widget_size_allocate (right, &second, -1);
}

static GtkSizeRequestMode
tb_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tb_columns_parent_class)->dispose (object);
}

static void
tb_columns_class_init (TbColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_columns_dispose;
  widget_class->measure = tb_columns_measure;
  widget_class->size_allocate = tb_columns_size_allocate;
  widget_class->get_request_mode = tb_columns_get_request_mode;
}

static void
tb_columns_init (TbColumns *self)
{
}
