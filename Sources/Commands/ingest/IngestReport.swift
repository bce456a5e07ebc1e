/// What `--json` prints.
struct IngestReport: Encodable {
  let changed: Bool
  let isCompleteMNIST: Bool
  let output: String
  let payloadSHA256: String
  let sources: [Source]
  let testCount, trainCount: Int

  struct Source: Encodable {
    let name, sha256: String
  }

  private enum CodingKeys: String, CodingKey {
    case changed, output, sources, testCount, trainCount
    case isCompleteMNIST = "isCompleteMnist"
    case payloadSHA256 = "payloadSha256"
  }
}
