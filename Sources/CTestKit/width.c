#define _GNU_SOURCE
#include "CTestKit.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

// Swift Testing begins every case of every test at once unless it is given a width. A thousand cases
// then share the pool's few threads: hundreds of databases are open together, each step of a test
// waits behind all others, and a time limit measures that queue instead of the test. The library
// takes its width from the environment alone, and reads it after the process has been loaded; so it
// is set while loading, and holds however the tests are started. A width that is set already stays.
static const char *const variable = "SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH";

// Cases for each processor: while one waits for a disk, a socket or a clock, another computes.
static const int cases_per_processor = 2;

static int processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

__attribute__((constructor)) static void set_width(void) {
  char width[16];
  snprintf(width, sizeof width, "%d", cases_per_processor * processors());
  setenv(variable, width, 0);
}

int qs_cases_side_by_side(void) {
  const char *width = getenv(variable);
  return width == NULL ? 0 : atoi(width);
}
