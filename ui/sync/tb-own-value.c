/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-own-value"

#include "config.h"

#include "tb-own-value.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-words.h"

struct _TbOwnValue {
  GtkBox parent_instance;
  GtkEditable *entry; /* NULL with a list */
  GtkDropDown *list;  /* NULL with an entry */
  GPtrArray *codes;   /* (element-type utf8) of @list, after “choose” */
  GCancellable *asking;
};

G_DEFINE_FINAL_TYPE (TbOwnValue, tb_own_value, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
entry_changed_cb (TbOwnValue *self)
{
  g_signal_emit (self, signals[CHANGED], 0, gtk_editable_get_text (self->entry));
}

static void
list_changed_cb (TbOwnValue *self)
{
  guint i = gtk_drop_down_get_selected (self->list);

  g_signal_emit (self, signals[CHANGED], 0, i < self->codes->len ? self->codes->pdata[i] : "");
}

static void
set_label (GtkWidget *widget, const TbOwnValueField *field)
{
  g_autofree char *label = g_strdup_printf (_ ("Another value for %s"), field->label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
}

static void
add_entry (TbOwnValue *self, const TbOwnValueField *field)
{
  GtkWidget *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Type a value"));
  gtk_widget_set_hexpand (entry, TRUE);
  set_label (entry, field);
  gtk_box_append (GTK_BOX (self), entry);
  g_signal_connect_object (entry,
                           "changed",
                           G_CALLBACK (entry_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
add_code (TbOwnValue *self, GtkStringList *names, const char *code, const char *name)
{
  g_ptr_array_add (self->codes, g_strdup (code));
  gtk_string_list_append (names, name);
}

static void
fill_list (TbOwnValue *self, const json_t *answer)
{
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (self->list));
  const json_t *row;
  size_t i;

  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
      add_code (self, names, tb_json_get_string (row, "code"), tb_json_get_string (row, "label"));
}

static void
codes_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbOwnValue) self = user_data;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, NULL);

  if (answer != NULL && self->list != NULL)
    fill_list (self, answer);
}

static GtkStringList *
add_list (TbOwnValue *self, const TbOwnValueField *field)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->codes = g_ptr_array_new_with_free_func (g_free);
  add_code (self, names, "", _ ("Choose a value"));
  self->list = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (names), text));
  gtk_drop_down_set_enable_search (self->list, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->list), TRUE);
  set_label (GTK_WIDGET (self->list), field);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  g_signal_connect_object (self->list,
                           "notify::selected",
                           G_CALLBACK (list_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);

  return names;
}

static void
ask_codes (TbOwnValue *self, TbWorkplace *workplace, const TbOwnValueField *field)
{
  g_autoptr (json_t) args =
      json_pack ("{s:s, s:s}", "item", field->item, "field", field->field + strlen ("/form/"));
  TbDeskRequest request = { "codes", args, NULL, NULL };

  tb_workplace_call_async (workplace, &request, self->asking, codes_cb, g_object_ref (self));
}

GtkWidget *
tb_own_value_new (TbWorkplace *workplace, const TbOwnValueField *field)
{
  TbOwnValue *self = g_object_new (TB_TYPE_OWN_VALUE, NULL);
  GtkStringList *names;

  if (strcmp (field->type, "area") == 0) {
    names = add_list (self, field);
    for (int i = 0; i < TB_N_AREAS; i++)
      add_code (self, names, tb_area_get_slug ((TbArea) i), tb_city_words_get_name ((TbArea) i));
  } else if (strcmp (field->type, "boolean") == 0) {
    names = add_list (self, field);
    add_code (self, names, "true", _ ("yes"));
    add_code (self, names, "false", _ ("no"));
  } else if (strcmp (field->type, "code") == 0 && g_str_has_prefix (field->field, "/form/")) {
    add_list (self, field);
    ask_codes (self, workplace, field);
  } else {
    add_entry (self, field);
  }

  return GTK_WIDGET (self);
}

static gboolean
tb_own_value_grab_focus (GtkWidget *widget)
{
  TbOwnValue *self = TB_OWN_VALUE (widget);

  return gtk_widget_grab_focus (self->entry != NULL ? GTK_WIDGET (self->entry)
                                                    : GTK_WIDGET (self->list));
}

static void
tb_own_value_dispose (GObject *object)
{
  TbOwnValue *self = TB_OWN_VALUE (object);

  g_cancellable_cancel (self->asking);
  self->list = NULL;
  self->entry = NULL;

  G_OBJECT_CLASS (tb_own_value_parent_class)->dispose (object);
}

static void
tb_own_value_finalize (GObject *object)
{
  TbOwnValue *self = TB_OWN_VALUE (object);

  g_clear_pointer (&self->codes, g_ptr_array_unref);
  g_clear_object (&self->asking);

  G_OBJECT_CLASS (tb_own_value_parent_class)->finalize (object);
}

static void
tb_own_value_class_init (TbOwnValueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_own_value_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_own_value_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = tb_own_value_grab_focus;
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
}

static void
tb_own_value_init (TbOwnValue *self)
{
  self->asking = g_cancellable_new ();
}
