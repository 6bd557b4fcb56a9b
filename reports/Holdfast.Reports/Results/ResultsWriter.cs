using System.Buffers;
using System.Text.Json;

namespace Holdfast.Reports.Results;

/// <summary>Writes <c>results.jsonl</c>, a whole line at a time, so that a run that is cut short leaves a valid file.</summary>
public sealed class ResultsWriter : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates the file, replacing an older one.</summary>
    public ResultsWriter(string path)
    {
        // Each line is passed to the operating system at once, so a buffer in the stream would only be a copy.
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>Appends one line and hands it to the operating system. The evidence of a case is a record of its own.</summary>
    public async Task WriteAsync(ResultRecord record)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, record, ResultsJson.Default.ResultRecord);
        await _json.FlushAsync().ConfigureAwait(false);
        _line.Write("\n"u8);
        await _stream.WriteAsync(_line.WrittenMemory).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }
}
