/*
 * The producer of a ring in C: puts COUNT messages into a ring of longs that exists, and closes
 * it. Message n is the number n. The consumer may be a Java program.
 *
 *     gcc -O2 -o ring_producer ring_producer.c && ./ring_producer testring 1000000
 */
#include "ring.h"

int main(int argc, char **argv) {
    if (argc != 3) {
        ring_fail("usage: ring_producer FILE COUNT");
    }
    struct ring *r = ring_open(argv[1], offsetof(struct ring, lane[0].tail));
    struct ring_lane *lane = &r->lane[0];
    uint64_t tail = atomic_load_explicit(&lane->tail, memory_order_acquire);
    if (tail & RING_CLOSED) {
        ring_fail("the ring is closed");
    }
    uint64_t head = atomic_load_explicit(&lane->head, memory_order_acquire);
    uint64_t count = strtoull(argv[2], 0, 10);
    for (uint64_t end = tail + count; tail != end; ) {
        while (tail - head == (uint64_t) r->capacity) {
            head = atomic_load_explicit(&lane->head, memory_order_acquire);
            if (tail - head == (uint64_t) r->capacity) {
                ring_await(&r->not_full,
                    atomic_load_explicit(&lane->head, memory_order_acquire) != head);
            }
        }
        atomic_store_explicit(ring_slot(r, tail), tail, memory_order_relaxed);
        atomic_store_explicit(&lane->tail, ++tail, memory_order_release);
        ring_wake(&r->not_empty);
    }
    atomic_store_explicit(&lane->tail, tail | RING_CLOSED, memory_order_release);
    ring_wake(&r->not_empty);
    printf("put in %llu messages\n", (unsigned long long) count);
    return 0;
}
