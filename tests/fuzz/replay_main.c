/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzzer without libFuzzer: the inputs of its corpus, or those that are named,
 * once each, every one in a process of its own.
 */
#include "../unit/tap.h"
#include "base/buf.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 120 };

static void run_input(const char *path)
{
	FILE *file = fopen(path, "r");
	struct stat about;
	uint8_t *data;

	EXPECT(file && fstat(fileno(file), &about) == 0);
	data = malloc((size_t)about.st_size + !about.st_size);
	EXPECT(data && fread(data, 1, (size_t)about.st_size, file) == (size_t)about.st_size);
	fclose(file);
	LLVMFuzzerTestOneInput(data, (size_t)about.st_size);
	free(data);
}

static void test_input(const char *directory, const char *name)
{
	struct buf path = BUF_INIT;
	int status = -1;
	pid_t child;

	buf_printf(&path, "%s%s%s", directory, *directory ? "/" : "", name);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		fuzz_be_quiet();
		alarm(SECONDS);
		run_input(buf_cstr(&path));
		exit(0);
	}
	waitpid(child, &status, 0);
	ok(status == 0, "%s", name);
	buf_free(&path);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char *argv[])
{
	const char *top = getenv("top_srcdir"), *base = strrchr(argv[0], '/');
	struct dirent **entries;
	struct buf directory = BUF_INIT;
	int count;

	for (int i = 1; i < argc; i++)
		test_input("", argv[i]);
	if (argc > 1)
		return done();
	buf_printf(&directory, "%s/tests/fuzz/corpus/%s", top ? top : ".", base ? base + 1 : argv[0]);
	count = scandir(buf_cstr(&directory), &entries, is_visible, alphasort);
	ok(count > 0, "there is a corpus");
	for (int i = 0; i < count; i++) {
		test_input(buf_cstr(&directory), entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	buf_free(&directory);
	return done();
}
