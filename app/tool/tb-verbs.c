/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verbs"

#include "config.h"

#include "tb-verb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* In the order of a visit; --help, man page and completion keep it. */
static const TbVerb verbs[] = {
  { "sign-in",
    N_ ("Session"),
    "[OPERATOR] [--out]",
    N_ ("sign in at this window, or say who is signed in"),
    N_ ("The secret is read from standard input, without echo on a terminal. When the home city "
        "cannot be reached, the verifier that it granted decides, up to its end date. --out signs "
        "out; unsent work stays in the outbox and is sent."),
    N_ ("tongbanctl sign-in sy-staff-1|asks for the secret and signs in\n"
        "tongbanctl sign-in --out|signs out"),
    tb_verb_sign_in },
  { "new",
    N_ ("Cases"),
    "[ITEM] [--id-no N] [--id-type T] [--name N] [--material ID=STATE] [--acknowledge CODE=REASON] "
    "[--agent NAME=VALUE] [--fields] [--codes FIELD] [FIELD=VALUE…]",
    N_ ("list the matters, or fill in a form without accepting it"),
    N_ ("Prints the case as it would be collected, and on standard error what is still missing or "
        "wrong. A field of type attachment takes the path of a PDF, JPEG or PNG. Options: "
        "--id-type CODE, --material ID=seen|promised:DATE|replaced, --acknowledge "
        "CODE=REASON, --agent name=… --agent id_type=01 --agent id_no=…."),
    N_ ("tongbanctl new|lists the matters\n"
        "tongbanctl new unemp-reg --fields|lists its fields, papers and prints\n"
        "tongbanctl new unemp-reg --codes education|lists the codes of one field\n"
        "tongbanctl new unemp-reg --id-no 21040419880506980X unemp_date=20261101|shows what the "
        "form still needs"),
    tb_verb_new },
  { "submit",
    N_ ("Cases"),
    "ITEM|FILE|- [--id-no N] [--id-type T] [--name N] [--material ID=STATE] "
    "[--acknowledge CODE=REASON] [--agent NAME=VALUE] [FIELD=VALUE…]",
    N_ ("accept a case: number and receipt at once, also offline"),
    N_ ("Takes the same options as “new”, or a file that “new” printed. When it ends with 0, the "
        "case is safely on the disk and will be sent."),
    N_ ("tongbanctl new unemp-reg … > case.json; tongbanctl submit case.json|in two steps\n"
        "tongbanctl submit - < case.json|from standard input"),
    tb_verb_submit },
  { "list",
    N_ ("Cases"),
    "[--area A] [--owner A] [--item I] [--state S] [--closed] [--newest] [--limit N]",
    N_ ("list cases, due first, with what no city has confirmed"),
    NULL,
    N_ ("tongbanctl list --owner fushun|what Fushun must act on"),
    tb_verb_list },
  { "show",
    N_ ("Cases"),
    "CASE [--reveal REASON] [--reason REASON] [--print PRINT]",
    N_ ("show a case: confirmed state, own unconfirmed steps, clocks, actions"),
    N_ ("CASE is a number, the beginning of one, or an id. Personal values are masked; --reveal "
        "shows them and leaves its reason in the audit; after ten within ten minutes the secret is "
        "asked again. An auditor looks with --reason, masked. --print renders one of the matter's "
        "papers "
        "as text."),
    N_ ("tongbanctl show SY-20261123-03-00001-7|the whole case\n"
        "tongbanctl show SY-20261123-03-00001-7 --print collect-receipt|its receipt"),
    tb_verb_show },
  { "advance",
    N_ ("Cases"),
    "CASE TRANSITION [FIELD=VALUE…] [--reason TEXT] [--seen WORD]",
    N_ ("take a case one step on"),
    N_ ("“show” lists the steps and why one is not possible."),
    N_ ("tongbanctl advance SY-20261123-03-00001-7 accept|accepts it"),
    tb_verb_advance },
  { "remind",
    N_ ("Cases"),
    "CASE [TEXT…]",
    N_ ("remind the area that must act"),
    NULL,
    N_ ("tongbanctl remind SY-20261123-03-00001-7 '请尽快核实'|with a word of why"),
    tb_verb_remind },
  { "clarify",
    N_ ("Cases"),
    "CASE TEXT…",
    N_ ("ask the area that holds the case a question"),
    NULL,
    N_ ("tongbanctl clarify SY-20261123-03-00001-7 '离职原因以哪份材料为准？'|a question"),
    tb_verb_clarify },
  { "note",
    N_ ("Cases"),
    "CASE TEXT…",
    N_ ("add a note to a case"),
    NULL,
    N_ ("tongbanctl note SY-20261123-03-00001-7 '已电话告知本人'|a note"),
    tb_verb_note },
  { "act",
    N_ ("Cases"),
    "CASE KIND [NAME=VALUE…]",
    N_ ("do anything else to a case"),
    N_ ("Kinds and their values: update FIELD=VALUE… (or form={…}) reason=…; supplement "
        "materials={…}; request "
        "request=UUID to=AREA kind=… text=…; answer request=UUID text=… accepted=true; "
        "cancel-request; forward to=AREA reason=…; reject reason=…; add-participant area=…; "
        "remove-participant area=…; invalidate, reopen, close reason=…; rate rating=1–5; "
        "print-confirmed print=… copy=…; attach file=PATH material=… name=…: a PDF, JPEG or PNG of "
        "at most 20 MiB, sent before the command."),
    N_ ("tongbanctl act SY-20261123-03-00001-7 attach file=scan.pdf material=end_proof|adds a "
        "scanned paper\n"
        "tongbanctl act SY-20261123-03-00001-7 update 'form={\"mobile\":\"13840012345\"}' "
        "reason='wrong number'|corrects a field"),
    tb_verb_act },
  { "search",
    N_ ("Look-up"),
    "TEXT [--area A] [--after NEXT] [--limit N]",
    N_ ("find cases by identity number, name, pinyin, initials, number or words"),
    NULL,
    N_ ("tongbanctl search oyxy|everyone whose initials begin so"),
    tb_verb_search },
  { "query",
    N_ ("Look-up"),
    "NAME --purpose P [--area A] [--reveal REASON] [--timeout S] NAME=VALUE…",
    N_ ("ask the eight cities: persons insurance benefits archives certificates cases"),
    N_ ("Answers come as they arrive, each with its age; cities that do not answer are named. The "
        "purpose is case:ID or reason:walk-in, verification, duplicate-check, complaint, "
        "supervision, audit; every city writes it down. Personal values are masked; --reveal shows "
        "them and leaves its "
        "reason in the audit."),
    N_ ("tongbanctl query archives --purpose reason:walk-in id_no=21040419880506980X|where "
        "someone's archive is kept"),
    tb_verb_query },
  { "explain",
    N_ ("Look-up"),
    "CASE [CLOCK]",
    N_ ("explain a deadline day by day"),
    NULL,
    N_ ("tongbanctl explain SY-20261123-03-00001-7 decide|every day counted and every day left "
        "out"),
    tb_verb_explain },
  { "outbox",
    N_ ("Sync"),
    "[TEXT] [--area A] [--state S|decision] [--after N] [--limit N]",
    N_ ("list own commands and how far they are"),
    NULL,
    N_ ("tongbanctl outbox --state decision|what needs a person"),
    tb_verb_outbox },
  { "decide",
    N_ ("Sync"),
    "COMMAND [--reveal REASON] [--take mine|theirs] [--reason TEXT] [FIELD=mine|theirs|=VALUE…]",
    N_ ("look at a conflict or a refusal, or decide it"),
    N_ ("Without options it shows what the author saw, mine and theirs. A decision is a new "
        "command; nothing is merged by itself. FIELD is a field of the form or a whole pointer "
        "such "
        "as /materials/id_card; FIELD==VALUE is a third answer."),
    N_ ("tongbanctl decide 0192… --take theirs --reason 'they were first'|gives mine up\n"
        "tongbanctl decide 0192… mobile=mine --reason 'new number seen on the card'|mine for one "
        "field"),
    tb_verb_decide },
  { "cancel",
    N_ ("Sync"),
    "COMMAND",
    N_ ("take back a command that was never sent"),
    N_ ("One's own only. What may have reached its city cannot be taken back; make a new command."),
    N_ ("tongbanctl cancel 0192…|the command's id, from “outbox”"),
    tb_verb_cancel },
  { "release",
    N_ ("Sync"),
    "AREA --reason TEXT",
    N_ ("let a stopped lane run again"),
    N_ ("For supervisors and administrators, when the cause is known. Nothing is skipped: the lane "
        "asks the city about all that it is not sure of."),
    N_ ("tongbanctl release fushun --reason 'history compared with the city'|after a person "
        "looked"),
    tb_verb_release },
  { "sync",
    N_ ("Sync"),
    "[--timeout S] [--status]",
    N_ ("send and fetch until all cities that answer are up to date"),
    N_ ("Ends with 4 when a city did not answer; nothing is lost by that. --status only tells how "
        "the lanes stand."),
    N_ ("tongbanctl sync|sends what waits"),
    tb_verb_sync },
  { "watch",
    N_ ("Sync"),
    "",
    N_ ("keep the lanes to the cities running and tell every change"),
    N_ ("Until it is interrupted (Ctrl+C), which ends it with 0. Meanwhile other commands at this "
        "window can read, not write."),
    N_ ("tongbanctl watch --json|one object for each change"),
    tb_verb_watch },
  { "audit",
    N_ ("Upkeep"),
    "[verify] [--before N] [--limit N]",
    N_ ("list the audit, or verify its hash chain"),
    N_ ("Auditors see everything, supervisors who did what in the hall but not on which case, "
        "everybody their own acts."),
    N_ ("tongbanctl audit verify|recomputes every link"),
    tb_verb_audit },
  { "export",
    N_ ("Upkeep"),
    "--reason TEXT [--area A] [--owner A] [--item I] [--state S] [--second OPERATOR]",
    N_ ("write open cases as CSV, masked"),
    N_ ("For supervisors. Full names and numbers leave only with --second: another supervisor, who "
        "has signed in at this window before, gives their own secret on standard input. Reason "
        "and both persons stand in the audit before the first line is written."),
    N_ ("tongbanctl export --reason 'weekly backlog meeting' --area fushun > fushun.csv|for a "
        "spreadsheet"),
    tb_verb_export },
  { "calendar",
    N_ ("Upkeep"),
    "[import FILE] [--apply]",
    N_ ("tell which days the working-day calendar covers, or import next year's"),
    N_ ("FILE is CSV with the columns date,weekday,kind,name,statutory,notice_year (kind: holiday "
        "or workday), UTF-8. Without --apply it only tells which days change and how many open "
        "cases are then due on another day. For administrators."),
    N_ ("tongbanctl calendar|what is covered\n"
        "tongbanctl calendar import 2027.csv|what would change\n"
        "tongbanctl calendar import 2027.csv --apply|uses it from now on"),
    tb_verb_calendar },
  { "doctor",
    N_ ("Upkeep"),
    "",
    N_ ("check the store, the outbox, the calendar and the lanes"),
    N_ ("Ends with 1 when something is not in order."),
    N_ ("tongbanctl doctor|before the hall opens"),
    tb_verb_doctor },
  { "check",
    N_ ("Rules"),
    "KIND [VALUE…]",
    N_ ("check identity numbers, codes and names"),
    N_ ("Answers one JSON object for each VALUE, or for each line of standard input when there is "
        "none. Kinds: id18 fpr uscc bank mobile empcert ssc_card_no hkmo_permit tw_permit "
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
