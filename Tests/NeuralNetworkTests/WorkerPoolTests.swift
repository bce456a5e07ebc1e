import Foundation
import NeuralNetwork
import Synchronization
import Testing

/// Counters that any thread may add to.
private struct Counters: ~Copyable {
  let start: UnsafeMutablePointer<Atomic<Int>>
  let count: Int

  init(count: Int) {
    self.count = count
    start = .allocate(capacity: max(count, 1))
    for index in 0..<count { (start + index).initialize(to: Atomic(0)) }
  }

  deinit {
    start.deinitialize(count: count)
    start.deallocate()
  }

  /// Adds to a counter and returns its new value.
  @discardableResult
  func add(_ amount: Int, at index: Int) -> Int {
    start[index].add(amount, ordering: .sequentiallyConsistent).newValue
  }

  var values: [Int] { (0..<count).map { start[$0].load(ordering: .sequentiallyConsistent) } }
}

@Suite(.serialized) struct WorkerPoolTests {
  @Test(arguments: 1...8)
  func everyItemRunsExactlyOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threads == threads)
    for items in [0, 1, 2, 3, 7, 8, 9, 63, 64, 1000, 0, 1, 100_000, 5] {
      let runs = Counters(count: items)
      pool.run(items: items) { item, _ in runs.add(1, at: item) }
      #expect(runs.values == [Int](repeating: 1, count: items), "\(items) items")
    }
  }

  /// As many items as threads, each of which waits for all others: so every thread has one, under a
  /// number of its own, which is what scratch memory is told apart by.
  @Test(arguments: 1...8)
  func allThreadsWorkAtOnceAndAreWaitedFor(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for region in 0..<5 {
      let numbers = Counters(count: threads)
      let arrived = Counters(count: 1)
      let finished = Counters(count: 1)
      let deadline = ContinuousClock.now + .seconds(20)
      pool.run(items: threads) { _, thread in
        if (0..<threads).contains(thread) { numbers.add(1, at: thread) }
        arrived.add(1, at: 0)
        while arrived.values[0] < threads && ContinuousClock.now < deadline { usleep(50) }
        // The caller is done first; it must not return before the others are.
        if thread != 0 { usleep(2000) }
        finished.add(1, at: 0)
      }
      #expect(finished.values == [threads], "region \(region)")
      #expect(arrived.values == [threads], "region \(region)")
      #expect(numbers.values == [Int](repeating: 1, count: threads), "region \(region)")
    }
  }

  /// What the items of a region wrote is there when `run` returns, without atomics.
  @Test(arguments: [(1, 10_000), (2, 10_000), (3, 1000), (4, 1000), (8, 1000)])
  func shortRegionsAddUp(threads: Int, regions: Int) {
    let pool = WorkerPool(threads: threads)
    var sums = [Int](repeating: 0, count: 3)
    sums.withUnsafeMutableBufferPointer { sums in
      for region in 1...regions {
        pool.run(items: sums.count) { item, _ in sums[item] += region }
      }
    }
    #expect(sums == [Int](repeating: regions * (regions + 1) / 2, count: 3))
  }

  /// An item may run a region of another pool.
  @Test func poolsNest() {
    let outer = WorkerPool(threads: 2)
    let runs = Counters(count: 6 * 50)
    outer.run(items: 6) { item, _ in
      let inner = WorkerPool(threads: 1 + item % 3)
      inner.run(items: 50) { innerItem, _ in runs.add(1, at: item * 50 + innerItem) }
    }
    #expect(runs.values == [Int](repeating: 1, count: 6 * 50))
  }

  /// So that whoever owns the pool takes them, and can hold them while it writes a file.
  @Test func signalsAreBlockedInItsThreads() {
    // A test runs on a thread with blocked signals, which those of the pool would have from it.
    var callers = sigset_t()
    var before = sigset_t()
    sigemptyset(&callers)
    pthread_sigmask(SIG_SETMASK, &callers, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let threads = 4
    let pool = WorkerPool(threads: threads)
    let arrived = Counters(count: 1)
    let open = Counters(count: 2)
    pool.run(items: threads) { _, thread in
      // All wait for each other, so that each thread takes one item.
      arrived.add(1, at: 0)
      while arrived.values[0] < threads { usleep(100) }
      var blocked = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &blocked)
      for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM]
      where thread > 0 && sigismember(&blocked, number) == 0 {
        open.add(1, at: 0)
      }
      for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT]
      where sigismember(&blocked, number) != sigismember(&callers, number) {
        open.add(1, at: 1)
      }
    }
    #expect(open.values == [0, 0], "signals left open, and faults blocked")
  }

  @Test func poolsComeAndGo() {
    let runs = Counters(count: 1)
    for index in 0..<200 {
      let pool = WorkerPool(threads: 1 + index % 8)
      if index % 3 == 0 { continue }  // Some never run a region.
      pool.run(items: 8) { _, _ in runs.add(1, at: 0) }
    }
    #expect(runs.values == [8 * (0..<200).count { $0 % 3 != 0 }])
  }

  @Test func poolWithoutThreadsTraps() async {
    await #expect(processExitsWith: .failure) { _ = WorkerPool(threads: 0) }
  }
}
