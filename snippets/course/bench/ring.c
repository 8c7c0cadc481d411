/*
 * The ring in C, for "jbang bench": one of the two processes, as TransportMain.java is in Java. The
 * file has the layout of RingLayout.java, so a producer in C can have a consumer in Java.
 *
 *     ring produce|consume|ping|pong PATH BATCH WARM_UP_MS MEASURE_MS MESSAGES
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CAPACITY = 4096, SLOT_BYTES = 64, SLOTS = 4096, DEADLINE_S = 25, CHUNK = 1024 };
enum { UNAVAILABLE = 1, WRONG_MESSAGE = 4, SAMPLES = 1 << 22, WARM_MESSAGES = 200 * CHUNK };
enum { PAUSES_ONE_WAY = 128 };

static const uint64_t K = 0x9E3779B97F4A7C15;

struct header {
    char magic[8];
    int32_t version, kind, capacity, slot_bytes, producers;
    _Alignas(128) _Atomic uint64_t tail;
    _Alignas(128) _Atomic uint64_t head;
};

/* Own: messages claimed or taken so far. Other: the last known index of the other process. */
struct ring {
    struct header *header;
    char *slots;
    uint64_t mask, own, other;
};

static void fail(const char *what) {
    perror(what);
    exit(UNAVAILABLE);
}

static void name(char *to, const char *path, const char *suffix) {
    snprintf(to, 4096, "%s%s", path, suffix);
}

/* Creates an empty file that the other process waits for. */
static void create_marker(const char *path, const char *suffix) {
    char file[4096];
    name(file, path, suffix);
    int fd = open(file, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (fd == -1) {
        fail(file);
    }
    close(fd);
}

static int marker_exists(const char *path, const char *suffix) {
    char file[4096];
    name(file, path, suffix);
    return access(file, F_OK) == 0;
}

static struct ring map(const char *path, int flags) {
    int fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);
    if (fd == -1) {
        fail(path);
    }
    size_t length = SLOTS + (size_t) CAPACITY * SLOT_BYTES;
    if (flags && ftruncate(fd, length) == -1) {
        fail("ftruncate");
    }
    struct header *header = mmap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (header == MAP_FAILED) {
        fail("mmap");
    }
    close(fd);
    return (struct ring) { header, (char *) header + SLOTS, CAPACITY - 1, 0, 0 };
}

/* Creates the ring, and then the file that allows the producer to open it. */
static struct ring create_ring(const char *path) {
    struct ring ring = map(path, O_CREAT | O_EXCL);
    ring.header->version = 2;
    ring.header->kind = 1;
    ring.header->capacity = CAPACITY;
    ring.header->slot_bytes = SLOT_BYTES;
    ring.header->producers = 1;
    memcpy(ring.header->magic, "MMAPRING", 8);
    create_marker(path, ".ready");
    return ring;
}

static struct ring open_ring(const char *path) {
    while (!marker_exists(path, ".ready")) {
        usleep(1000);
    }
    struct ring ring = map(path, 0);
    if (memcmp(ring.header->magic, "MMAPRING", 8) || ring.header->capacity != CAPACITY
            || ring.header->slot_bytes != SLOT_BYTES) {
        fprintf(stderr, "%s: not a ring of %d slots of 64 bytes\n", path, CAPACITY);
        exit(UNAVAILABLE);
    }
    return ring;
}

/* As in Transport.java. */
static int pauses = 1;

static inline void spin_wait(void) {
    for (int i = 0; i < pauses; i++) {
#if defined __x86_64__
        __builtin_ia32_pause();
#elif defined __aarch64__
        __asm__ volatile("isb");
#endif
    }
}

static int64_t nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* ------------------------------------------------------------------------------------- the ring */

static inline uint64_t *claim(struct ring *r) {
    if (r->own - r->other > r->mask) {
        r->other = atomic_load_explicit(&r->header->head, memory_order_acquire);
        if (r->own - r->other > r->mask) {
            return 0;
        }
    }
    return (uint64_t *) (r->slots + (r->own++ & r->mask) * SLOT_BYTES);
}

static inline void commit(struct ring *r) {
    atomic_store_explicit(&r->header->tail, r->own, memory_order_release);
}

static inline uint64_t *next(struct ring *r) {
    if (r->own == r->other) {
        r->other = atomic_load_explicit(&r->header->tail, memory_order_acquire);
        if (r->own == r->other) {
            return 0;
        }
    }
    return (uint64_t *) (r->slots + (r->own++ & r->mask) * SLOT_BYTES);
}

static inline void release(struct ring *r) {
    atomic_store_explicit(&r->header->head, r->own, memory_order_release);
}

/* --------------------------------------------------------------------------------- the messages */

static inline void write_message(uint64_t *slot, uint64_t n) {
    slot[0] = n;
    for (int i = 1; i < 8; i++) {
        slot[i] = n * K + i;
    }
}

