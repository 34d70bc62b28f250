/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

#include <string.h>

/* A column of a register: name, parameter, JSON type, and whether it may be absent. */
typedef struct {
  const char *name;
  const char *parameter;
  json_type type;
  gboolean is_optional;
} Column;

#define TEXT(name)                                                                                 \
  {                                                                                                \
    name, ":" name, JSON_STRING, FALSE                                                             \
  }
#define OPTIONAL_TEXT(name)                                                                        \
  {                                                                                                \
    name, ":" name, JSON_STRING, TRUE                                                              \
  }
#define NUMBER(name)                                                                               \
  {                                                                                                \
    name, ":" name, JSON_INTEGER, FALSE                                                            \
  }
#define TRUTH(name)                                                                                \
  {                                                                                                \
    name, ":" name, JSON_TRUE, FALSE                                                               \
  }

#define MAX_COLUMNS 12

/* In the order of the SELECTs below. */
static const Column columns[TB_CITY_N_REGISTERS][MAX_COLUMNS] = {
  [TB_CITY_PERSONS] = { TEXT ("id_type"),
                        TEXT ("id_no"),
                        TEXT ("name"),
                        TEXT ("sex"),
                        TEXT ("birth"),
                        OPTIONAL_TEXT ("mobile"),
                        OPTIONAL_TEXT ("hukou_region"),
                        OPTIONAL_TEXT ("hukou_address"),
                        OPTIONAL_TEXT ("live_region"),
                        OPTIONAL_TEXT ("live_address"),
                        TEXT ("area") },
  [TB_CITY_INSURANCE] = { TEXT ("id_no"),
                          TEXT ("scheme"),
                          TEXT ("area"),
                          TEXT ("from"),
                          OPTIONAL_TEXT ("to"),
                          NUMBER ("months"),
                          NUMBER ("account_fen"),
                          TEXT ("status"),
                          TEXT ("personal_no") },
  [TB_CITY_BENEFITS] = { TEXT ("id_no"),
                         TEXT ("kind"),
                         TEXT ("area"),
                         TEXT ("status"),
                         TEXT ("since"),
                         NUMBER ("monthly_fen") },
  [TB_CITY_ARCHIVES] = { TEXT ("id_no"),
                         TEXT ("archive_no"),
                         TEXT ("area"),
                         TEXT ("keeper"),
                         TEXT ("status"),
                         TEXT ("since"),
                         TRUTH ("restricted") },
  [TB_CITY_CERTIFICATES] = { TEXT ("id_no"),
                             TEXT ("cert_no"),
                             TEXT ("area"),
                             TEXT ("issued"),
                             TEXT ("status") },
};

/* A row that stands there already is left alone, so that the changes can be counted and a
 * repeated import writes nothing. */
