/*
 * The ring of this chapter for C programs: the layout of RingLayout.java, with the same rules.
 *
 * - All numbers are in the byte order of the processor. So all processes run on one machine.
 * - Whoever creates the file makes it complete before it gets its name (O_TMPFILE, linkat).
 *   The consumer unlinks it when the ring is finished: closed, and all messages taken.
 * - A process may write only the fields of its role, and only while it holds the role's lock: an
 *   OFD lock of one byte. Linux drops it when the process has ended. Only the two conditions, and
 *   the tail of a ring of kind many to one, are written by several processes.
 * - The bytes from RING_BRIDGE to RING_DATA belong to bridges: do not write them.
 * - one to one: message n is in slot n modulo capacity. Write the message, then the tail with
 *   release. Read the tail with acquire, then the message, then write the head with release.
 * - many to one: write your intent, claim by a compare-and-set of the tail, write the message, then
 *   its header with release: lap << 22 | length << 2 | 1. See ManyToOneProducer.java. When you
 *   take the role, set its intent to -1, because it is that of the producer before you. Set it to
 *   -1 before you wait for room, too. Otherwise the consumer may wait for you for ever.
 * - condition: a process that wants to sleep sets bit 0, fences, looks, and sleeps while the word
 *   has not changed. A process that made it true fences, and if bit 0 is set, adds 1 and wakes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { RING_VERSION = 2, RING_ONE_TO_ONE = 1, RING_MANY_TO_ONE = 2, RING_DATA = 4096 };
/* many to one: the intent of producer n is the long at RING_INTENTS + n * RING_INTENT_BYTES */
enum { RING_INTENTS = 384, RING_INTENT_BYTES = 128, RING_BRIDGE = 4032 };
#define RING_CLOSED (1ULL << 63)

struct ring {
    char magic[8];                            /* "MMAPRING" */
    int32_t version, kind, capacity, slot_bytes, producers;
    _Alignas(64) _Atomic uint32_t not_empty;
    _Alignas(32) _Atomic uint32_t not_full;
    struct ring_lane {
        _Alignas(128) _Atomic uint64_t tail;  /* the highest bit: closed */
        _Alignas(128) _Atomic uint64_t head;
    } lane[15];                               /* many to one: only lane[0], then the intents */
};

_Static_assert(offsetof(struct ring, producers) == 24, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, not_empty) == 64, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, not_full) == 96, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, lane[0].tail) == 128, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, lane[0].head) == 256, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, lane[1].tail) == 384, "as in RingLayout.java");
_Static_assert(offsetof(struct ring, lane[1].tail) == RING_INTENTS, "after the only lane");
_Static_assert(RING_INTENTS + 28 * RING_INTENT_BYTES + 8 <= RING_BRIDGE, "29 intents");
_Static_assert(sizeof(struct ring) <= RING_BRIDGE, "then what bridges remember, then the slots");
/* Only an atomic that is lock-free also works between processes. */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "lock-free");

static inline void ring_fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* Maps a ring of longs for one producer, and takes a role: the lock of the byte at this offset. */
static inline struct ring *ring_open(const char *path, size_t role) {
    int fd = open(path, O_RDWR | O_CLOEXEC);  /* it stays open, because it owns the lock */
    struct stat st;
    if (fd == -1 || fstat(fd, &st) == -1 || st.st_size <= RING_DATA) {
        ring_fail("this is not a ring");
    }
    struct ring *r = mmap(0, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (r == MAP_FAILED || memcmp(r->magic, "MMAPRING", 8) || r->version != RING_VERSION
            || r->kind != RING_ONE_TO_ONE || r->producers != 1 || r->slot_bytes != 8
            || st.st_size != RING_DATA + 8LL * r->capacity) {
        ring_fail("this is not a ring of longs for one producer");
    }
    struct flock lock = { .l_type = F_WRLCK, .l_start = role, .l_len = 1 };
    if (fcntl(fd, F_OFD_SETLK, &lock) == -1) {
        ring_fail("another process has this role");
    }
    return r;
}

static inline _Atomic uint64_t *ring_slot(struct ring *r, uint64_t message) {
    return (_Atomic uint64_t *) ((char *) r + RING_DATA) + (message & (r->capacity - 1));
}

/* Sleeps, for a second at most, unless "ready" is true after the mark is set. */
#define ring_await(word, ready) do { \
        uint32_t marked = atomic_fetch_or(word, 1) | 1; \
        atomic_thread_fence(memory_order_seq_cst); \
        struct timespec second = { .tv_sec = 1 }; \
        if (!(ready)) { \
            syscall(SYS_futex, word, FUTEX_WAIT, marked, &second, 0, 0); \
        } \
    } while (0)

static inline void ring_wake(_Atomic uint32_t *word) {
    atomic_thread_fence(memory_order_seq_cst);
    uint32_t marked = atomic_load(word);
    if ((marked & 1) && atomic_compare_exchange_strong(word, &marked, marked + 1)) {
        syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, 0, 0, 0);
    }
}