static inline int is_message(const uint64_t *slot, uint64_t n) {
    uint64_t difference = slot[0] ^ n;
    for (int i = 1; i < 8; i++) {
        difference |= slot[i] ^ (n * K + i);
    }
    return difference == 0;
}

static void require_end(const uint64_t *slot, uint64_t expected) {
    if (!is_message(slot, ~expected)) {
        fprintf(stderr, "message %lu was expected, %lu came\n", (unsigned long) expected,
            (unsigned long) slot[0]);
        exit(WRONG_MESSAGE);
    }
}

__attribute__((noinline))
static void send_messages(struct ring *r, uint64_t first, int count, int batch) {
    for (int i = 0; i < count; ) {
        uint64_t *slot;
        while (!(slot = claim(r))) {
            spin_wait();
        }
        write_message(slot, first + i++);
        if ((i & (batch - 1)) == 0 || i == count) {
            commit(r);
        }
    }
}

__attribute__((noinline))
static int receive_messages(struct ring *r, uint64_t expected, int count, int batch) {
    for (int i = 0; i < count; ) {
        uint64_t *slot;
        while (!(slot = next(r))) {
            spin_wait();
        }
        if (!is_message(slot, expected + i)) {
            require_end(slot, expected + i);
            return i;
        }
        i++;
        if ((i & (batch - 1)) == 0 || i == count) {
            release(r);
        }
    }
    return count;
}

/* ------------------------------------------------------------------------------------ the roles */

struct task {
    char *path;
    int batch;
    int64_t warm, measure, messages;
};

static void produce(struct task t) {
    struct ring ring = open_ring(t.path);
    int64_t n = 0, end = nanos() + t.warm + t.measure;
    int step = t.messages ? t.batch : CHUNK;
    for (; t.messages ? n < t.messages : nanos() < end || !marker_exists(t.path, ".done");
            n += step) {
        send_messages(&ring, n, step, t.batch);
    }
    send_messages(&ring, ~n, 1, 1);
    printf("%ld\n", (long) n);
}

static void consume(struct task t) {
    struct ring ring = create_ring(t.path);
    int64_t n = receive_messages(&ring, 0, CHUNK, t.batch);
    int64_t start = nanos(), from = 0, before = 0, measured = 0, took = 0;
    for (int64_t got = n; got == CHUNK; ) {
        got = receive_messages(&ring, n, CHUNK, t.batch);
        n += got;
        int64_t now = nanos();
        if (!from && now - start >= t.warm && n >= WARM_MESSAGES) {
            from = now;
            before = n;
        } else if (!took && from && now - from >= t.measure) {
            took = now - from;
            measured = n - before;
            create_marker(t.path, ".done");
        }
    }
    if (t.messages ? n != t.messages : took == 0) {
        fprintf(stderr, "ended after %ld messages\n", (long) n);
        exit(UNAVAILABLE);
    }
    printf("%ld %ld %ld\n", (long) measured, (long) took, (long) n);
}

static int64_t samples[SAMPLES];

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static void ping(struct task t) {
    char path[4096];
    name(path, t.path, ".pong");
    struct ring pong = create_ring(path);
    name(path, t.path, ".ping");
    struct ring ping = open_ring(path);
    int64_t n = 0, measured = 0, last, now = nanos(), from = now + t.warm, end = from + t.measure;
    for (; t.messages ? n < t.messages : now < end; n++) {
        last = now;
        send_messages(&ping, n, 1, 1);
        receive_messages(&pong, n, 1, 1);
        now = nanos();
        if (last >= from && measured < SAMPLES) {
            samples[measured++] = now - last;
        }
    }
    send_messages(&ping, ~n, 1, 1);
    qsort(samples, measured, sizeof *samples, by_size);
    printf("%ld %ld %ld\n", (long) samples[measured / 2], (long) samples[measured * 99 / 100],
        (long) n);
}

static void pong(struct task t) {
    char path[4096];
    name(path, t.path, ".ping");
    struct ring ping = create_ring(path);
    name(path, t.path, ".pong");
    struct ring pong = open_ring(path);
    int64_t n = 0;
    for (; receive_messages(&ping, n, 1, 1) == 1; n++) {
        send_messages(&pong, n, 1, 1);
    }
    printf("%ld\n", (long) n);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: ring ROLE PATH BATCH WARM_UP_MS MEASURE_MS MESSAGES\n");
        return 2;
    }
    alarm(DEADLINE_S);
    struct task task = { argv[2], atoi(argv[3]), atoll(argv[4]) * 1000000, atoll(argv[5]) * 1000000,
        atoll(argv[6]) };
    const char *names[] = { "produce", "consume", "ping", "pong" };
    void (*const roles[])(struct task) = { produce, consume, ping, pong };
    for (int i = 0; i < 4; i++) {
        if (!strcmp(argv[1], names[i])) {
            pauses = i < 2 ? PAUSES_ONE_WAY : 1;
            roles[i](task);
            return 0;
        }
    }
    fprintf(stderr, "%s is not a role\n", argv[1]);
    return 2;
}
