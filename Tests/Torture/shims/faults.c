// A fault at a chosen call: preloaded under a command, it counts the calls that write and makes
// one of them fail, or the process die.
//
//   FAULT_ON     the calls counted, such as "write,pwrite"; all of them when it is missing
//   FAULT_AT     the number of the call, from 1; none when it is missing
//   FAULT_DO     kill: die before the call; after: die after it; half: write half of it, then die,
//                but a sector of 512 bytes is written whole or not at all, as by the kernel;
//                enospc, eio: fail with that error, as do all later counted calls
//   FAULT_SHORT  every write and read handles half of what is asked, every third is interrupted
//   FAULT_LOG    file to which changes of every file are recorded, see recording.py
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum action { none, kill_before, kill_after, kill_half, fail };

static long calls, interruptions;
static int log_descriptor = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

#define REAL(name) ((__typeof__(&name))next(#name))

static void die(void) {
  kill(getpid(), SIGKILL);
  pause();
}

// What to do at this call.
static enum action fault(const char *name) {
  const char *at = getenv("FAULT_AT"), *on = getenv("FAULT_ON"), *what = getenv("FAULT_DO");
  if (!at || !what) return none;
  if (on) {
    const char *found = strstr(on, name);
    size_t length = strlen(name);
    while (found && !((found == on || found[-1] == ',') && (found[length] == 0 || found[length] == ',')))
      found = strstr(found + 1, name);
    if (!found) return none;
  }
  long number = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST), target = atol(at);
  int fails = !strcmp(what, "enospc") || !strcmp(what, "eio");
  if (fails && number >= target) {
    errno = !strcmp(what, "eio") ? EIO : ENOSPC;
    return fail;
  }
  if (fails || number != target) return none;
  return !strcmp(what, "kill") ? kill_before : !strcmp(what, "after") ? kill_after : kill_half;
}

static int is_interrupted(void) {
  if (!getenv("FAULT_SHORT")) return 0;
  if (__atomic_add_fetch(&interruptions, 1, __ATOMIC_SEQ_CST) % 3) return 0;
  errno = EINTR;
  return 1;
}

static size_t shortened(size_t count) { return getenv("FAULT_SHORT") && count > 1 ? (count + 1) / 2 : count; }

// One record: operation, inode, offset, length, then as many bytes.
static void record(char operation, int descriptor, int64_t offset, int64_t length, const void *bytes) {
  const char *path = getenv("FAULT_LOG");
  struct stat status;
  if (!path || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return;
  pthread_mutex_lock(&mutex);
  if (log_descriptor < 0) log_descriptor = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  int64_t header[4] = {operation, (int64_t)status.st_ino, offset, length};
  __typeof__(&write) real = REAL(write);
  int ok = real(log_descriptor, header, sizeof header) == sizeof header;
  if (bytes) ok = ok && real(log_descriptor, bytes, (size_t)length) == length;
  pthread_mutex_unlock(&mutex);
  if (!ok) abort();
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  __typeof__(&write) real = REAL(write);
  enum action what = fault("write");
  if (what == fail) return -1;
  if (what == kill_before) die();
  if (what == kill_half) count = (count + 1) / 2;
  if (is_interrupted()) return -1;
  ssize_t done = real(descriptor, bytes, shortened(count));
  if (what != none) die();
  return done;
}

static ssize_t write_at(__typeof__(&pwrite) real, int descriptor, const void *bytes, size_t count,
                        off_t offset) {
  enum action what = fault("pwrite");
  if (what == fail) return -1;
  if (what == kill_before) die();
  if (what == kill_half && count > 512) count = (count + 1) / 2;
  if (is_interrupted()) return -1;
  ssize_t done = real(descriptor, bytes, shortened(count), offset);
  if (done > 0) record('W', descriptor, offset, done, bytes);
  if (what != none) die();
  return done;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return write_at(REAL(pwrite), descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return write_at((__typeof__(&pwrite))next("pwrite64"), descriptor, bytes, count, offset);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  if (is_interrupted()) return -1;
  return REAL(read)(descriptor, bytes, shortened(count));
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  if (is_interrupted()) return -1;
  return REAL(pread)(descriptor, bytes, shortened(count), offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
  if (is_interrupted()) return -1;
  return REAL(pread64)(descriptor, bytes, shortened(count), offset);
}

// Calls that do all of their work or none.
#define WHOLE(result, name, signature, arguments, recording) \
  result name signature {                                    \
    __typeof__(&name) real = REAL(name);                     \
    enum action what = fault(#name);                         \
    if (what == fail) return -1;                             \
    if (what == kill_before || what == kill_half) die();     \
    result done = real arguments;                            \
    if (done == 0) recording;                                \
    if (what == kill_after) die();                           \
    return done;                                             \
  }

WHOLE(int, fsync, (int descriptor), (descriptor), record('F', descriptor, 0, 0, NULL))
WHOLE(int, fdatasync, (int descriptor), (descriptor), record('F', descriptor, 0, 0, NULL))
WHOLE(int, ftruncate, (int descriptor, off_t size), (descriptor, size),
      record('T', descriptor, size, 0, NULL))
WHOLE(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size),
      record('T', descriptor, size, 0, NULL))
WHOLE(int, rename, (const char *from, const char *to), (from, to), (void)0)
WHOLE(int, unlink, (const char *path), (path), (void)0)
WHOLE(int, rmdir, (const char *path), (path), (void)0)
WHOLE(int, mkdir, (const char *path, mode_t mode), (path, mode), (void)0)
