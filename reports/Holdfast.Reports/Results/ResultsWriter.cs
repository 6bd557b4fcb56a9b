using System.Text.Json;

namespace Holdfast.Reports.Results;

/// <summary>Writes <c>results.jsonl</c>, a whole line at a time, so that a run that is cut short leaves a valid file.</summary>
public sealed class ResultsWriter : IAsyncDisposable
{
    private readonly Stream _stream;

    /// <summary>Creates the file, replacing an older one.</summary>
    public ResultsWriter(string path) => _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>Appends one line and hands it to the operating system.</summary>
    public async Task WriteAsync(ResultRecord record)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(record, ResultsJson.Default.ResultRecord), (byte)'\n'];
        await _stream.WriteAsync(line).ConfigureAwait(false);
        await _stream.FlushAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