static const char *const upserts[TB_CITY_N_REGISTERS] = {
  [TB_CITY_PERSONS] =
      "INSERT INTO persons (id_type, id_no, name, sex, birth, mobile, hukou_region,"
      " hukou_address, live_region, live_address, area) VALUES (:id_type, :id_no, :name,"
      " :sex, :birth, :mobile, :hukou_region, :hukou_address, :live_region, :live_address,"
      " :area) ON CONFLICT (id_no, id_type) DO UPDATE SET (name, sex, birth, mobile,"
      " hukou_region, hukou_address, live_region, live_address, area) = (excluded.name,"
      " excluded.sex, excluded.birth, excluded.mobile, excluded.hukou_region,"
      " excluded.hukou_address, excluded.live_region, excluded.live_address, excluded.area)"
      " WHERE (persons.name, persons.sex, persons.birth, persons.mobile,"
      " persons.hukou_region, persons.hukou_address, persons.live_region,"
      " persons.live_address, persons.area) IS NOT (excluded.name, excluded.sex,"
      " excluded.birth, excluded.mobile, excluded.hukou_region, excluded.hukou_address,"
      " excluded.live_region, excluded.live_address, excluded.area)",
  [TB_CITY_INSURANCE] =
      "INSERT INTO insurance (id_no, scheme, area, \"from\", \"to\", months, account_fen,"
      " status, personal_no) VALUES (:id_no, :scheme, :area, :from, :to, :months,"
      " :account_fen, :status, :personal_no) ON CONFLICT (id_no, scheme, area, \"from\") DO"
      " UPDATE SET (\"to\", months, account_fen, status, personal_no) = (excluded.\"to\","
      " excluded.months, excluded.account_fen, excluded.status, excluded.personal_no) WHERE"
      " (insurance.\"to\", insurance.months, insurance.account_fen, insurance.status,"
      " insurance.personal_no) IS NOT (excluded.\"to\", excluded.months, excluded.account_fen,"
      " excluded.status, excluded.personal_no)",
  [TB_CITY_BENEFITS] =
      "INSERT INTO benefits (id_no, kind, area, status, since, monthly_fen) VALUES (:id_no,"
      " :kind, :area, :status, :since, :monthly_fen) ON CONFLICT (id_no, kind, area, since)"
      " DO UPDATE SET (status, monthly_fen) = (excluded.status, excluded.monthly_fen) WHERE"
      " (benefits.status, benefits.monthly_fen) IS NOT (excluded.status,"
      " excluded.monthly_fen)",
  [TB_CITY_ARCHIVES] =
      "INSERT INTO archives (id_no, archive_no, area, keeper, status, since, restricted)"
      " VALUES (:id_no, :archive_no, :area, :keeper, :status, :since, :restricted) ON"
      " CONFLICT (archive_no, area) DO UPDATE SET (id_no, keeper, status, since, restricted)"
      " = (excluded.id_no, excluded.keeper, excluded.status, excluded.since,"
      " excluded.restricted) WHERE (archives.id_no, archives.keeper, archives.status,"
      " archives.since, archives.restricted) IS NOT (excluded.id_no, excluded.keeper,"
      " excluded.status, excluded.since, excluded.restricted)",
  [TB_CITY_CERTIFICATES] =
      "INSERT INTO certificates (id_no, cert_no, area, issued, status) VALUES (:id_no,"
      " :cert_no, :area, :issued, :status) ON CONFLICT (cert_no, area) DO UPDATE SET (id_no,"
      " issued, status) = (excluded.id_no, excluded.issued, excluded.status) WHERE"
      " (certificates.id_no, certificates.issued, certificates.status) IS NOT"
      " (excluded.id_no, excluded.issued, excluded.status)",
};

/* Best first: an exact document number, then those whom this register knows as its own. */
static const char *const queries[TB_CITY_N_REGISTERS] = {
  [TB_CITY_PERSONS] = "SELECT id_type, id_no, name, sex, birth, mobile, hukou_region,"
                      " hukou_address, live_region, live_address, area FROM persons"
                      " WHERE id_no = :id_no"
                      " UNION ALL "
                      "SELECT id_type, id_no, name, sex, birth, mobile, hukou_region,"
                      " hukou_address, live_region, live_address, area FROM persons"
                      " WHERE name = :name AND birth = :birth AND id_no IS NOT :id_no",
  [TB_CITY_INSURANCE] = "SELECT id_no, scheme, area, \"from\", \"to\", months, account_fen,"
                        " status, personal_no FROM insurance WHERE id_no = :id_no"
                        " ORDER BY \"from\" DESC, scheme",
  [TB_CITY_BENEFITS] = "SELECT id_no, kind, area, status, since, monthly_fen FROM benefits"
                       " WHERE id_no = :id_no ORDER BY since DESC, kind",
  [TB_CITY_ARCHIVES] = "SELECT id_no, archive_no, area, keeper, status, since, restricted"
                       " FROM archives WHERE id_no = :id_no ORDER BY since DESC, archive_no",
  [TB_CITY_CERTIFICATES] = "SELECT id_no, cert_no, area, issued, status FROM certificates"
                           " WHERE id_no = :id_no ORDER BY issued DESC, cert_no",
};

static gboolean
set_row_error (GError **error, gsize row, const char *member, const char *problem)
{
  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FAILED,
               "/%" G_GSIZE_FORMAT "/%s: %s",
               row,
               member,
               problem);
  return FALSE;
}

