import FledgeFormats
import Foundation
import Testing

/// Where results may go: devices, pipes and links stay what they are, and files of others are not replaced.
@Suite(.serialized) struct OutputTests {
  @Test func `standard output, a pipe, a device and a link are written to`() async throws {
    try await withProgram { program in
      let export = "\"$FLEDGE\" runs export --store store.db --output"
      for script in [
        "\(export) plain && \(export) /dev/stdout > piped && cmp plain piped",
        "echo first > more; \(export) /dev/stdout >> more && head -1 more | grep -q first",
        "mkfifo p; cat p > read & \(export) p && wait && cmp plain read && test -p p",
        "echo old > target; ln -s target link; \(export) link && cmp plain target && test -L link",
        "ln -s missing dangling; \(export) dangling && cmp plain missing && test -L dangling",
        "\(export) /dev/null && test -c /dev/null",
        "\"$FLEDGE\" latent pca --input points.npy --components 2 --output /dev/stdout --quiet > o && test -s o",
      ] {
        let ending = try program.shell(script)
        #expect(ending.status == 0, "\(script): \(String(decoding: ending.errors, as: UTF8.self))")
      }
    }
  }

  #if os(Linux)
    @Test func `a full device is an error and stays a device`() async throws {
      try await withProgram { program in
        let ending = try program.shell("\"$FLEDGE\" runs export --store store.db --output /dev/full")
        #expect(ending.status == 1)
        let after = try program.shell("test -c /dev/full")
        #expect(after.status == 0)
      }
    }
  #endif

  @Test func `a store and files of others are not replaced`() async throws {
    try await withProgram { program in
      for script in [
        "\"$FLEDGE\" runs export --store store.db --output store.db",
        "echo mine > mine.npy; \"$FLEDGE\" latent pca --input points.npy --components 2 --output mine.npy",
        "mkdir site; echo '<title>Mine</title>' > site/index.html; \"$FLEDGE\" latent codes --output site",
        "mkdir data; echo 1 > data/map.npy; \"$FLEDGE\" latent codes --output data",
        "mkdir curve; echo mine > curve/learning-rate.svg; \"$FLEDGE\" train --dataset moons --examples 40 --layers 2 "
          + "--find-learning-rate --output curve",
        "mkdir table; echo 1 > table/learning-rate.csv; \"$FLEDGE\" train --dataset moons --examples 40 --layers 2 "
          + "--find-learning-rate --output table",
      ] {
        let ending = try program.shell(script)
        #expect(ending.status == 2, "\(script): \(String(decoding: ending.errors, as: UTF8.self))")
        #expect(ending.fault == nil)
      }
      #expect(
        try program.shell("\"$FLEDGE\" runs check --store store.db && grep -q mine mine.npy curve/*.svg").status == 0)
    }
  }

  @Test func `folders behind links, paths with commas and settings from a pipe are taken`() async throws {
    try await withProgram { program in
      let train = "\"$FLEDGE\" train --dataset csv --layers 2 --epochs 1 --quiet"
      for script in [
        "ln -s run latest; \"$FLEDGE\" evaluate latest --part training",
        "mkdir disk; ln -s disk onlink; \(train) --data table.csv --output onlink && test -f disk/model.safetensors",
        "mkdir a,b; cp table.csv a,b; \(train) --data a,b/table.csv --output c1",
        "cp table.csv 'x, y.csv'; \(train) --set 'data=x, y.csv' --output c2",
        "cat settings.yaml | \"$FLEDGE\" train /dev/stdin --dataset moons --examples 20 --epochs 1 --output c3 --quiet",
      ] { #expect(try program.shell(script).status == 0, "\(script)") }
      let typo = try program.shell("FLEDGE_DATA=/nowhere/typo \"$FLEDGE\" train --layers 2 --examples 20 --epochs 1")
      #expect(typo.status == 66)
      #expect(String(decoding: typo.errors, as: UTF8.self).contains("/nowhere/typo"))
    }
  }

  @Test func `trainings that start together get a number each`() async throws {
    try await withProgram { program in
      let train = "\"$FLEDGE\" train --dataset moons --examples 20 --layers 2 --epochs 1 --quiet --threads 1"
      let seeds = (1...12).map { "\(train) --seed \($0) & " }.joined()
      let ending = try program.shell("\(seeds) wait; cat runs/*/config.yaml | grep -c ^seed: | grep -qx 12")
      #expect(ending.status == 0)
    }
  }

  @Test func `a second training that fails or is killed leaves the finished run`() async throws {
    try await withProgram { program in
      let train = "\"$FLEDGE\" train --dataset csv --data table.csv --layers 2 --quiet --output run --overwrite"
      let before = try FileBytes.read(program.folder + "/run/model.safetensors")
      #expect(try program.shell("\(train) --optimizer sgd --learning-rate 1e38 --epochs 30").status == 1)
      #expect(try FileBytes.read(program.folder + "/run/model.safetensors") == before)
      #expect(try program.shell("test ! -e run/.next && \"$FLEDGE\" evaluate run --part training").status == 0)

      let killed = "\(train) --epochs 1000000 --seed 7 --checkpoint-every 50steps & p=$!"
      // A debug build takes a second to parse its flags.
      let begun = "until test -f run/.next/config.yaml || ! kill -0 $p; do sleep 0.1; done; sleep 0.3"
      #expect(try program.shell("\(killed); \(begun); kill -9 $p; wait $p; test -f run/.next/config.yaml").status == 0)
      #expect(try FileBytes.read(program.folder + "/run/model.safetensors") == before)
      #expect(try program.shell("\"$FLEDGE\" evaluate run --part training").status == 0)
    }
  }

  @Test func `a second training takes the place of the finished one when it is complete`() async throws {
    try await withProgram { program in
      let path = program.folder + "/run/model.safetensors"
      let before = try FileBytes.read(path)
      let train = "\"$FLEDGE\" train --dataset csv --data table.csv --layers 2 --quiet --epochs 2 --seed 3"
      #expect(
        try program.shell(
          "\(train) --output run --overwrite && \(train) --output other && cmp run/model.safetensors other/model.safetensors"
        ).status == 0)
      #expect(try FileBytes.read(path) != before)
      #expect(
        try program.shell("test ! -e run/.next && test ! -e run/.done && diff run/config.yaml other/config.yaml").status
          == 0)
    }
  }

  #if os(Linux)
    @Test(
      .enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs setpriv"))
    func `a store that may not be written is read`() async throws {
      try await withProgram { program in
        let asUser = "setpriv --reuid 65534 --regid 65534 --clear-groups \"$FLEDGE\""
        #expect(
          try program.shell("chmod 755 . ..; mkdir ro; cp store.db ro; chmod 444 ro/store.db; chmod 555 ro").status == 0
        )
        for command in ["runs list", "study show s", "runs export", "runs show 1", "runs check", "study list"] {
          let ending = try program.shell("\(asUser) \(command) --store ro/store.db")
          #expect(ending.status == 0, "\(command): \(String(decoding: ending.errors, as: UTF8.self))")
        }
        #expect(try program.shell("\(asUser) runs tag 1 --add x --store ro/store.db").status == 1)
        #expect(try program.shell("chmod 755 ro").status == 0)
      }
    }
  #endif
}
