/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-city-private.h"
#include "tb-uuid.h"

/* Rule: data/wire/README.md, *Requests and answers*. */
static gboolean
is_purpose (const char *purpose)
{
  static const char *const reasons[] = {
    "walk-in", "verification", "duplicate-check", "complaint", "supervision", "audit", NULL,
  };

  if (purpose == NULL)
    return FALSE;
  if (g_str_has_prefix (purpose, "case:"))
    return tb_uuid_is_valid (purpose + strlen ("case:"));
  if (g_str_has_prefix (purpose, "reason:"))
    return g_strv_contains (reasons, purpose + strlen ("reason:"));

  return FALSE;
}

gboolean
tb_city_check_reader (TbCity *self,
                      const TbCityRequest *request,
                      const char *what,
                      TbCityAuthor *author,
                      GError **error)
{
  if (self->authority == NULL) {
    tb_city_problem_set (error, TB_PROBLEM_SIGNED_OUT, NULL, "Nobody can sign in here");
    return FALSE;
  }
  if (!self->authority->check_reader (self->authority_data, request, what, author, error))
    return FALSE;
  if (!is_purpose (tb_city_request_get_header (request, "tongban-purpose"))) {
    tb_city_problem_set (error,
                         TB_PROBLEM_PURPOSE_REQUIRED,
                         NULL,
                         "Tongban-Purpose must name a case or one of the reasons");
    return FALSE;
  }

  return TRUE;
}

/* Keyed, because the few identity numbers of a city are soon guessed through a plain hash. */
static char *
hash_criteria (TbCity *self, const char *criteria)
{
  guint8 raw[32];
  char *hex = g_malloc (2 * sizeof raw + 1);

  crypto_generichash (raw,
                      sizeof raw,
                      (const guint8 *) criteria,
                      strlen (criteria),
                      (const guint8 *) self->audit_key,
                      strlen (self->audit_key));

  return sodium_bin2hex (hex, 2 * sizeof raw + 1, raw, sizeof raw);
}

gboolean
tb_city_note_read (TbCity *self,
                   const TbCityRequest *request,
                   const TbCityRead *read,
                   GError **error)
{
  g_autofree char *criteria = hash_criteria (self, read->criteria);
  TbCityRead row = *read;

  row.criteria = criteria;
  row.device = request->device != NULL ? request->device : "";
  row.purpose = tb_city_request_get_header (request, "tongban-purpose");
  row.request = tb_city_request_get_header (request, "tongban-request");

  return self->storage->does->add_read (self->storage, &row, error);
}

TbArea
tb_city_find_reader_area (TbCity *self, const TbCityRequest *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityLane) lane =
      self->storage->does->find_device (self->storage, request->device, &local);

  if (lane != NULL)
    return lane->area;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tb_city_problem_set (error, TB_PROBLEM_UNKNOWN_DEVICE, NULL, "This window has no lane here");

  return TB_AREA_NONE;
}
