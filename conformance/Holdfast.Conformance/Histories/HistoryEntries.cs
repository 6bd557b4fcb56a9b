using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>A history as the results file has it: without bodies, and without URLs, which may hold secrets.</summary>
internal static class HistoryEntries
{
    public static IReadOnlyList<HistoryEntry> Of(History history)
    {
        var labels = history.Uploads.ToDictionary(upload => upload.Url, upload => upload.Label);
        return [.. history.Operations.Select(operation => Of(operation, operation.Upload is { } url ? labels[url] : null))];
    }

    private static HistoryEntry Of(Operation operation, string? upload) => new()
    {
        Number = operation.Number,
        Connection = operation.Connection,
        Kind = operation.Kind,
        Method = operation.Method,
        Upload = upload,
        AtMs = Milliseconds(operation.InvokedAt),
        EndMs = operation.EndedAt is { } end ? Milliseconds(end) : null,
        Outcome = operation.Outcome,
        Offset = operation.Offset,
        Bytes = operation.Body.Length,
        Sent = operation.Sent,
        Length = operation.Length,
        Completes = operation.Completes,
        Status = operation.Status,
        AnsweredOffset = operation.AnsweredOffset,
        AnsweredComplete = operation.AnsweredComplete,
        AnsweredBytes = operation.Content?.Length,
        Progress = operation.Progress.Count == 0
            ? null : [.. operation.Progress.Select(told => new ProgressEntry(Milliseconds(told.At), told.Offset))],
    };

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
