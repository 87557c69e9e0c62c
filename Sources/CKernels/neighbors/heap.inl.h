// The k nearest so far, as a heap with the farthest on top. Of equal distances the lower index is nearer.

typedef struct {
  float distance;
  int32_t index;
} neighbor;

INLINE int nearer(neighbor a, neighbor b) {
  return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
}

// Puts `item` in at the top of a heap of `count` and lets it sink.
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

// Empties the heap from the farthest to the nearest, so that the results ascend.
INLINE void heap_write(neighbor *heap, long count, int32_t *indices, float *distances) {
  for (long last = count - 1; last >= 0; last--) {
    indices[last] = heap[0].index;
    distances[last] = heap[0].distance;
    heap_sink(heap, last, heap[last]);
  }
}
