"""PyTorch in three ways: `usual` (modules, autograd, torch.optim), `autocast` (the same with products of bf16 numbers)
and `flat` (written by hand on one flat tensor).

Denormal numbers are flushed in all. W8: batched products over the fifteen networks.
"""

import workload

options = workload.arguments()

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(options.threads)
torch.set_flush_denormal(True)
torch.manual_seed(0)


def load(examples):
    images, labels = workload.mnist(examples)
    return torch.from_numpy(images), torch.from_numpy(labels.astype("int64"))


def optimizer(parameters, work):
    # One kernel for processors, where this PyTorch has it.
    settings = dict(lr=work.rate, weight_decay=work.l2) if work.optimizer == "adam" else dict(lr=work.rate, momentum=0.9)
    rule = torch.optim.Adam if work.optimizer == "adam" else torch.optim.SGD
    parameters = list(parameters)
    try:
        return rule(parameters, fused=True, **settings)
    except (RuntimeError, TypeError):
        return rule(parameters, foreach=False, **settings)


def usual(work, images, labels, rounds=False):
    layers = []
    for index, (a, b) in enumerate(zip(work.layers, work.layers[1:])):
        layers.append(nn.Linear(a, b))
        if index + 2 < len(work.layers):
            layers.append(nn.Sigmoid() if work.activation == "sigmoid" else nn.ReLU())
            if work.dropout:
                layers.append(nn.Dropout(work.dropout))
    if work.output == "sigmoid":
        layers.append(nn.Sigmoid())
    net = nn.Sequential(*layers)
    rule = optimizer(net.parameters(), work)

    def step(rows):
        x = images[rows]
        rule.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=rounds):
            out = net(x)
        out = out.float()
        loss = F.cross_entropy(out, labels[rows]) if work.output == "classes" else F.mse_loss(out, x)
        loss.backward()
        rule.step()
        return loss.detach()

    return step


def flat(work, images, labels):
    shapes = list(zip(work.layers, work.layers[1:]))
    count, last = sum(a * b + b for a, b in shapes), len(shapes)
    parameters, gradient = torch.zeros(count), torch.zeros(count)
    weights, biases, dw, db, at = [], [], [], [], 0
    for a, b in shapes:
        weights.append(parameters[at : at + a * b].view(a, b))
        dw.append(gradient[at : at + a * b].view(a, b))
        biases.append(parameters[at + a * b : at + a * b + b])
        db.append(gradient[at + a * b : at + a * b + b])
        weights[-1].copy_(torch.randn(a, b) * (2 / a) ** 0.5)
        at += a * b + b
    whole = nn.Parameter(parameters)
    whole.grad = gradient
    rule = optimizer([whole], work)
    values = [torch.zeros(work.batch, n) for n in work.layers]
    deltas = [torch.zeros(work.batch, n) for n in work.layers]
    masks = [torch.zeros(work.batch, n) for n in work.layers]
    rows_of_batch = torch.arange(work.batch)
    is_sigmoid = work.activation == "sigmoid"

    @torch.no_grad()
    def step(rows):
        torch.index_select(images, 0, rows, out=values[0])
        for k in range(last):
            z = values[k + 1]
            torch.addmm(biases[k], values[k], weights[k], out=z)
            if k + 1 == last:
                break
            z.sigmoid_() if is_sigmoid else z.relu_()
            if work.dropout:
                masks[k + 1].bernoulli_(1 - work.dropout).mul_(1 / (1 - work.dropout))
                z.mul_(masks[k + 1])
        z, x = values[last], values[0]
        if work.output == "classes":
            targets = labels[rows]
            scores = torch.log_softmax(z, 1)
            loss = -scores[rows_of_batch, targets].mean()
            d = scores.exp_()
            d[rows_of_batch, targets] -= 1
            d.mul_(1 / work.batch)
        else:
            if work.output == "sigmoid":
                z.sigmoid_()
            d = z - x
            loss = (d * d).mean()
            d.mul_(2 / d.numel())
            if work.output == "sigmoid":
                d.mul_(z).mul_(1 - z)
        for k in range(last - 1, -1, -1):
            torch.mm(values[k].t(), d, out=dw[k])
            torch.sum(d, 0, out=db[k])
            if k == 0:
                break
            below = torch.mm(d, weights[k].t(), out=deltas[k])
            if is_sigmoid:
                d = below.mul_(values[k]).mul_(1 - values[k])
            else:
                d = torch.ops.aten.threshold_backward(below, values[k], 0)
                if work.dropout:
                    d.mul_(masks[k])
        rule.step()
        return loss

    return step


def train_one():
    work = workload.WORKLOADS[options.workload]
    images, labels = load(work.examples)
    if options.variant in ("usual", "autocast"):
        step = usual(work, images, labels, rounds=options.variant == "autocast")
    else:
        step = flat(work, images, labels)

    def epoch(number):
        order, total = torch.randperm(work.examples), torch.zeros(())
        for at in range(0, work.steps * work.batch, work.batch):
            total += step(order[at : at + work.batch])
        return float(total) / work.steps

    workload.serve(epoch)


def train_many(seeds):
    work, count = workload.WORKLOADS["W2"], len(seeds)
    images, labels = load(work.examples)
    weights = [
        torch.randn(count, a, b).mul_((2 / a) ** 0.5).requires_grad_() for a, b in zip(work.layers, work.layers[1:])
    ]
    biases = [torch.zeros(count, 1, b, requires_grad=True) for b in work.layers[1:]]
    rule = optimizer(weights + biases, work)
    for number in range(workload.EPOCHS):
        orders = torch.stack([torch.randperm(work.examples) for _ in seeds])
        total = 0.0
        for at in range(0, work.steps * work.batch, work.batch):
            rows = orders[:, at : at + work.batch]
            x = images[rows]
            for k in range(3):
                x = torch.baddbmm(biases[k], x, weights[k])
                x = x.relu() if k < 2 else x
            rule.zero_grad(set_to_none=True)
            loss = F.cross_entropy(x.flatten(0, 1), labels[rows].flatten())
            (loss * count).backward()
            rule.step()
            total += loss.detach()
        mean = float(total) / work.steps
    return [mean] * count


if __name__ == "__main__":
    if options.workload != "W8":
        train_one()
    else:
        import many

        many.run(train_many, options)
