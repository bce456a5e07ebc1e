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
      (["--scale", "33"], "--scale is '33'; it must be a whole number from 1 to 32"),
      (["--palette", "-1"], "--palette is '-1'; it must be gray_r or gray"),
      (["real", "--palette", "it's"], "--palette is 'it's'; it must be gray_r or gray"),
      (["--seed", ""], "--seed is ''; it must be a whole number from 0 to 18446744073709551615"),
      (
        ["--rows", "100", "--scale", "6"],
        "a picture of 1812x18012 pixels is larger than 16384x16384; take a smaller --scale, or fewer "
          + "--rows or --columns"
      ),
      (["--every", "0"], "--every is '0'; it must be a whole number from 1"),
      (["progress", "--every", "0"], "--every is '0'; it must be a whole number from 1"),
      (
        ["--every", "2", "--output", "a.png"],
        "--output names one picture; choose one checkpoint, or leave it out"
      ),
      (["--output", ""], "--output is empty; name a path"),
      (["--output", "a.jpg"], "--output is 'a.jpg', but a PNG is written; end its name in .png"),
      (
        ["--output", "b/a.b.APNG"],
        "--output is 'b/a.b.APNG', but a PNG is written; end its name in .png"
      ),
      (
        ["real", "--output", "a.gif"],
        "--output is 'a.gif', but a PNG is written; end its name in .png"
      ),
      (
        ["progress", "--output", "a.mp4"],
        "--output is 'a.mp4', but an animated PNG or GIF is written; end its name in .apng or .png or "
          + ".gif"
      ),
      (
        ["progress", "--y4m", "a.mp4"],
        "--y4m is 'a.mp4', but video is written; end its name in .y4m"
      ),
      (
        ["progress", "--y4m", "-", "--output", "a.apng"],
        "--y4m and --output name a place both; leave one of them out"
      ),
      (
        ["progress", "--y4m", "-", "--frames", "f"],
        "--frames goes with a file that is an animation; leave it out"
      ),
      (
        ["--output", "-", "--json"],
        "--json and the result take standard output both; leave one of them out"
      ),
      (
        ["--seed", "1", "--zeros"],
        "--seed, --latents and --zeros exclude each other; give one of them"
      ),
      (["--latents", ""], "--latents is empty; name a path"),
      (
        ["compare", "--checkpoints", "e001"],
        "--checkpoints has 1 name; give 2 to 20 with commas between them, such as e010,e030"
      ),
      (
        ["compare", "--checkpoints", "e001,e002", "--columns", "50", "--scale", "32"],
        "a picture of 96128x4864 pixels is larger than 16384x16384; take a smaller --scale, or fewer "
          + "--rows or --columns"
      ),
      (
        ["interpolate", "--frames", "1"],
        "--frames is '1'; it must be a whole number from 2 to 10000"
      ),
      (["interpolate", "--zeros"], "--zeros cannot walk; leave it out"),
      (
        ["interpolate", "--latents", "z.npy", "--stations", "3"],
        "--stations are as many as the file of --latents has; leave it out"
      ),
      (["samples"], "missing expected argument '--count <n>'; see 'render samples --help'"),
      (
        ["samples", "--count", "10000001"],
        "--count is '10000001'; it must be a whole number from 1 to 10000000"
      ),
      (
        ["samples", "--count", "1", "--truncation", "0"],
        "--truncation is '0'; it must be a number from 0.1 to 10.0"
      ),
      (
        ["samples", "--count", "1", "--float"],
        "--float goes with an --output in .npy or .npz; PNG files have bytes"
      ),
      (
        ["samples", "--count", "1", "--output", "a.png"],
        "--output is 'a.png', but a folder or an array is written; end its name in .npy or .npz"
      ),
      (
        ["samples", "--count", "1", "--output", "-"],
        "samples do not go to standard output; name a folder or an array with --output"
      ),
      (
        ["explore", "--output", "x.png"],
        "--output is 'x.png', but a page is written; end its name in .html or .htm"
      ),
      (
        ["report", "--output", "x.png"],
        "--output is 'x.png', but a page is written; end its name in .html or .htm"
      ),
      (["explore", "--output", ""], "--output is empty; name a path"),
      (
        ["explore", "--output", "-", "--json"],
        "--json and the result take standard output both; leave one of them out"
      ),
      (["progress", "--delay", "9"], "--delay is '9'; it must be a whole number from 10 to 60000"),
      (["progress", "--frames", ""], "--frames is empty; name a path"),
      (["real", "--columns", "0"], "--columns is '0'; it must be a whole number from 1 to 100"),
      (["--rows", "-1"], "--rows is '-1'; it must be a whole number from 1 to 100"),
      (["progres"], "unknown subcommand 'progres'; did you mean 'progress'?"),
      (
        ["e050"],
        "unknown subcommand 'e050'; there are grid, progress, compare, interpolate, real, samples, "
          + "curves, report, explore, onnx, pytorch, keras, tensorboard"
      ),
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

  @Test func latentsThatDoNotFitAreErrorsOfOneLine() throws {
    let run = try TemporaryRun(epochs: [1])
    func expect(_ arguments: [String], _ status: Int32, _ problem: String) throws {
      try run.render.expect(arguments, fails: status, "error: \(problem)")
    }
    let grid = ["--latents", "z.npy"]
    try expect(grid, 66, "'z.npy' does not exist; check the path")
    try run.writeLatents([1, 2, 3, 4], shape: [1, 4], to: "z.npy")
    for command in [grid, ["progress"] + grid, ["compare", "--checkpoints", "1,first"] + grid] {
      try expect(
        command, 65,
        "'z.npy' has latents of 4 numbers, the generator of e001 takes 10; give an array [count, 10]"
      )
    }
    let ones = [Float](repeating: 1, count: 30)
    try run.writeLatents(ones, shape: [3, 10], dtype: "<i4", to: "z.npy")
    try expect(grid, 65, "'z.npy' has dtype '<i4'; save it as array.astype('float32')")
    try run.writeLatents(ones, shape: [3, 10], order: "True", to: "z.npy")
    try expect(grid, 65, "'z.npy' is in Fortran order; save it as array.copy(order='C')")
    try run.writeLatents(ones.dropLast() + [.nan], shape: [3, 10], to: "z.npy")
    try expect(grid, 65, "'z.npy' has nan at [2, 9]; give finite numbers only")
    try run.write("diary".utf8, to: "z.npy")
    try expect(
      grid, 65,
      "'z.npy' is no .npy file that can be read: it does not begin as one; save it again with numpy.save"
    )
    try run.writeLatents(ones, shape: [3, 10], to: "z.npy")
    try expect(
      grid + ["--rows", "1", "--columns", "2"], 64,
      """
      there are 3 latents, more than a sheet of 1 rows and 2 columns shows; take more --rows or \
      --columns, or fewer latents
      """)
    for (size, images) in [(["--columns", "2"], "2 images"), (["--rows", "3"], "3 images")] {
      try expect(
        ["interpolate"] + grid + size, 65,
        """
        'z.npy' has 3 latents, a walk of \(images) takes 2 to 100 times as many; give so many
        """)
    }
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }

  @Test func severalCheckpointsAreNotOne() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    for (arguments, option) in [
      (["compare", "--checkpoints", "e001,all"], "--checkpoints"),
      (["interpolate", "--checkpoint", "all"], "--checkpoint"),
      (["samples", "--count", "1", "--checkpoint", "all"], "--checkpoint"),
      (["explore", "--checkpoint", "all"], "--checkpoint"),
    ] {
      try run.render.expect(
        arguments, fails: 64,
        "error: \(option) has 'all', which stands for several checkpoints; name one of them")
    }
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
      error: an animation of 2 frames of 12008x12056 has more than 268435456 pixels; take a smaller \
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
    #expect(all.lines == ["runs/mnist/frames/frame_e001.png", "runs/mnist/images/progress.apng"])
  }
}
