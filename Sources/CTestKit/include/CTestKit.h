#ifndef CTESTKIT_H
#define CTESTKIT_H

/// The test cases that this process runs side by side at most.
int qs_cases_side_by_side(void);

#endif
