// Makes system calls fail: to be loaded before the C library (LD_PRELOAD). What fails is said by the environment:
//
//   FAULT_CALL   open, read, write, close, fsync, rename, unlink, stat, fstat, opendir, readdir, mkdir, flock, lseek,
//                ftruncate; or `all` of them
//   FAULT_PATH   a part of the path of the file concerned; files opened before are known as `<0>`, `<1>`, `<2>`
//   FAULT_AT     which of these calls fails, from 1
//   FAULT_ERRNO  the error's number; or `interrupt`: every other call fails with EINTR; or `short`: no call reads or
//                writes more than three bytes; or `truncate` or `grow`: before that read the file loses its second half,
//                or gets as much again
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 1024
#define PATH 4096

static char path_of[FILES][PATH];
static long count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void remember(int file, const char *path) {
    if (file < 0 || file >= FILES) return;
    pthread_mutex_lock(&mutex);
    snprintf(path_of[file], PATH, "%s", path ? path : "");
    pthread_mutex_unlock(&mutex);
}

static const char *known(int file) {
    if (file < 0 || file >= FILES) return "";
    if (file <= 2 && !path_of[file][0]) snprintf(path_of[file], PATH, "<%d>", file);
    return path_of[file];
}

static int is_meant(const char *call, const char *path) {
    const char *wanted = getenv("FAULT_CALL"), *part = getenv("FAULT_PATH");
    if (!wanted || !part || !path || !strstr(path, part)) return 0;
    return strcmp(wanted, call) == 0 || strcmp(wanted, "all") == 0;
}

// As another program does it to a file that is being read.
static void change(const char *path, int grows) {
    struct stat status;
    if (stat(path, &status)) return;
    if (!grows) {
        if (truncate(path, status.st_size / 2)) return;
        return;
    }
    FILE *from = fopen(path, "r"), *to = fopen(path, "a");
    for (long left = status.st_size / 2; from && to && left > 0; left--) fputc(fgetc(from), to);
    if (from) fclose(from);
    if (to) fclose(to);
}

// Whether this call is to fail; errno is set then.
static int fails(const char *call, const char *path) {
    if (!is_meant(call, path)) return 0;
    const char *error = getenv("FAULT_ERRNO"), *at = getenv("FAULT_AT");
    if (!error || strcmp(error, "short") == 0) return 0;
    pthread_mutex_lock(&mutex);
    long number = ++count;
    pthread_mutex_unlock(&mutex);
    if (strcmp(error, "interrupt") == 0) {
        errno = EINTR;
        return number % 2;
    }
    int is_meant_now = number == (at ? atol(at) : 1);
    if (strcmp(error, "truncate") == 0 || strcmp(error, "grow") == 0) {
        if (is_meant_now) change(path, error[0] == 'g');
        return 0;
    }
    errno = atoi(error);
    return is_meant_now;
}

static size_t limited(const char *call, const char *path, size_t size) {
    const char *error = getenv("FAULT_ERRNO");
    return is_meant(call, path) && error && strcmp(error, "short") == 0 && size > 3 ? 3 : size;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    if (fails("open", path)) return -1;
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
    int file = real(path, flags, mode);
    remember(file, path);
    return file;
}

static mode_t mode_in(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return opened("open64", path, flags, mode);
}

ssize_t read(int file, void *bytes, size_t size) {
    if (fails("read", known(file))) return -1;
    return REAL(read)(file, bytes, limited("read", known(file), size));
}

ssize_t write(int file, const void *bytes, size_t size) {
    if (fails("write", known(file))) return -1;
    return REAL(write)(file, bytes, limited("write", known(file), size));
}

ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) {
    if (fails("read", known(file))) return -1;
    return REAL(pread64)(file, bytes, limited("read", known(file), size), offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
    if (fails("write", known(file))) return -1;
    return REAL(pwrite64)(file, bytes, limited("write", known(file), size), offset);
}

int fdatasync(int file) { return fails("fsync", known(file)) ? -1 : REAL(fdatasync)(file); }

// As Linux has it, the file is closed whatever is said of it.
int close(int file) {
    int is_failing = fails("close", known(file)), error = errno;
    remember(file, NULL);
    int result = REAL(close)(file);
    if (!is_failing) return result;
    errno = error;
    return -1;
}

int fsync(int file) { return fails("fsync", known(file)) ? -1 : REAL(fsync)(file); }

int rename(const char *from, const char *to) { return fails("rename", to) ? -1 : REAL(rename)(from, to); }

int unlink(const char *path) { return fails("unlink", path) ? -1 : REAL(unlink)(path); }

int stat(const char *path, struct stat *status) { return fails("stat", path) ? -1 : REAL(stat)(path, status); }

int lstat(const char *path, struct stat *status) { return fails("stat", path) ? -1 : REAL(lstat)(path, status); }

int fstat(int file, struct stat *status) { return fails("fstat", known(file)) ? -1 : REAL(fstat)(file, status); }

int mkdir(const char *path, mode_t mode) { return fails("mkdir", path) ? -1 : REAL(mkdir)(path, mode); }

int flock(int file, int operation) { return fails("flock", known(file)) ? -1 : REAL(flock)(file, operation); }

off_t lseek(int file, off_t offset, int from) {
    return fails("lseek", known(file)) ? -1 : REAL(lseek)(file, offset, from);
}

int ftruncate(int file, off_t length) {
    return fails("ftruncate", known(file)) ? -1 : REAL(ftruncate)(file, length);
}

static DIR *directory_opened;
static char directory_path[PATH];

DIR *opendir(const char *path) {
    if (fails("opendir", path)) return NULL;
    DIR *directory = REAL(opendir)(path);
    if (is_meant("readdir", path)) {
        directory_opened = directory;
        snprintf(directory_path, PATH, "%s", path);
    }
    return directory;
}

int closedir(DIR *directory) {
    if (directory == directory_opened) directory_opened = NULL;
    return REAL(closedir)(directory);
}

struct dirent *readdir(DIR *directory) {
    if (directory == directory_opened && fails("readdir", directory_path)) return NULL;
    return REAL(readdir)(directory);
}
