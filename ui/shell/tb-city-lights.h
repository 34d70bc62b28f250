/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbCityLights:
 *
 * The eight marks in the header, always in the same order. Each says by shape as well as colour
 * whether the window's view of that city is up to date, and in words to who points at it or has
 * it read aloud. A click opens the Sync page at that city.
 */
#define TB_TYPE_CITY_LIGHTS (tb_city_lights_get_type ())
G_DECLARE_FINAL_TYPE (TbCityLights, tb_city_lights, TB, CITY_LIGHTS, GtkBox)

void tb_city_lights_set_workplace (TbCityLights *self, TbWorkplace *workplace);

/* There is room for words beside the cities that are not up to date. */
void tb_city_lights_set_wordy (TbCityLights *self, gboolean is_wordy);

G_END_DECLS
