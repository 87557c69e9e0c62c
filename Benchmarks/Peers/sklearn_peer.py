"""scikit-learn's MLP, one `partial_fit` an epoch. It has no dropout, and only linear outputs for an autoencoder."""

import warnings

import workload

options = workload.arguments()

from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore")
work = workload.WORKLOADS[options.workload]
images, labels = workload.mnist(work.examples)
settings = dict(
    hidden_layer_sizes=work.layers[1:-1],
    activation="logistic" if work.activation == "sigmoid" else "relu",
    solver="adam" if work.optimizer == "adam" else "sgd",
    learning_rate_init=work.rate,
    alpha=work.l2,
    batch_size=work.batch,
    momentum=0.9,
    nesterovs_momentum=False,
    random_state=0,
)
if work.output == "classes":
    model = MLPClassifier(**settings)
    train = lambda: model.partial_fit(images, labels, classes=range(10))
else:
    model = MLPRegressor(**settings)
    train = lambda: model.partial_fit(images, images)


def epoch(number):
    train()
    return model.loss_ * (1 if work.output == "classes" else 2)  # the regressor halves its squared error


workload.serve(epoch)
