import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct RenderErrorTests {
  @Test func usageIsCheckedBeforeAnyWork() throws {
    let run = try TemporaryRun()
    let complaints = [
      (["--rows", "0"], "--rows is '0'; it must be a whole number from 1 to 100"),
      (["--rows", "x"], "--rows is 'x'; it must be a whole number from 1 to 100"),
      (["--columns", "101"], "--columns is '101'; it must be a whole number from 1 to 100"),
      (["--scale", "17"], "--scale is '17'; it must be a whole number from 1 to 16"),
      (["--palette", "-1"], "--palette is '-1'; it must be gray_r or gray"),
      (["real", "--palette", "it's"], "--palette is 'it's'; it must be gray_r or gray"),
      (["--seed", ""], "--seed is ''; it must be a whole number from 0 to 18446744073709551615"),
      (
        ["--rows", "100", "--scale", "6"],
        "a sheet of 1812x18012 pixels is larger than 16384x16384; take a smaller --scale, or fewer "
          + "--rows or --columns"
      ),
      (["--every", "0"], "--every is '0'; it must be a whole number from 1"),
      (["progress", "--every", "0"], "--every is '0'; it must be a whole number from 1"),
      (
        ["--every", "2", "--output", "a.png"],
        "--output names one picture; choose one checkpoint, or leave it out"
      ),
      (["--output", ""], "--output is empty; name a path"),
      (["progress", "--delay", "9"], "--delay is '9'; it must be a whole number from 10 to 60000"),
      (["progress", "--frames", ""], "--frames is empty; name a path"),
      (["real", "--columns", "0"], "--columns is '0'; it must be a whole number from 1 to 100"),
      (["--rows", "-1"], "--rows is '-1'; it must be a whole number from 1 to 100"),
      (["progres"], "unknown subcommand 'progres'; did you mean 'progress'?"),
      (["e050"], "unknown subcommand 'e050'; there are grid, progress, real, curves, report, explore"),
      (
        ["progress", "--framse", "a"],
        "unknown option '--framse', did you mean '--frames'? See 'render progress --help'"
      ),
    ]
    for (arguments, complaint) in complaints {
      let result = try run.render.run(arguments)
      #expect(result.status == 64)
      #expect(result.errors == "error: \(complaint)\n", "\(arguments)")
    }
    #expect(try run.names(in: "runs/mnist") == [])
  }

  @Test func badThreadCountIsAnError() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.render.expect(
      [], environment: ["GAN_THREADS": "many"], fails: 64,
      """
      error: GAN_THREADS is 'many', which is not a number of threads in 1...64; correct it, or \
      leave it out to use every core
      """)
  }

  @Test func missingInputsAreNamed() throws {
    let run = try TemporaryRun()
    for arguments in [["--run", "none"], ["progress", "--run", "none"]] {
      try run.render.expect(
        arguments, fails: 66,
        """
        error: there is no checkpoint archive 'none/checkpoints.tar'; run 'train' first, or name \
        its run with --run
        """)
    }
    try run.render.expect(
      ["real"], fails: 66,
      """
      error: there is no tensor store 'data/mnist.safetensors'; run 'ingest' to make it, or name another \
      with --data
      """)
    try run.append(epoch: 1)
    try run.render.expect(
      ["--checkpoint", "e050"], fails: 66,
      "error: 'runs/mnist/checkpoints.tar' has no checkpoint 'e050'; it has e001, which 'evaluate --list' "
        + "lists, or say first, last, best or all"
    )
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }

  @Test func placesThatCannotBeWrittenAreFoundBeforeTheWork() throws {
    // A damaged epoch: its error would come first if the work were begun.
    let run = try TemporaryRun(epochs: [1, 2])
    try run.damageEpoch(at: 0)
    let advice = "; check the folder, its permissions and space"
    for (path, problem) in [
      ("runs", "cannot create 'runs': Is a directory" + advice),
      ("runs/", "cannot create 'runs/': Is a directory" + advice),
      (
        "runs/mnist/checkpoints.tar/a.png",
        "cannot create 'runs/mnist/checkpoints.tar': Not a directory" + advice
      ),
    ] {
      try run.render.expect(
        ["--checkpoint", "e001", "--output", path], fails: 73, "error: " + problem)
    }
    try run.render.expect(
      ["--checkpoint", "e001", "--output", "/dev/null"], fails: 66,
      "error: '/dev/null' is not a regular file; give the path of one")
    try run.write([], to: "runs/mnist/images")
    try run.render.expect(
      ["--checkpoint", "e001"], fails: 73,
      "error: cannot create 'runs/mnist/images': Not a directory" + advice)
  }

  @Test func secondOfTwoAtOnceIsTurnedAway() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run().status == 0)
    let lock = try FolderLock(folder: run.path + "/runs/mnist/images")
    for arguments in [["--seed", "2"], ["progress"], ["real"]] {
      #expect(try run.render.run(arguments).status == 75, "\(arguments)")
    }
    #expect(try run.render.run(["--output", "a.png"]).status == 0)
    withExtendedLifetime(lock) {}
  }

  @Test func animationThatWouldNotFitInMemoryIsRefused() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    try run.render.expect(
      ["progress", "--every", "1", "--rows", "100", "--columns", "100", "--scale", "4"], fails: 64,
      """
      error: an animation of 2 frames of 12008x12008 has more than 268435456 pixels; take a smaller \
      --scale, fewer images or a larger --every
      """)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aGeneratorThatIsNotFiniteDrawsNothing(value: Float) throws {
    let run = try TemporaryRun(epochs: [1])
    try run.append(epoch: 2, spoiled: "transposed1.bias", by: value)
    let error = """
      error: checkpoint e002: tensor 'transposed1.bias' has numbers that are infinite or none at \
      all, of which nothing can be made; take another checkpoint
      """
    try run.render.expect(["--checkpoint", "e002"], fails: 65, error)
    let all = try run.render.run(["progress"])
    #expect(all.status == 65 && all.errors == error + "\n")
    #expect(all.lines == ["runs/mnist/frames/frame_0001.png", "runs/mnist/images/progress.apng"])
  }
}
