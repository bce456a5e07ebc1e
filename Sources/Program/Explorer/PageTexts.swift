import CheckpointArchive
import JSONLines
import WebPages

/// The template with everything in its slots.
///
/// - Parameters:
///   - data: What the page computes with.
///   - info: The checkpoint that it is about.
///   - source: Where the written digits are from.
///   - origin: What made the page, of what.
/// - Returns: The page, in UTF-8.
/// - Throws: What the encoder throws for a number that is not finite.
func pageBytes(
  _ data: PageData, about info: CheckpointInfo, source: String, origin: String
) throws -> [UInt8] {
  func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
  let options = info.run.options
  return Page(template: text(PackageResources.page_html)).filled([
    "title": .text("A generator to play with: \(info.name)"),
    "summary": .text(
      "Checkpoint \(info.name), \(info.step) steps of training with batches of "
        + "\(options.batchSize) and seed \(options.seed)."),
    "dimension": .text("\(options.latentDim)"),
    "checkpoint": .text(info.name),
    "source": .text(source),
    "origin": .text(origin),
    "style": .code(text(PackageResources.page_css)),
    "data": .json(try jsonLine(data)),
    "engine": .code(
      [
        PackageResources.random_js, PackageResources.plain_js, PackageResources.webassembly_js,
        PackageResources.weights_js, PackageResources.networks_js, PackageResources.engine_js,
      ].map(text).joined(separator: "\n")),
    "script": .code(
      [
        PackageResources.host_js, PackageResources.digits_js, PackageResources.latents_js,
        PackageResources.mnist_form_js, PackageResources.latent_view_js,
        PackageResources.between_view_js, PackageResources.layers_view_js,
        PackageResources.draw_view_js, PackageResources.quiz_view_js, PackageResources.explorer_js,
      ].map(text).joined(separator: "\n")),
  ])
}
