/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-names"

#include "config.h"

#include "tb-lane.h"

/* Names for traces, the command line and status files. */

#define NAME(names, value) ((gsize) (value) < G_N_ELEMENTS (names) ? (names)[value] : NULL)

const char *
tb_push_get_name (TbPush self)
{
  static const char *const names[] = { "held",      "opening", "resolving", "idle",    "marking",
                                       "uploading", "sending", "settling",  "waiting", "parked" };

  return NAME (names, self);
}

const char *
tb_pull_get_name (TbPull self)
{
  static const char *const names[] = { "held",     "asking",     "polling", "snapshot",
                                       "counting", "rebuilding", "waiting" };

  return NAME (names, self);
}

const char *
tb_reach_get_name (TbReach self)
{
  static const char *const names[] = { "unknown", "online", "trying", "offline", "lost" };

  return NAME (names, self);
}

const char *
tb_lane_alarm_get_name (TbLaneAlarm self)
{
  static const char *const names[] = { NULL,        "hole",        "hash",    "disagrees",
                                       "id-reused", "rolled-back", "revoked", "version",
                                       "stopped",   "gap",         "parked",  "certificate",
                                       "protocol",  "store" };

  return NAME (names, self);
}

const char *
tb_lane_event_kind_get_name (TbLaneEventKind self)
{
  static const char *const names[] = {
    "start", "stop",        "resume", "work",     "send-now", "network",  "signed-in",
    "timer", "lane-opened", "about",  "outcomes", "blobs",    "commands", "lines",
    "page",  "enrolled",    "noted",  "marked",   "settled",  "applied",  "rebuilt"
  };

  return NAME (names, self);
}

const char *
tb_lane_action_kind_get_name (TbLaneActionKind self)
{
  static const char *const names[] = {
    "open-lane",  "ask-about",     "ask-outcomes", "ask-changes", "ask-snapshot",
    "send-blobs", "send-commands", "enrol",        "note",        "mark",
    "settle",     "apply",         "rebuild",      "cancel-push", "cancel-pull",
    "set-timer",  "show-status",   "raise-alarm",  "clear-alarm"
  };

  return NAME (names, self);
}

const char *
tb_lane_failure_get_name (TbLaneFailure self)
{
  static const char *const names[] = { "none",     "no-answer",   "temporary", "signed-out",
                                       "revoked",  "id-reused",   "version",   "stopped",
                                       "gap",      "log-changed", "too-old",   "final",
                                       "protocol", "certificate", "store",     "hole",
                                       "hash",     "disagrees" };

  return NAME (names, self);
}
