"""NumPy as a careful hand writes it: flat parameters, buffers made once, results written in place, denormals flushed."""

import workload

options = workload.arguments()

import ctypes

import numpy as np

work = workload.WORKLOADS[options.workload]
f32 = np.float32
BLOCK = 16_384  # parameters that the optimizer treats while they are in cache


def flush_denormals():
    """Sets flush-to-zero and denormals-are-zero through the C library's floating-point environment."""
    libm = ctypes.CDLL("libm.so.6")
    environment = (ctypes.c_uint32 * 8)()
    libm.fegetenv(environment)
    environment[7] |= 0x8040
    libm.fesetenv(environment)


class Training:
    def __init__(self):
        self.images, labels = workload.mnist(work.examples)
        self.one_hot = np.eye(10, dtype=f32)[labels]
        self.random = np.random.default_rng(0)
        shapes = list(zip(work.layers, work.layers[1:]))
        count = sum(a * b + b for a, b in shapes)
        self.flat, self.gradient, self.first, self.second, self.t1, self.t2 = np.zeros((6, count), f32)
        self.weights, self.biases, self.dw, self.db = [], [], [], []
        at = 0
        for a, b in shapes:
            self.weights.append(self.flat[at : at + a * b].reshape(a, b))
            self.dw.append(self.gradient[at : at + a * b].reshape(a, b))
            self.biases.append(self.flat[at + a * b : at + a * b + b])
            self.db.append(self.gradient[at + a * b : at + a * b + b])
            self.weights[-1][:] = self.random.standard_normal((a, b)) * np.sqrt(2 / a)
            at += a * b + b
        make = lambda kind: [np.zeros((work.batch, n), kind) for n in work.layers]
        self.values, self.deltas, self.masks, self.flags = make(f32), make(f32), make(f32), make(bool)
        self.ones = np.ones(work.batch, f32)
        self.step_number = 0

    def activate(self, layer):
        z, mask = self.values[layer], self.masks[layer]
        if work.activation == "sigmoid":
            sigmoid(z)
        else:
            np.maximum(z, 0, out=z)
        if work.dropout:
            self.random.random(out=mask, dtype=f32)
            np.greater_equal(mask, f32(work.dropout), out=self.flags[layer])
            np.multiply(self.flags[layer], f32(1 / (1 - work.dropout)), out=mask)
            z *= mask

    def output_gradient(self, rows):
        z, d, x = self.values[-1], self.deltas[-1], self.values[0]
        if work.output == "classes":
            z -= z.max(1, keepdims=True)
            np.exp(z, out=z)
            z /= z.sum(1, keepdims=True)
            targets = self.one_hot[rows]
            loss = -np.log(np.maximum((z * targets).sum(1), 1e-30)).mean()
            np.subtract(z, targets, out=d)
            d *= f32(1 / work.batch)
            return loss
        if work.output == "sigmoid":
            sigmoid(z)
        np.subtract(z, x, out=d)
        loss = np.dot(d.ravel(), d.ravel()) / d.size
        d *= f32(2 / d.size)
        if work.output == "sigmoid":
            d *= z
            np.subtract(1, z, out=z)
            d *= z
        return loss

    def step(self, rows):
        last = len(self.weights)
        np.take(self.images, rows, 0, out=self.values[0], mode="clip")
        for k in range(last):
            np.matmul(self.values[k], self.weights[k], out=self.values[k + 1])
            self.values[k + 1] += self.biases[k]
            if k + 1 < last:
                self.activate(k + 1)
        loss = self.output_gradient(rows)
        for k in range(last - 1, -1, -1):
            d = self.deltas[k + 1]
            np.matmul(self.values[k].T, d, out=self.dw[k])
            np.matmul(self.ones, d, out=self.db[k])
            if k == 0:
                break
            below, value = self.deltas[k], self.values[k]
            np.matmul(d, self.weights[k].T, out=below)
            if work.dropout:
                below *= self.masks[k]
            if work.activation == "sigmoid":
                np.subtract(1, value, out=self.masks[k])
                below *= value
                below *= self.masks[k]
            else:
                np.greater(value, 0, out=self.flags[k])
                below *= self.flags[k]
        self.step_number += 1
        self.update()
        return loss

    def update(self):
        c1, c2 = 1 - 0.9**self.step_number, 1 - 0.999**self.step_number
        for at in range(0, self.flat.size, BLOCK):
            part = slice(at, at + BLOCK)
            w, g, m, v = self.flat[part], self.gradient[part], self.first[part], self.second[part]
            a, b = self.t1[part], self.t2[part]
            if work.optimizer == "momentum":
                m *= f32(0.9)
                m += g
                np.multiply(m, f32(work.rate), out=a)
                w -= a
                continue
            if work.l2:
                np.multiply(w, f32(work.l2), out=a)
                g += a
            m *= f32(0.9)
            np.multiply(g, f32(0.1), out=a)
            m += a
            v *= f32(0.999)
            np.multiply(g, g, out=a)
            a *= f32(0.001)
            v += a
            np.sqrt(v, out=a)
            a *= f32(1 / np.sqrt(c2))
            a += f32(1e-8)
            np.divide(m, a, out=b)
            b *= f32(work.rate / c1)
            w -= b

    def epoch(self, number):
        order = self.random.permutation(work.examples)
        total = 0.0
        for at in range(0, work.steps * work.batch, work.batch):
            total += self.step(order[at : at + work.batch])
        return total / work.steps


def sigmoid(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)


if __name__ == "__main__":
    flush_denormals()
    workload.serve(Training().epoch)
