// One step of gradient descent. With g = exaggeration attraction - repulsion / Z (the gradient without its factor 4,
// as is the custom in Barnes-Hut t-SNE and after it, so that learning rates mean the same):
// gain += 0.2 where g and the last update point apart (they agree in sign when overshooting), else gain *= 0.8;
// update = momentum update - rate gain g; y += update. Jacobs, 1988, as in van der Maaten's code.

static void descend(const fledge_descent *job, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) {
    vfloat gradient = fma16(load_first(job->attraction + i, n), splat(job->exaggeration),
                            load_first(job->repulsion + i, n) * -job->repulsion_scale);
    vfloat update = load_first(job->updates + i, n), gain = load_first(job->gains + i, n);
    gain = choose((gradient > 0.0f) != (update > 0.0f), gain + 0.2f, gain * 0.8f);
    gain = larger(gain, splat(0.01f));
    update = fma16(update, splat(job->momentum), gain * gradient * -job->rate);
    vfloat other = __builtin_shufflevector(update, update, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    vfloat squared = update * update + other * other;
    vfloat limit = splat(job->longest_step);
    update = choose(squared > limit * limit, update * (limit / sqrt16(squared)), update);
    // A step that overflowed is left out: the points stay finite whatever the learning rate.
    update = choose(squared < INFINITY, update, splat(0));
    store_first(job->gains + i, gain, n);
    store_first(job->updates + i, update, n);
    store_first(job->points + i, load_first(job->points + i, n) + update, n);
  }
}