static gboolean
check_members (const Column *column, const json_t *json, gsize row, GError **error)
{
  const char *member;
  json_t *value;

  json_object_foreach ((json_t *) json, member, value)
  {
    gsize i = 0;

    while (column[i].name != NULL && strcmp (column[i].name, member) != 0)
      i++;
    if (column[i].name == NULL)
      return set_row_error (error, row, member, "is no column of this register");
  }

  return TRUE;
}

static gboolean
bind_column (TbCityQuery *query,
             const Column *column,
             const json_t *value,
             gsize row,
             GError **error)
{
  if (value == NULL || json_is_null (value))
    return column->is_optional || set_row_error (error, row, column->name, "is missing");

  if (column->type == JSON_TRUE && json_is_boolean (value))
    tb_city_query_bind_int (query, column->parameter, json_is_true (value));
  else if (column->type == JSON_INTEGER && json_is_integer (value))
    tb_city_query_bind_int (query, column->parameter, json_integer_value (value));
  else if (column->type == JSON_STRING && json_is_string (value))
    tb_city_query_bind_text (query, column->parameter, json_string_value (value));
  else
    return set_row_error (error, row, column->name, "has the wrong type");

  return TRUE;
}

static gboolean
upsert_row (TbCityStorage *storage,
            TbCityRegister which,
            const json_t *json,
            gsize row,
            GError **error)
{
  const Column *column = columns[which];
  g_autoptr (TbCityQuery) query = tb_city_db_query (tb_city_sqlite_db (storage), upserts[which]);

  if (!json_is_object (json))
    return set_row_error (error, row, "", "is no object");
  if (!check_members (column, json, row, error))
    return FALSE;

  for (gsize i = 0; column[i].name != NULL; i++) {
    if (!bind_column (query, &column[i], json_object_get (json, column[i].name), row, error))
      return FALSE;
  }

  return tb_city_query_run (query, error);
}

static gboolean
upsert (TbCityStorage *storage, TbCityRegister which, const json_t *rows, GError **error)
{
  json_t *json;
  gsize i;

  g_return_val_if_fail ((guint) which < TB_CITY_N_REGISTERS, FALSE);

  json_array_foreach ((json_t *) rows, i, json)
  {
    if (!upsert_row (storage, which, json, i, error))
      return FALSE;
  }

  return TRUE;
}

/* Persons are asked for with their number; of the other registers the asker knows it. */
static json_t *
read_row (TbCityQuery *query, TbCityRegister which)
{
  const Column *column = columns[which];
  json_t *row = json_object ();

  for (int i = which == TB_CITY_PERSONS ? 0 : 1; column[i].name != NULL; i++) {
    json_t *value;

    if (tb_city_query_is_null (query, i))
      continue;
    if (column[i].type == JSON_TRUE)
      value = json_boolean (tb_city_query_get_int (query, i) != 0);
    else if (column[i].type == JSON_INTEGER)
      value = json_integer (tb_city_query_get_int (query, i));
    else
      value = json_string (tb_city_query_peek_text (query, i));
    json_object_set_new (row, column[i].name, value);
  }

  return row;
}

static json_t *
query_rows (TbCityStorage *storage,
            TbCityRegister which,
            const json_t *criteria,
            int limit,
            GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (tb_city_sqlite_db (storage), queries[which]);
  g_autoptr (json_t) rows = json_array ();
  TbCityStep step = TB_CITY_STEP_DONE;

  tb_city_query_bind_text (query, ":id_no", tb_json_get_string (criteria, "id_no"));
  if (which == TB_CITY_PERSONS) {
    tb_city_query_bind_text (query, ":name", tb_json_get_string (criteria, "name"));
    tb_city_query_bind_text (query, ":birth", tb_json_get_string (criteria, "birth"));
  }
  while ((int) json_array_size (rows) < limit &&
         (step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW)
    json_array_append_new (rows, read_row (query, which));

  return step == TB_CITY_STEP_FAILED ? NULL : g_steal_pointer (&rows);
}

void
tb_city_sqlite_add_registers (TbCityStorageInterface *does)
{
  does->upsert = upsert;
  does->query = query_rows;
}
