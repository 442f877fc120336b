/*
 * The subcommands of postern keys, one file each.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include "options.h"

extern const struct command command_keys_list, command_keys_import,
    command_keys_fetch;

#endif
