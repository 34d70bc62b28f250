/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verbs"

#include "config.h"

#include "tb-verb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* In the order of a visit; --help, man page and completion keep it. */
static const TbVerb verbs[] = {
  { "check",
    N_ ("Rules"),
    "KIND [VALUE…]",
    N_ ("check identity numbers, codes and names"),
    N_ ("Answers one JSON object for each VALUE, or for each line of standard input when there "
        "is none. Kinds: id18 fpr uscc bank mobile empcert ssc_card_no hkmo_permit tw_permit "
        "cn_passport name docno."),
    N_ ("tongbanctl check id18 210102197906159915|checks one resident identity number\n"
        "tongbanctl check name < names.txt|checks one name a line"),
    tb_verb_check },
  { "calc",
    N_ ("Rules"),
    "KIND [JSON…]",
    N_ ("work out deadlines, ages, sums and masks"),
    N_ ("Answers one JSON object for each JSON argument, or for each line of standard input when "
        "there is none. Kinds: mask deadline workday workdays_between rmb_upper retire "
        "min_contribution_months benefit_place temp_account transfer_fund upgrade15 name_match."),
    N_ ("tongbanctl calc deadline '{\"start\":\"2026-11-23\",\"days\":15}'|the fifteenth working "
        "day"),
    tb_verb_calc },
};

const TbVerb *
tb_verbs_get (gsize *n)
{
  *n = G_N_ELEMENTS (verbs);

  return verbs;
}

const TbVerb *
tb_verbs_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    if (strcmp (verbs[i].name, name) == 0)
      return &verbs[i];
  }

  return NULL;
}
