/*
 * The consumer of a ring in C: takes longs out until the ring is finished, and checks that message
 * n is the number n. Then it removes the file. The producer may be a Java program.
 *
 *     gcc -O2 -o ring_consumer ring_consumer.c && ./ring_consumer testring
 */
#include "ring.h"

int main(int argc, char **argv) {
    if (argc != 2) {
        ring_fail("usage: ring_consumer FILE");
    }
    struct ring *r = ring_open(argv[1], offsetof(struct ring, lane[0].head));
    struct ring_lane *lane = &r->lane[0];
    uint64_t head = atomic_load_explicit(&lane->head, memory_order_acquire);
    uint64_t first = head;                    /* the consumer before may have taken messages */
    for (;;) {
        uint64_t tail = atomic_load_explicit(&lane->tail, memory_order_acquire);
        if (tail == (head | RING_CLOSED)) {
            break;
        }
        if (tail == head) {
            ring_await(&r->not_empty,
                atomic_load_explicit(&lane->tail, memory_order_acquire) != tail);
            continue;
        }
        for (tail &= ~RING_CLOSED; head != tail; head++) {
            uint64_t message = atomic_load_explicit(ring_slot(r, head), memory_order_relaxed);
            if (message != head) {
                ring_fail("a message is missing, or came twice");
            }
        }
        atomic_store_explicit(&lane->head, head, memory_order_release);
        ring_wake(&r->not_full);
    }
    unlink(argv[1]);
    printf("took out %llu messages\n", (unsigned long long) (head - first));
    return 0;
}
