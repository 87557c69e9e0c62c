import FledgeKernels
public import FledgePages
import Foundation
import Synchronization

extension ReproductionContext {
  /// Trains the studies of a paper and makes its page.
  public func reproduce(_ paper: any Paper) throws -> ReportPage {
    usedSeconds.withLock { $0.removeAll() }
    let page = try paper.reproduce(in: self)
    return options.only.isEmpty ? page : keeping(options.only, of: page)
  }

  /// A page with its scale, data and provenance.
  ///
  /// - Parameters:
  ///   - summary: what the report does and what came out.
  ///   - data: the data of its runs; those of the context when `nil`.
  ///   - checksum: the digest of these data; that of the context's when `nil`.
  ///   - source: what `fledge reproduce` is given to make the page; the paper's id when `nil`.
  public func page(
    for paper: any Paper, summary: String, data: PageData? = nil, checksum: String? = nil,
    source: String? = nil, @SectionBuilder sections: () throws -> [PageSection]
  ) throws -> ReportPage {
    let sections = try sections()
    return ReportPage(
      paper.id, title: paper.title, citation: paper.citation, summary: summary, scale: scale, data: data ?? pageData,
      provenance: provenance(checksum ?? dataChecksum), source: source
    ) { sections }
  }

  private func provenance(_ checksum: String) -> PageProvenance {
    let seconds = usedSeconds.withLock { $0.sorted { $0.key < $1.key }.map(\.value).reduce(0, +) }
    return PageProvenance(
      command: options.command, version: options.version, commit: Machine.programCommit ?? "unknown",
      processor: Machine.processor, threads: workers, instructionSet: InstructionSet.current.rawValue,
      dataChecksum: checksum, seconds: seconds / Double(workers), date: Machine.today)
  }

  /// The page with the named figures and tables alone.
  private func keeping(_ ids: [String], of page: ReportPage) -> ReportPage {
    let sections = page.sections.compactMap { section in
      let blocks = section.blocks.filter { $0.anchors.contains(where: ids.contains) }
      return blocks.isEmpty ? nil : PageSection(section.title, from: section.position) { blocks }
    }
    return ReportPage(
      page.report, title: page.title, citation: page.citation, summary: page.summary, scale: page.scale,
      data: page.data, provenance: page.provenance, source: page.source, isPart: true
    ) { sections }
  }
}
