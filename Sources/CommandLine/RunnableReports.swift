import FledgeReproductions
import FledgeServer

/// The reports that the live page can make: those inside the program, and text reports in the folder of pages.
enum RunnableReports {
  private static let known = PaperCatalogue.names.map { name in
    PageServer.RunnableReport(
      name: name, title: ((try? PaperCatalogue.named(name)) ?? nil)?.title ?? name, source: name)
  }

  static func all(in folder: String) -> [PageServer.RunnableReport] {
    let files = ((try? ReportSource.files(inFolder: folder)) ?? nil)?.files ?? []
    let own = files.prefix(100).map { file in
      do {
        let report = try TextReport(fileAt: file)
        return PageServer.RunnableReport(name: report.id, title: report.title, source: file)
      } catch {
        let name = String((file.split(separator: "/").last ?? "").dropLast(".md".count))
        return PageServer.RunnableReport(name: name, title: name, source: file, problem: "\(error)")
      }
    }
    return known + own.filter { report in !known.contains { $0.name == report.name } }
  }
}
