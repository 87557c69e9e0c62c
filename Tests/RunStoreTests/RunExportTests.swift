import FledgeRunStore
import Testing

@Suite struct RunExportTests {
  @Test func `two cells as CSV and JSON`() throws {
    let store = InMemoryRunStore()
    let study = try store.createStudy(ratesStudy(["0.1", "1e-3"]))
    for value in [0.1 + 0.2, 1e-5] {
      _ = try store.finish(run: try store.lease(study).run, result: RunResult(metrics: ["loss": value]))
    }
    let export = try RunExport(of: store)
    #expect(
      export.csv == """
        study,cell,layers,optimizer.learning-rate,seed,loss\r
        rates,0,"[64,32]",0.1,1,0.30000000000000004\r
        rates,1,"[64,32]",0.001,1,1e-05\r\n
        """)
    #expect(
      export.json == """
        [
        {"study":"rates","cell":0,"settings":{"layers":[64,32],"optimizer.learning-rate":0.1},"seed":1,\
        "metrics":{"loss":0.30000000000000004}},
        {"study":"rates","cell":1,"settings":{"layers":[64,32],"optimizer.learning-rate":0.001},"seed":1,\
        "metrics":{"loss":1e-05}}
        ]

        """)
  }

  @Test(arguments: StoreKind.allCases)
  func `the order of execution leaves no trace`(kind: StoreKind) throws {
    let rates = (1...7).map { "0.\($0)" }
    func finish(_ lease: Lease, in store: any RunStore) throws {
      let metrics = ["loss": 1 / Double(lease.cell.index + 3), "accuracy": 0.5]
      _ = try store.finish(run: lease.run, result: RunResult(metrics: metrics))
    }
    let serial = InMemoryRunStore()
    for name in ["a", "b"] {
      let study = try serial.createStudy(ratesStudy(rates, name: name))
      while let lease = try serial.leaseNextRun(study: study.id, worker: worker()) { try finish(lease, in: serial) }
    }
    let expected = try RunExport(of: serial)
    try withStore(kind) { store, clock in
      for name in ["b", "a"] {
        let study = try store.createStudy(ratesStudy(rates, name: name))
        var leases: [Lease] = []
        while let lease = try store.leaseNextRun(study: study.id, worker: worker()) { leases.append(lease) }
        clock.advance(61)
        while let lease = try store.leaseNextRun(study: study.id, worker: worker(process: 9)) {
          leases[lease.cell.index] = lease
        }
        for index in [4, 0] {
          _ = try store.interrupt(run: leases[index].run, message: "killed", usage: nil)
          leases[index] = try store.lease(study)
        }
        for lease in leases.reversed() { try finish(lease, in: store) }
      }
      let export = try RunExport(of: store)
      #expect(export.csv == expected.csv && export.json == expected.json)
      #expect(export.csv.split(separator: "\r\n").count == 15)
      #expect(try RunExport(of: store, studies: ["b"]).csv.split(separator: "\r\n").count == 8)
      #expect(try RunExport(of: store, includesProvenance: true).csv != expected.csv)
    }
  }

  @Test func `quotes, commas, gaps and names taken twice`() throws {
    let store = InMemoryRunStore()
    let configuration = #"{"epochs":2,"note":"say \"a, b\"\nc","seed":3,"deep":{"none":null,"empty":{}}}"#
    let first = try store.startRun(configuration: configuration, seed: 3, worker: worker())
    _ = try store.finish(run: first, result: RunResult(metrics: ["epochs": .infinity, "loss": .nan]))
    _ = try store.addRun(["loss": -.infinity])
    let export = try RunExport(of: store)
    #expect(
      export.csv == """
        study,cell,deep.empty,deep.none,epochs,note,setting.seed,seed,metric.epochs,loss\r
        ,,{},null,2,"say ""a, b""\nc",3,3,inf,nan\r
        ,,,,,,,0,,-inf\r\n
        """)
    #expect(export.json.contains(#""note":"say \"a, b\"\nc""#))
    #expect(export.json.contains(#""metrics":{"epochs":null,"loss":null}"#))
  }

  @Test func `provenance is there when asked for`() throws {
    let clock = TestClock()
    let store = InMemoryRunStore(clock: clock.now)
    let run = try store.startRun(configuration: "{}", seed: 1, worker: worker())
    let usage = RunUsage(wallSeconds: 1.5, cpuSeconds: 3, peakMemoryBytes: 4096)
    _ = try store.finish(run: run, result: RunResult(metrics: [:], usage: usage))
    let lines = try RunExport(of: store, includesProvenance: true).csv.split(separator: "\r\n")
    #expect(lines[0] == "study,cell,seed," + RunExport.provenanceColumns.joined(separator: ","))
    #expect(
      lines[1] == ",,1,1,1,here,1,1.0,,Some CPU,AVX2,1,d0,1970-01-12T13:46:40Z,1970-01-12T13:46:40Z,1.5,3.0,4096")
  }

  @Test func `an empty store exports an empty table`() throws {
    let export = try RunExport(of: InMemoryRunStore())
    #expect(export.csv == "study,cell,seed\r\n" && export.json == "[]\n")
  }

  @Test func `a comparison lists only what differs`() throws {
    let store = InMemoryRunStore()
    let configurations = [#"{"epochs":2,"layers":[4,2],"decay":0.1}"#, #"{"epochs":2,"layers":[4,3]}"#]
    let runs = try configurations.map { try store.startRun(configuration: $0, seed: 5, worker: worker()) }
    let comparison = try RunComparison(runs.map { try store.run($0) })
    #expect(comparison.differing.map(\.path) == ["decay", "layers"])
    #expect(comparison.differing.map(\.values) == [["0.1", nil], ["[4,2]", "[4,3]"]])
  }

  @Test func `formulas are disarmed and controls escaped, numbers stay`() throws {
    let store = InMemoryRunStore()
    let configuration = #"{"a":"=1+2","b":"@x","c":"-x","d":-0.5,"e":"-1e-3","f":"\u001b[2J","g":"+"}"#
    let run = try store.startRun(configuration: configuration, seed: 3, worker: worker())
    _ = try store.finish(run: run, result: RunResult(metrics: ["loss": -0.25]))
    let row = try #require(try RunExport(of: store).csv.split(separator: "\r\n").last)
    #expect(row == ",,'=1+2,'@x,'-x,-0.5,-1e-3,\\u{1B}[2J,+,3,-0.25")
  }
}
