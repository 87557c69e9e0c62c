import Foundation
import Testing

/// Every mistake in words ends with one line and code 2, before anything is written.
@Suite struct UsageTests {
  static let refused: [(arguments: String, words: String)] = [
    ("trian", "Did you mean 'train'?"), ("train --layes 3", "Did you mean '--layers'?"),
    ("train --learning-rate", "Missing value for '--learning-rate"),
    ("train --learning-rate 0", "--learning-rate: expected a number above 0, found '0'"),
    ("train --learning-rate -1", "--learning-rate: expected a number above 0, found '-1'"),
    ("train --dropout 1.5", "--dropout: expected a number from 0 to below 1, found '1.5'"),
    ("train --batch-size 0", "--batch-size: expected a whole number from 1"),
    ("train --layers 0", "--layers: expected a whole number from 1 to 1000000, found '0'"),
    ("train --layers 64,-3", "found '-3'"), ("train --threads 0", "--threads: expected a whole number from 1 to 1024"),
    ("train --threads 100000", "found '100000'"), ("train --seed -1", "--seed: expected a whole number from 0"),
    ("train --epochs 0", "--epochs: expected a whole number from 1"),
    ("train --epochs 9223372036854775807", "from 1 to 1000000"),
    ("train \(tiny) --layers 1000000,1000000", "make layers or batch-size smaller"),
    ("train --set foo", "--set: expected KEY=VALUE, found 'foo'"), ("train --set a.b=1", "there is no setting 'a.b'"),
    ("train --set lerning-rate=1", "did you mean 'learning-rate'?"),
    ("train --recipe numpymlp", "did you mean 'numpy-mlp'?"),
    ("train --optimizer sgd --momentum 0.9", "momentum: expected settings that the optimizer sgd has (learning-rate)"),
    ("train --set beta2=0.999 --set optimizer=rmsprop", "the optimizer rmsprop has (learning-rate, decay, epsilon)"),
    ("train --optimizer adm", "did you mean 'adam'?"), ("train --layers 4 --autoencoder 4", "give one of them"),
    ("train \(tiny) --convolutions 4,4,4,4", "does not fit into an image of 4×4"),
    (
      "train --dataset xor --convolutions 4",
      "expected square images, grey or in colour, found examples of shape [2] in xor"
    ),
    ("check --convolutions 4 --inputs 20", "found 20 features, which are neither"),
    ("train \(tiny) --tied yes", "only an autoencoder can be tied"),
    ("train \(tiny) --validation 300", "expected fewer than the 300 training examples"),
    ("train \(tiny) --validation 0 --patience 3", "early stopping needs a validation set"),
    ("train \(tiny) --data .", "is generated and reads no files"),
    ("train --dataset csv", "needs the path of its file"),
    ("train \(tiny) --output ''", "--output: expected the name of a folder"),
    ("train a.yaml b.yaml", "Unexpected argument"),
    ("evaluate", "Missing expected argument"), ("check --inputs 0", "--inputs: expected 1 to 1000000, found '0'"),
    ("check --batch 1000000", "of memory, this machine has"), ("check --step -1", "--step: expected above 0"),
    ("bench --workload W10", "did you mean 'W1'?"), ("bench --epochs -1", "--epochs: expected 1 to 100000, found '-1'"),
    ("bench --precision fp16", "--precision: expected"),
    ("data show --count -1", "--count: expected 0 or more"), ("data show --dataset digit", "did you mean 'digits'?"),
    ("data fetch cifar", "expected mnist, fashion-mnist, kmnist, found 'cifar'"),
  ]

  @Test(arguments: refused.indices)
  func `a mistake in words`(index: Int) throws {
    let (arguments, words) = UsageTests.refused[index]
    try Shell().expectRefusal(arguments, status: 2, saying: words)
  }

  @Test(arguments: [
    ("learnin-rate: 1\n", "c.yaml, line 1: there is no setting 'learnin-rate'; did you mean 'learning-rate'?"),
    ("epochs: 1\ndropout: 1.5\n", "c.yaml, line 2: dropout: expected a number from 0 to below 1"),
    ("layers: [4\n", "c.yaml, line"), ("hello\n", "expected lines of the form 'setting: value'"),
    ("epochs: 1\nepochs: 2\n", "'epochs' stands twice"),
  ])
  func `a mistake in a file`(yaml: String, words: String) throws {
    let shell = try Shell()
    try shell.write(yaml, to: "c.yaml")
    try shell.expectRefusal("train c.yaml", status: 2, saying: words)
  }

  @Test func `what is missing has its own code`() throws {
    let shell = try Shell()
    try shell.expectRefusal("train nowhere.yaml", status: 66, saying: "nowhere.yaml: expected a configuration file")
    try shell.expectRefusal("train .", status: 66, saying: "found a folder")
    try shell.expectRefusal("evaluate nowhere", status: 66, saying: "nowhere: expected the folder of a run, found none")
    try shell.expectRefusal("predict nowhere --indices 1", status: 66, saying: "nowhere")
    try shell.expectRefusal("train --data nowhere", status: 66, saying: "nowhere", "fledge data fetch mnist")
    try shell.expectRefusal("train --dataset csv --data nowhere.csv", status: 66, saying: "nowhere.csv")
  }
}
