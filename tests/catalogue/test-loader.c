/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-loader"

#include "config.h"

#include <string.h>

#include "tb-little-catalogue.h"

#define ITEM       "items/x.json"
#define MACHINE    "machines/m.json"
#define LAYOUT     "documents/notice.json"
#define CODES      "codes/schemes.csv"
#define PARAMETERS "parameters.csv"
#define TEXTS      "{\"zh_CN\": \"字\", \"en\": \"word\"}"

/* One edit of the little catalogue, and exactly what the loader must say about it. */
typedef struct {
  const char *path;
  const char *file;
  const char *from;
  const char *to;
  TbCatalogueError code;
  const char *message;
} Broken;

static const Broken broken[] = {
  { "no-json",
    ITEM,
    "\"version\": 1",
    "\"version\": 1,,",
    TB_CATALOGUE_ERROR_READ,
    "items/x.json: Line 1, column 26: string or '}' expected near ','" },
  { "member-twice",
    ITEM,
    "\"version\": 1",
    "\"version\": 1, \"version\": 1",
    TB_CATALOGUE_ERROR_READ,
    "items/x.json: Line 1, column 35: duplicate object key near '\"version\"'" },
  { "unknown-member",
    ITEM,
    "\"version\": 1",
    "\"version\": 1, \"verison\": 2",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /verison: no such member; known are: id version name family keywords basis "
    "confidence note seed mode home partners channels who form materials duplicates machine limits "
    "prints outputs" },
  { "member-missing",
    ITEM,
    "\"family\": \"employment\",",
    "",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /family: is missing" },
  { "one-language-only",
    ITEM,
    "\"fields\": [\n  {\"id\": \"helper\", \"type\": \"area\", \"label\": {\"zh_CN\": \"字\", "
    "\"en\": \"word\"}",
    "\"fields\": [\n  {\"id\": \"helper\", \"type\": \"area\", \"label\": {\"zh_CN\": \"字\"}",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/0/label/en: is missing" },
  { "empty-language",
    MACHINE,
    "\"asked\": {\"zh_CN\": \"字\", \"en\": \"word\"",
    "\"asked\": {\"zh_CN\": \"字\", \"en\": \"\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /states/asked/en: must be a text that is not empty" },
  { "wrong-file-name",
    ITEM,
    "\"id\": \"x\"",
    "\"id\": \"y\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /id: “y” in version 1 belongs into a file named “y.json”" },
  { "wrong-version",
    MACHINE,
    "\"version\": 1",
    "\"version\": 2",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /id: “m” in version 2 belongs into a file named “m@2.json”" },
  { "dangling-machine",
    ITEM,
    "\"machine\": \"m\"",
    "\"machine\": \"m@2\"",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /machine: there is no machines/m@2.json" },
  { "dangling-code-list",
    ITEM,
    "\"list\": \"schemes\"",
    "\"list\": \"shcemes\"",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /form/0/fields/1/list: there is no code list “shcemes”: add codes/shcemes.csv "
    "or correct the name" },
  { "no-code-list",
    ITEM,
    "\"list\": \"schemes\", ",
    "",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/1/list: the types code and codes need either “list” or "
    "“options”, others have none" },
  { "dangling-layout",
    ITEM,
    "\"template\": \"notice\"",
    "\"template\": \"letter\"",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /prints/notice/template: there is no layout documents/letter.json" },
  { "dangling-matter",
    ITEM,
    "\"instead\": \"x\"",
    "\"instead\": \"si-merge\"",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /form/0/fields/1/instead: there is no matter “si-merge”" },
  { "dangling-duplicate",
    ITEM,
    "\"duplicates\": [\"scheme\"]",
    "\"duplicates\": [\"cell\"]",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /duplicates: there is no field “cell”" },
  { "dangling-leg-of-a-limit",
    ITEM,
    "\"limits\": {\"review\": 3}",
    "\"limits\": {\"revue\": 3}",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /limits/revue: the machine “m” has no such leg" },
  { "limit-is-text",
    ITEM,
    "\"limits\": {\"review\": 3}",
    "\"limits\": {\"review\": \"3\"}",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /limits/review: must be a whole number from 0 to 100000" },
  { "condition-names-no-field",
    ITEM,
    ":helper IS NOT NULL",
    ":hepler IS NOT NULL",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /form/0/fields/1/required: Condition “:hepler IS NOT NULL”: :hepler is neither "
    "a field nor a given" },
  { "condition-names-a-cell-of-no-row",
    ITEM,
    ":helper IS NOT NULL",
    ":cell IS NOT NULL",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /form/0/fields/1/required: Condition “:cell IS NOT NULL”: :cell is neither a "
    "field nor a given" },
  { "condition-lacks-its-colon",
    ITEM,
    ":helper IS NOT NULL",
    "helper IS NOT NULL",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /form/0/fields/1/required: Condition “helper IS NOT NULL”: no such column: "
    "helper; a field is written with a colon, a text in single quotes" },
  { "condition-is-no-sql",
    ITEM,
    ":helper IS NOT NULL",
    ":helper IS NOT",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/1/required: Condition “:helper IS NOT”: near \")\": syntax "
    "error" },
  { "condition-reads-a-table",
    ITEM,
    ":helper IS NOT NULL",
    "(SELECT 1 FROM sqlite_master)",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/1/required: Condition “(SELECT 1 FROM sqlite_master)”: not "
    "authorized; conditions read no tables and call only pure functions" },
  { "home-names-no-field",
    ITEM,
    "\"home\": \":window_area\"",
    "\"home\": \":receiving\"",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /home: Condition “:receiving”: :receiving is neither a field nor a given" },
  { "print-condition-names-no-field",
    ITEM,
    ":state = 'done'",
    ":stat = 'done'",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /prints/notice/when: Condition “:stat = 'done'”: :stat is neither a field nor a "
    "given" },
  { "field-twice",
    ITEM,
    "\"id\": \"way\"",
    "\"id\": \"scheme\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form: the field “scheme” stands twice, or is the name of a given" },
  { "field-named-as-a-given",
    ITEM,
    "\"id\": \"way\"",
    "\"id\": \"today\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form: the field “today” stands twice, or is the name of a given" },
  { "field-with-a-minus",
    ITEM,
    "\"id\": \"way\"",
    "\"id\": \"my-way\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/2/id: “my-way”: conditions name fields, so write “_” for “-”" },
  { "column-named-as-a-field",
    ITEM,
    "\"id\": \"cell\"",
    "\"id\": \"way\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/3/columns: the field “way” stands twice, or is the name of a "
    "given" },
  { "unknown-type",
    ITEM,
    "\"type\": \"integer\"",
    "\"type\": \"number\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/3/columns/1/type: there is no field type “number”" },
  { "option-twice",
    ITEM,
    "\"code\": \"b\"",
    "\"code\": \"a\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/2/options/1/code: “a” stands twice" },
  { "check-without-message",
    ITEM,
    "   \"message\": {\"zh_CN\": \"字\", \"en\": \"word\"}, \"instead\"",
    "   \"instead\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /form/0/fields/1/message: is missing: a text in both languages, zh_CN and en" },
  { "material-twice",
    ITEM,
    "\"materials\": [{",
    "\"materials\": [{\"id\": \"card\", \"label\": {\"zh_CN\": \"字\", \"en\": \"word\"}}, {",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /materials/1/id: “card” stands twice" },
  { "no-partner-to-act",
    ITEM,
    "\"partners\": \":helper\",",
    "",
    TB_CATALOGUE_ERROR_GRAPH,
    "items/x.json: /machine/m/transitions/1/by/area: nobody can make “answer”: the item has no "
    "“partners”" },
  { "transition-prints-nothing-known",
    MACHINE,
    "\"prints\": [\"notice\"]",
    "\"prints\": [\"letter\"]",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /machine/m/transitions/1/prints: the item has no print “letter”: add it to its "
    "“prints”" },
  { "transition-asks-for-a-form-field",
    MACHINE,
    "\"id\": \"letter_no\"",
    "\"id\": \"way\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "items/x.json: /machine: the transition “ask” asks for “way”, which is a field of the form" },
  { "when-names-no-field",
    MACHINE,
    ":scheme = '1'",
    ":shceme = '1'",
    TB_CATALOGUE_ERROR_NAME,
    "items/x.json: /machine/m/transitions/0/when: Condition “:shceme = '1'”: :shceme is neither a "
    "field nor a given" },
  { "when-without-message",
    MACHINE,
    "   \"message\": {\"zh_CN\": \"字\", \"en\": \"word\"}, \"fields\"",
    "   \"fields\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /transitions/0/message: “when” and “message” come together: people are told "
    "what is not fulfilled" },
  { "start-is-no-state",
    MACHINE,
    "\"start\": \"begun\"",
    "\"start\": \"began\"",
    TB_CATALOGUE_ERROR_NAME,
    "machines/m.json: /start: there is no state “began”" },
  { "from-is-no-state",
    MACHINE,
    "\"from\": [\"begun\"]",
    "\"from\": [\"began\"]",
    TB_CATALOGUE_ERROR_NAME,
    "machines/m.json: /transitions/0/from: there is no state “began”" },
  { "to-is-no-state",
    MACHINE,
    "\"to\": \"asked\"",
    "\"to\": \"aksed\"",
    TB_CATALOGUE_ERROR_NAME,
    "machines/m.json: /transitions/0/to: there is no state “aksed”" },
  { "unreachable-state",
    MACHINE,
    "\"done\": {",
    "\"lost\": {\"zh_CN\": \"字\", \"en\": \"word\", \"kind\": \"f\"},\n  \"done\": {",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /states/lost: no transition leads here from “begun”: add one or take the "
    "state out" },
  { "no-end-in-reach",
    MACHINE,
    "\"kind\": \"e\"",
    "\"kind\": \"n\"",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /states/begun: no end can be reached from here: add a transition, or "
    "\"resting\": true" },
  { "transition-out-of-an-end",
    MACHINE,
    "\"from\": [\"asked\"]",
    "\"from\": [\"asked\", \"done\"]",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /transitions/1/from: nobody can make “answer”: in “done” the case is "
    "closed" },
  { "transition-from-nowhere",
    MACHINE,
    "\"from\": [\"begun\"]",
    "\"from\": []",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /transitions/0/from: nobody can make “ask”: it leaves no state" },
  { "transition-for-nobody",
    MACHINE,
    "\"roles\": [\"staff\"]",
    "\"roles\": []",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /transitions/0/by/roles: nobody may make “ask”: name staff or supervisor" },
  { "transition-for-no-case-worker",
    MACHINE,
    "\"roles\": [\"staff\"]",
    "\"roles\": [\"auditor\"]",
    TB_CATALOGUE_ERROR_GRAPH,
    "machines/m.json: /transitions/0/by/roles: nobody may make “ask”: name staff or supervisor" },
  { "unknown-role",
    MACHINE,
    "\"roles\": [\"staff\"]",
    "\"roles\": [\"clerk\"]",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /transitions/0/by/roles: there is no role “clerk”" },
  { "transition-twice",
    MACHINE,
    "\"id\": \"answer\"",
    "\"id\": \"ask\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /transitions/1/id: “ask” stands twice" },
  { "leg-twice",
    MACHINE,
    "\"legs\": [{",
    "\"legs\": [{\"id\": \"review\", \"name\": {\"zh_CN\": \"字\", \"en\": \"word\"}, \"owner\": "
    "\"home\", \"unit\": \"day\", \"days\": 1, \"source\": \"x\", \"confidence\": \"sure\"}, {",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /legs: the leg “review” stands twice" },
  { "clock-of-no-leg",
    MACHINE,
    "\"stop\": [\"review\"]",
    "\"stop\": [\"revue\"]",
    TB_CATALOGUE_ERROR_NAME,
    "machines/m.json: /transitions/1/clock/stop: there is no leg “revue”: add it to “legs”" },
  { "opening-clock-of-no-leg",
    MACHINE,
    "\"start\": [\"review\"]",
    "\"start\": [\"revue\"]",
    TB_CATALOGUE_ERROR_NAME,
    "machines/m.json: /clock/start: there is no leg “revue”: add it to “legs”" },
  { "leg-without-days",
    MACHINE,
    " \"days\": 5,",
    "",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /legs/0/days: is missing" },
  { "unknown-owner",
    MACHINE,
    "\"owner\": \"home\"",
    "\"owner\": \"lead\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /legs/0/owner: “lead” is none of home|origin|partner" },
  { "unknown-kind-of-state",
    MACHINE,
    "\"kind\": \"x\"",
    "\"kind\": \"y\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "machines/m.json: /states/asked/kind: “y” is none of s n w x e f" },
  { "list-without-english",
    CODES,
    "name_en",
    "english",
    TB_CATALOGUE_ERROR_FORMAT,
    "codes/schemes.csv: line 1: there is no column “name_en”" },
  { "empty-name-in-a-list",
    CODES,
    "1,一,one",
    "1,一,",
    TB_CATALOGUE_ERROR_FORMAT,
    "codes/schemes.csv: line 2: “name_en” is empty" },
  { "code-twice",
    CODES,
    "2,二",
    "1,二",
    TB_CATALOGUE_ERROR_FORMAT,
    "codes/schemes.csv: line 3: code “1” stands twice" },
  { "unquoted-comma",
    CODES,
    "\"two, too\"",
    "two, too",
    TB_CATALOGUE_ERROR_READ,
    "codes/schemes.csv: line 3: 5 cells under 4 column names; quote cells with commas in them" },
  { "open-quote",
    CODES,
    "\"two, too\"",
    "\"two, too",
    TB_CATALOGUE_ERROR_READ,
    "codes/schemes.csv: line 3: no CSV: error parsing data while strict checking enabled" },
  { "empty-list",
    CODES,
    NULL,
    "",
    TB_CATALOGUE_ERROR_READ,
    "codes/schemes.csv: has no line of column names" },
  { "parameter-twice",
    PARAMETERS,
    "window.idle,空闲,idle,15\n",
    "window.idle,空闲,idle,15\nwindow.idle,空闲,idle,16\n",
    TB_CATALOGUE_ERROR_FORMAT,
    "parameters.csv: line 3: key “window.idle” stands twice" },
  { "layout-of-another-name",
    LAYOUT,
    "\"id\": \"notice\"",
    "\"id\": \"letter\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "documents/notice.json: /id: “letter” stands in a file named “notice”: both must agree" },
  { "unknown-kind-of-block",
    LAYOUT,
    "\"kind\": \"title\"",
    "\"kind\": \"titel\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "documents/notice.json: /blocks/0/kind: there is no kind of block “titel”" },
  { "layout-condition-reads-a-table",
    LAYOUT,
    "\":way\"",
    "\"(SELECT 1)\"",
    TB_CATALOGUE_ERROR_FORMAT,
    "documents/notice.json: /blocks/0/when: Condition “(SELECT 1)”: not authorized; conditions "
    "read no tables and call only pure functions" },
  { "published-and-edited",
    "digests.json",
    NULL,
    "{\"items/x.json\": \"00\"}\n",
    TB_CATALOGUE_ERROR_DIGEST,
    "items/x.json: was published and then edited, but cases pin it: undo the edit and write the "
    "change as a new version into items/x@2.json" },
  { "published-and-gone",
    "digests.json",
    NULL,
    "{\"items/y.json\": \"00\"}\n",
    TB_CATALOGUE_ERROR_DIGEST,
    "items/y.json: was published and is gone, but cases may pin it: bring it back" },
  { "digests-no-object",
    "digests.json",
    NULL,
    "[]\n",
    TB_CATALOGUE_ERROR_READ,
    "digests.json: must be an object of paths and digests" },
};

static void
test_broken (gconstpointer data)
{
  const Broken *one = data;
  g_auto (LittleCatalogue) little = { 0 };
  g_autoptr (TbCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  little_catalogue_init (&little);
  if (one->from != NULL)
    little_catalogue_edit (&little, one->file, one->from, one->to);
  else
    little_catalogue_write (&little, one->file, one->to);

  catalogue = little_catalogue_load (&little, &error);
  g_assert_null (catalogue);
  g_assert_cmpstr (error->message, ==, one->message);
  g_assert_error (error, TB_CATALOGUE_ERROR, (int) one->code);
}

static void
test_whole (void)
{
  g_auto (LittleCatalogue) little = { 0 };
  g_autoptr (TbCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;
  const TbItem *item;
  const TbPrint *prints;
  gsize n;

  little_catalogue_init (&little);
  catalogue = little_catalogue_load (&little, &error);
  g_assert_no_error (error);

  item = tb_catalogue_get_item (catalogue, "x", 0);
  g_assert_nonnull (item);
  g_assert_true (item == tb_catalogue_get_item (catalogue, "x", 1));
  g_assert_null (tb_catalogue_get_item (catalogue, "x", 2));
  g_assert_null (tb_catalogue_get_item (catalogue, "y", 0));
  g_assert_cmpint (tb_item_get_limit (item, "review"), ==, 3);
  g_assert_cmpint (tb_item_get_limit (item, "other"), ==, -1);
  g_assert_cmpint (tb_item_get_mode (item), ==, TB_MODE_LEAD);
  g_assert_cmpstr (tb_item_get_duplicates (item)[0], ==, "scheme");
  prints = tb_item_get_prints (item, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (prints[0].title_zh, ==, "字");
  g_assert_cmpstr (tb_catalogue_get_parameter (catalogue, "window.idle"), ==, "15");
  g_assert_null (tb_catalogue_get_parameter (catalogue, "window.other"));
}

static void
test_fields (void)
{
  g_auto (LittleCatalogue) little = { 0 };
  g_autoptr (TbCatalogue) catalogue = NULL;
  const TbItem *item;
  const TbField *field;
  const TbCode *code;
  gsize n;

  little_catalogue_init (&little);
  catalogue = little_catalogue_load (&little, NULL);
  item = tb_catalogue_get_item (catalogue, "x", 1);

  field = tb_item_get_field (item, "scheme");
  g_assert_cmpstr (field->required, ==, ":helper IS NOT NULL");
  g_assert_cmpuint (field->n_checks, ==, 1);
  g_assert_cmpstr (field->checks[0].code, ==, "scheme");
  g_assert_false (field->checks[0].is_warning);
  code = tb_catalogue_find_code (catalogue, field->list, "2");
  g_assert_cmpstr (code->label_en, ==, "two, too");
  g_assert_null (code->extra);
  g_assert_cmpstr (tb_catalogue_find_code (catalogue, field->list, "1")->extra, ==, "leaf");
  g_assert_null (tb_catalogue_find_code (catalogue, field->list, "3"));
  g_assert_null (tb_catalogue_find_code (catalogue, "nothing", "1"));

  field = tb_item_get_field (item, "way");
  g_assert_cmpstr (field->list, ==, "inline:x.way");
  code = tb_catalogue_get_codes (catalogue, field->list, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (code[1].code, ==, "b");

  field = tb_item_get_field (item, "rows");
  g_assert_cmpuint (field->n_columns, ==, 2);
  g_assert_null (tb_item_get_field (item, "cell"));
}

static void
test_machine (void)
{
  g_auto (LittleCatalogue) little = { 0 };
  g_autoptr (TbCatalogue) catalogue = NULL;
  const TbMachine *machine;
  const TbTransition *ask;
  const TbLeg *leg;

  little_catalogue_init (&little);
  catalogue = little_catalogue_load (&little, NULL);
  machine = tb_catalogue_get_machine (catalogue, "m", 0);

  g_assert_true (machine == tb_item_get_machine (tb_catalogue_get_item (catalogue, "x", 1)));
  g_assert_cmpstr (tb_machine_get_start (machine), ==, "begun");
  g_assert_cmpstr (tb_machine_get_owner (machine), ==, "home");
  g_assert_cmpint (tb_machine_get_state (machine, "done")->kind, ==, TB_STATE_END_GOOD);
  g_assert_null (tb_machine_get_state (machine, "other"));
  ask = tb_machine_get_transition (machine, "ask");
  g_assert_cmpuint (ask->roles, ==, 1u << TB_ROLE_STAFF);
  g_assert_cmpint (ask->area, ==, TB_ACTOR_HOME);
  g_assert_cmpuint (ask->n_form, ==, 1);
  g_assert_cmpstr (ask->form[0].id, ==, "letter_no");
  leg = tb_machine_get_leg (machine, "review");
  g_assert_true (leg->is_workdays);
  g_assert_cmpint (leg->days, ==, 5);
}

static void
test_resting (void)
{
  g_auto (LittleCatalogue) little = { 0 };
  g_autoptr (TbCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  little_catalogue_init (&little);
  little_catalogue_edit (&little, MACHINE, "\"kind\": \"e\"", "\"kind\": \"n\", \"resting\": true");
  catalogue = little_catalogue_load (&little, &error);
  g_assert_no_error (error);
}

/* No byte may bring the loader down, and whatever it says names a file. */
static void
test_mutations (void)
{
  const char *const files[] = { ITEM, MACHINE, LAYOUT, CODES, PARAMETERS };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  const char bytes[] = "\"{}[],:0x\n@ \\";

  for (int i = 0; i < 400; i++) {
    g_auto (LittleCatalogue) little = { 0 };
    g_autoptr (TbCatalogue) catalogue = NULL;
    g_autoptr (GError) error = NULL;
    const char *file = files[i % G_N_ELEMENTS (files)];
    g_autofree char *text = NULL;

    little_catalogue_init (&little);
    text = little_catalogue_read (&little, file);
    text[g_rand_int_range (rand, 0, (gint32) strlen (text))] =
        bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
    little_catalogue_write (&little, file, text);
    catalogue = little_catalogue_load (&little, &error);
    g_assert_true ((catalogue != NULL) != (error != NULL));
    if (error != NULL)
      g_assert_true (strstr (error->message, ".json: ") || strstr (error->message, ".csv: "));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/loader/a-whole-catalogue-loads", test_whole);
  g_test_add_func ("/catalogue/loader/fields-know-lists-checks-and-columns", test_fields);
  g_test_add_func ("/catalogue/loader/machines-know-hands-and-legs", test_machine);
  g_test_add_func ("/catalogue/loader/a-resting-state-needs-no-end", test_resting);
  g_test_add_func ("/catalogue/loader/any-byte-may-be-wrong", test_mutations);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *path = g_strconcat ("/catalogue/loader/broken/", broken[i].path, NULL);

    g_test_add_data_func (path, &broken[i], test_broken);
  }

  return g_test_run ();
}
