// The k nearest neighbours so far, as a max-heap by distance. Ties are broken by the lower index.

typedef struct {
  float distance;
  int32_t index;
} neighbor;

INLINE int nearer(neighbor a, neighbor b) {
  return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
}

// Replaces the top of a heap of `count` by `item` and restores the heap.
INLINE void heap_sink(neighbor *heap, long count, neighbor item) {
  long at = 0;
  for (;;) {
    long child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && nearer(heap[child], heap[child + 1])) child++;
    if (!nearer(item, heap[child])) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}

INLINE void heap_clear(neighbor *heap, long count) {
  for (long i = 0; i < count; i++) heap[i] = (neighbor){INFINITY, INT32_MAX};
}

// Pops the heap from the farthest to the nearest, so that results are in ascending order.
INLINE void heap_write(neighbor *heap, long count, int32_t *indices, float *distances) {
  for (long last = count - 1; last >= 0; last--) {
    indices[last] = heap[0].index;
    distances[last] = heap[0].distance;
    heap_sink(heap, last, heap[last]);
  }
}
