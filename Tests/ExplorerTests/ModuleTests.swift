import TestSupport
import Testing

@testable import Explorer

@Suite struct ModuleTests {
  /// The compiler says in the module which it is; another one may write other bytes.
  @Test func theModuleIsWhatItsSourceCompilesTo() throws {
    let folder = try TemporaryFolder()
    let result = try Program(path: "tools/wasm", in: Program.repository).run(
      ["--output", folder.file("networks.wasm")])
    if result.status == 69 {
      print("networks.wasm was not compiled again: \(result.errors)")
      return
    }
    #expect(result.status == 0, "\(result.errors)")
    let compiled = try bytes(at: folder.file("networks.wasm"))
    if producers(compiled) != producers(PackageResources.networks_wasm) {
      print("networks.wasm was not compared, as it is of another compiler")
      return
    }
    #expect(compiled == PackageResources.networks_wasm, "run tools/wasm and commit networks.wasm")
  }

  /// The text that names the compiler, up to the end of its section or of the file.
  private func producers(_ module: [UInt8]) -> ArraySlice<UInt8>? {
    guard let mark = module.firstRange(of: Array("processed-by".utf8)) else { return nil }
    return module[mark.lowerBound...].prefix { $0 != UInt8(ascii: ")") }
  }
}
