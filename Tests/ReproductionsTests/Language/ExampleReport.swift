import Foundation

/// A small report on generated points, of which tests change a part.
enum ExampleReport {
  static let text = """
    ---
    id: example
    title: Two kinds of units
    citation: Nobody, 2026
    link: https://example.org/units
    data: moons
    ---
    What it does, with *emphasis* and $y = x$.

    # Settings

    ```study
    name: units
    train: {optimizer: adam, learning-rate: 0.02, batch-size: 16, epochs: 6, examples: 200}
    axes: {activation: [relu, tanh], layers: [[4], [8], [16]]}
    readings:
      plain: {in: section 2, init: he}
      other: {in: none, init: xavier}
    stated: {optimizer: section 2, epochs: section 3}
    open: [loss]
    seeds: {full: 4, quick: 3, smoke: 2}
    ```

    # Results

    ```published
    - {id: wide, where: {layers: [16], activation: relu}, metric: test_accuracy, value: 98.1 %, in: table 1}
    - {id: loss-3, where: {layers: [4], activation: tanh}, metric: validation_loss, epoch: 3, value: 0.4}
    ```

    ```figure
    {id: fig1, in: figure 1, kind: curves, metric: validation_loss, where: {activation: relu}, published: [[3, 0.4]]}
    ```

    ```table
    {id: table1, in: table 1, metrics: [test_accuracy, epochs]}
    ```

    ```claim
    {id: wider, in: section 4, text: "wider is better",
     expect: "test_accuracy(layers=[16], activation=relu) > test_accuracy(layers=[4], activation=relu)"}
    ```

    ```contradiction
    {id: best, first: {in: abstract, text: "98.4 %"}, second: {in: table 1, text: "98.1 %"}}
    ```

    """

  /// The report with a part of its text replaced; the part must be there.
  static func text(_ part: String, _ other: String) -> String {
    precondition(text.contains(part), "expected '\(part)' in the example")
    return text.replacing(part, with: other)
  }

  /// The line of a part, from 1.
  static func line(of part: String) -> Int {
    text.prefix(upTo: text.range(of: part)?.lowerBound ?? text.startIndex).count { $0 == "\n" } + 1
  }
}
