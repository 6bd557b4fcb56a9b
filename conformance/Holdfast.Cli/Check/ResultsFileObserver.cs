using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>Writes <c>results.jsonl</c> during the run. Without a run it creates neither file nor directory.</summary>
internal sealed class ResultsFileObserver(string path, KeptEvidence kept) : IRunObserver, IAsyncDisposable
{
    private readonly EvidenceKeeper _evidence = new(kept);
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
            throw new UsageException(
                $"The report '{path}' cannot be written: {exception.Message} Choose another directory with --report.", exception);
        }

        return _writer.WriteAsync(run);
    }

    public Task OnRequirementsAsync(RequirementsRecord requirements) => _writer!.WriteAsync(requirements);

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public async Task OnCaseAsync(CaseRecord result)
    {
        await _writer!.WriteAsync(result);
        if (_evidence.Keep(result) is { } evidence)
        {
            await _writer.WriteAsync(evidence);
        }
    }

    public async Task OnSummaryAsync(SummaryRecord summary)
    {
        foreach (var evidence in _evidence.Rest())
        {
            await _writer!.WriteAsync(evidence);
        }

        await _writer!.WriteAsync(summary);
    }

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
