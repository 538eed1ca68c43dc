/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_FILTER_MODEL_H
#define TESTS_FUZZ_FILTER_MODEL_H

#include "net/bpf.h"
#include "net/query.h"

/* Whether the kernel sends the flow that it describes by FLOW in answer to QUERY. */
bool model_sends(const struct query *query, const struct nlmsghdr *flow);

/* Whether a socket queues the event MSG that has PROGRAM as its filter. */
bool model_queues(const struct bpf *program, const struct nlmsghdr *msg);

#endif
