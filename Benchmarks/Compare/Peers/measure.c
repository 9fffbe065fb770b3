/* Runs a command and writes what it took to a file, as one line of JSON.
 *
 *     measure FILE COMMAND [ARGUMENT...]
 *
 * Linux counts the memory that a process had before `exec` into its peak, so a command that a large
 * program starts seems large itself. This program is small, which is what it is for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
        return EXIT_FAILURE;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        fprintf(stderr, "measure: %s: %s\n", arguments[2], strerror(errno));
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return EXIT_FAILURE;
    }
    double wall = now() - start;

    FILE *file = fopen(arguments[1], "w");
    if (file == NULL) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    fprintf(file,
            "{\"status\": %d, \"cpu_seconds\": %.6f, \"wall_seconds\": %.6f, \"peak_mebibytes\": %.3f}\n",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            seconds(usage.ru_utime) + seconds(usage.ru_stime), wall, (double)usage.ru_maxrss / 1024);
    return fclose(file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
