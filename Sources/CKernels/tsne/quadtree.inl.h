// Repulsion by the Barnes-Hut algorithm: a cell of width r at distance d is treated as one heavy point if r < angle d.
// Van der Maaten, "Accelerating t-SNE using tree-based algorithms", 2014, section 4.2.

INLINE void repel_leaf(const fledge_quad_walk *job, const float *ys, const fledge_quad_node *leaf, float x0, float y0,
                       vfloat *fx, vfloat *fy, vfloat *total) {
  const vint lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  FOR_VECTORS(j, n, leaf->first, leaf->first + leaf->count) {
    vfloat dx = x0 - load(job->sorted + j), dy = y0 - load(ys + j);
    vfloat w = 1.0f / fma16(dx, dx, fma16(dy, dy, splat(1)));
    w = select16(lane < (int32_t)(n < LANES ? n : LANES), w, splat(0));
    *total += w;
    *fx = fma16(w * w, dx, *fx);
    *fy = fma16(w * w, dy, *fy);
  }
}

// Points begin ..< end of the sorted order. A cell that contains the point itself is always opened.
static void quad_walk(const fledge_quad_walk *job, long begin, long end) {
  const float *ys = job->sorted + job->count + LANES;
  for (long s = begin; s < end; s++) {
    float x0 = job->sorted[s], y0 = ys[s], far_x = 0, far_y = 0, far_total = 0;
    vfloat fx = {0}, fy = {0}, total = {0};
    for (long number = 0; number < job->node_count;) {
      const fledge_quad_node *node = job->nodes + number;
      if (node->leaf) {
        repel_leaf(job, ys, node, x0, y0, &fx, &fy, &total);
        number = node->next;
        continue;
      }
      float dx = x0 - node->x, dy = y0 - node->y, squared = dx * dx + dy * dy;
      int own = s >= node->first && s < node->first + node->count;
      if (own || !(node->squared_width < job->squared_angle * squared)) {
        number++;
        continue;
      }
      float w = 1.0f / (1.0f + squared), mass = (float)node->count * w, force = mass * w;
      far_total += mass;
      far_x += force * dx;
      far_y += force * dy;
      number = node->next;
    }
    long i = job->order[s];
    job->forces[2 * i] = tree_sum(fx) + far_x;
    job->forces[2 * i + 1] = tree_sum(fy) + far_y;
    job->potentials[i] = tree_sum(total) - 1.0f + far_total;
  }
}
