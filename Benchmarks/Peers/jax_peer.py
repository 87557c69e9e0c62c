"""JAX: an epoch is one `lax.scan` under `jit`, batches gathered within. W8: one process for each core, or `vmap`."""

import workload

options = workload.arguments()

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

jax.config.update("jax_default_prng_impl", "unsafe_rbg")  # the fastest generator
each = jax.tree_util.tree_map


def initial(work, seed):
    keys = jax.random.split(jax.random.key(seed), len(work.layers))
    shapes = list(zip(work.layers, work.layers[1:]))
    weights = [(jax.random.normal(k, s) * (2 / s[0]) ** 0.5, jnp.zeros(s[1])) for k, s in zip(keys, shapes)]
    zeros = each(jnp.zeros_like, weights)
    return weights, zeros, each(jnp.zeros_like, weights), jnp.float32(0), jax.random.key(seed + 1)


def loss(weights, x, labels, key, work):
    h = x
    for index, (w, b) in enumerate(weights):
        h = h @ w + b
        if index + 1 == len(weights):
            break
        h = jax.nn.sigmoid(h) if work.activation == "sigmoid" else jax.nn.relu(h)
        if work.dropout:
            key, draw = jax.random.split(key)
            keep = jax.random.bernoulli(draw, 1 - work.dropout, h.shape)
            h = jnp.where(keep, h / (1 - work.dropout), 0)
    if work.output == "classes":
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(h), labels[:, None], 1))
    h = jax.nn.sigmoid(h) if work.output == "sigmoid" else h
    return jnp.mean((h - x) ** 2)


def step(state, x, labels, work):
    weights, first, second, count, key = state
    key, draw = jax.random.split(key) if work.dropout else (key, None)
    value, gradient = jax.value_and_grad(loss)(weights, x, labels, draw, work)
    count = count + 1
    if work.l2:
        gradient = each(lambda g, w: g + work.l2 * w, gradient, weights)
    if work.optimizer == "adam":
        first = each(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = each(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        c1, c2 = 1 - 0.9**count, 1 - 0.999**count
        change = each(lambda m, v: (m / c1) / (jnp.sqrt(v / c2) + 1e-8), first, second)
    else:
        first = change = each(lambda m, g: 0.9 * m + g, first, gradient)
    weights = each(lambda w, d: w - work.rate * d, weights, change)
    return (weights, first, second, count, key), value


def make_epoch(work):
    def epoch(state, key, images, labels):
        order = jax.random.permutation(key, work.examples)[: work.steps * work.batch]
        body = lambda state, rows: step(state, images[rows], labels[rows], work)
        return lax.scan(body, state, order.reshape(work.steps, work.batch))

    return epoch


def load(examples):
    images, labels = workload.mnist(examples)
    return jnp.asarray(images), jnp.asarray(labels.astype(np.int32))


def train_one():
    work = workload.WORKLOADS[options.workload]
    images, labels = load(work.examples)
    epoch = jax.jit(make_epoch(work), donate_argnums=0)
    state = initial(work, 0)

    def train_epoch(number):
        nonlocal state
        state, losses = epoch(state, jax.random.key(number), images, labels)
        return losses.mean()

    workload.serve(train_epoch)


def train_many(seeds):
    work = workload.WORKLOADS["W2"]
    images, labels = load(work.examples)
    last = []
    if options.variant == "vmap":  # the same order of examples for all seeds, so that a batch is gathered once
        states = jax.vmap(lambda seed: initial(work, seed))(jnp.arange(len(seeds)))
        many = jax.vmap(lambda s, x, t: step(s, x, t, work), (0, None, None))

        def epoch(states, key):
            order = jax.random.permutation(key, work.examples)[: work.steps * work.batch]
            body = lambda s, rows: many(s, images[rows], labels[rows])
            return lax.scan(body, states, order.reshape(work.steps, work.batch))

        epoch = jax.jit(epoch, donate_argnums=0)
        for number in range(workload.EPOCHS):
            states, losses = epoch(states, jax.random.key(number))
        return np.asarray(losses.mean(0))
    epoch = jax.jit(make_epoch(work), donate_argnums=0)
    for seed in seeds:
        state = initial(work, seed)
        for number in range(workload.EPOCHS):
            state, losses = epoch(state, jax.random.key(1000 * seed + number), images, labels)
        last.append(float(losses.mean()))
    return np.array(last)


if __name__ == "__main__":
    if options.workload != "W8":
        train_one()
    else:
        import many

        many.run(train_many, options)
