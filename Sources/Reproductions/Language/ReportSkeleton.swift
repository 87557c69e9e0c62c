/// The text that `fledge reproduce --new` writes: a report that runs as it stands, with comments.
public enum ReportSkeleton {
  /// A short name made of a file's; `report` where nothing that may be a name is left of it.
  public static func id(ofFile path: String) -> String {
    let name = (path.split(separator: "/").last ?? "").dropLast(3).lowercased()
    let id = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }).split(separator: "-")
      .joined(separator: "-")
    return id.isEmpty || ReportHeader.taken.contains(id) ? "report" : id
  }

  /// The skeleton of a report.
  ///
  /// - Parameter id: the short name, which is the folder of the page.
  public static func text(id: String) -> String {
    """
    ---
    id: \(id)
    title: A wider hidden layer helps, up to a point
    citation: Author, place, year
    link: https://example.org/report
    data: mnist
    ---

    What the report does. Write CommonMark: *emphasis*, `code`, lists, tables, and formulas such as $y = Wx + b$.

    # Settings

    The report trains 784-H-10 with ReLU and Adam for five epochs.

    ```study
    name: widths
    # What is trained, with the names that `fledge train --help` lists.
    train: {optimizer: adam, learning-rate: 1e-3, batch-size: 128, epochs: 5, activation: relu}
    # Every value of every axis is trained.
    axes: {layers: [[32], [128], [512]]}
    # Ways to read what the report leaves open; the first one is the plainest. `in` is the section that states it, or none.
    readings:
      as-written: {in: section 2, scaling: unit}
      standardised: {in: none, scaling: per-image}
    # Which settings the report states, and where.
    stated: {optimizer: section 2, learning-rate: section 2, batch-size: section 2, epochs: section 3, activation: section 2}
    # Which it does not say; the values of this file or of Fledge stand in.
    open: [init, validation]
    seeds: {full: 10, quick: 3, smoke: 2}
    ```

    # Results

    Numbers as the report prints them, each beside ours.

    ```published
    - {id: wide, study: widths, where: {layers: [512]}, metric: test_accuracy, value: 98.1 %, in: table 1}
    - {id: narrow, study: widths, where: {layers: [32]}, metric: test_accuracy, value: 96.4 %, in: table 1}
    ```

    ```figure
    {id: fig1, in: figure 1, kind: curves, study: widths, metric: validation_loss,
     published: {"layers 512": [[5, 0.071]]}, caption: Validation loss falls for every width.}
    ```

    ```table
    {id: table1, in: table 1, study: widths, metrics: [test_accuracy, test_loss, best_epoch]}
    ```

    # Claims

    ```claim
    {id: wider, in: section 4, text: "wider layers are better",
     expect: "test_accuracy(layers=[512]) > test_accuracy(layers=[128]) > test_accuracy(layers=[32])"}
    ```

    ```claim
    {id: enough, in: section 4, text: "beyond 128 units nothing is gained",
     expect: "test_accuracy(layers=[512]) = test_accuracy(layers=[128]) within 0.2 points"}
    ```

    # Where the report contradicts itself

    ```contradiction
    {id: abstract, about: The best accuracy, first: {in: abstract, text: "98.4 %"}, second: {in: table 1, text: "98.1 %"},
     study: widths, where: {layers: [512]}, metric: test_accuracy}
    ```

    """
  }
}
