// One step of gradient descent. With g = exaggeration attraction - repulsion / Z (the gradient without its factor 4,
// as in Barnes-Hut t-SNE and its successors, so that learning rates are comparable):
// gain += 0.2 where g and the last update differ in sign (equal signs mean overshooting), else gain *= 0.8;
// update = momentum update - rate gain g; y += update. Jacobs, 1988, as in van der Maaten's code.

static void descend(const fledge_descent *job, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) {
    vfloat gradient = fma16(load_first(job->attraction + i, n), splat(job->exaggeration),
                            load_first(job->repulsion + i, n) * -job->repulsion_scale);
    vfloat update = load_first(job->updates + i, n), gain = load_first(job->gains + i, n);
    gain = select16((gradient > 0.0f) != (update > 0.0f), gain + 0.2f, gain * 0.8f);
    gain = max16(gain, splat(0.01f));
    update = fma16(update, splat(job->momentum), gain * gradient * -job->rate);
    vfloat other = __builtin_shufflevector(update, update, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    vfloat squared = update * update + other * other;
    vfloat limit = splat(job->longest_step);
    update = select16(squared > limit * limit, update * (limit / sqrt16(squared)), update);
    // A step that overflows is skipped: the points stay finite at any learning rate.
    update = select16(squared < INFINITY, update, splat(0));
    store_first(job->gains + i, gain, n);
    store_first(job->updates + i, update, n);
    store_first(job->points + i, load_first(job->points + i, n) + update, n);
  }
}
