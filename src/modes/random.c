/* SPDX-License-Identifier: GPL-2.0-only */
#include "modes/random.h"

#define DEGREE 31
#define DISCARDED 310

guint32 conf_random_next(struct conf_random *random)
{
	guint32 sum = random->words[random->next % DEGREE] +
		      random->words[(random->next + DEGREE - 3) % DEGREE];

	random->words[random->next % DEGREE] = sum;
	random->next = (random->next + 1) % DEGREE;
	return sum >> 1;
}

void conf_random_seed(struct conf_random *random, guint32 seed)
{
	gint64 word = (gint32)(seed ? seed : 1);

	random->words[0] = (guint32)word;
	for (guint i = 1; i < DEGREE; i++) {
		/* 16807 x mod 2^31 - 1, never negative; the first may be */
		word = 16807 * (word % 127773) - 2836 * (word / 127773);
		if (word < 0)
			word += 2147483647;
		random->words[i] = (guint32)word;
	}
	random->next = 3;
	for (guint i = 0; i < DISCARDED; i++)
		conf_random_next(random);
}
