using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-reports-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public async Task<string> WriteResultsAsync(ResultsDocument document, CancellationToken cancellation)
    {
        var path = File(ReportDirectory.ResultsFile);
        await using var writer = new ResultsWriter(path);
        foreach (var record in (ResultRecord[])[document.Run, document.Requirements, .. document.Cases.SelectMany(Lines), document.Summary])
        {
            await writer.WriteAsync(record).WaitAsync(cancellation);
        }

        return path;
    }

    private static ResultRecord[] Lines(CaseRecord result) =>
        result.Evidence.IsEmpty ? [result] : [result, result.Evidence with { Case = result.Id }];

    public string WriteLines(params string[] lines)
    {
        var path = File(ReportDirectory.ResultsFile);
        System.IO.File.WriteAllLines(path, lines);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
