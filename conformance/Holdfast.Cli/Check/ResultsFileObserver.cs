using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>Writes <c>results.jsonl</c> during the run. Without a run it creates neither file nor directory.</summary>
internal sealed class ResultsFileObserver(string path) : IRunObserver, IAsyncDisposable
{
    private ResultsWriter? _writer;

    public Task OnRunAsync(RunRecord run)
    {
        try
        {
            EarlierWalks.SetAside(Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName);
            _writer = new ResultsWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The report '{path}' cannot be written: {exception.Message} Choose another directory with --report.", exception);
        }

        return _writer.WriteAsync(run);
    }

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) => _writer!.WriteAsync(result);

    public Task OnSummaryAsync(SummaryRecord summary) => _writer!.WriteAsync(summary);

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
