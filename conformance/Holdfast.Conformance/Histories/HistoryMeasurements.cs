using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>Measurements of a server's recovery, taken from the history. Of several cuts the worst counts.</summary>
internal static class HistoryMeasurements
{
    public static IEnumerable<Measurement> Of(History history)
    {
        var cuts = history.Uploads.Where(upload => !upload.IsFinal).SelectMany(Cuts).ToList();
        var handovers = history.Uploads.SelectMany(Handovers).ToList();
        if (cuts.Count > 0)
        {
            yield return new Measurement("time from cut to resumable", Rounded(cuts.Max(cut => cut.Resumable)), "ms");
            yield return new Measurement("bytes to send again", cuts.Sum(cut => cut.Sent - cut.Kept), "bytes");
            yield return new Measurement("offset accuracy after a cut (kept of sent)",
                Math.Round((double)cuts.Sum(cut => cut.Kept) / Math.Max(1, cuts.Sum(cut => cut.Sent)), 4), "share");
        }

        if (handovers.Count > 0)
        {
            yield return new Measurement("time of the handover", Rounded(handovers.Max()), "ms");
        }
    }

    // Transfers that ended without a response, and the first offset that the server reported after them.
    private static IEnumerable<(TimeSpan Resumable, long Sent, long Kept)> Cuts(UploadHistory upload)
    {
        foreach (var cut in upload.Writes.Where(write => write is { Outcome: OperationOutcome.Info, EndedAt: not null, Sent: > 0 }))
        {
            if (upload.Observations.FirstOrDefault(observation => observation.Operation.InvokedAt >= cut.EndedAt) is { } next)
            {
                yield return (next.To - cut.EndedAt!.Value, cut.Sent, Math.Clamp(Before(next) - cut.Offset!.Value, 0, cut.Sent));
            }
        }
    }

    // From the first request during a transfer to the first one that was served, during the transfer or after it.
    private static IEnumerable<TimeSpan> Handovers(UploadHistory upload)
    {
        foreach (var holder in upload.Writes.Where(write => write.Kind == OperationKind.Append))
        {
            var waiting = upload.Operations.Where(
                other => other != holder && IsTaker(other) && other.InvokedAt > holder.InvokedAt && !(holder.EndedAt <= other.InvokedAt))
                    .ToList();
            var since = waiting.Count == 0 ? holder.InvokedAt : waiting.Min(other => other.InvokedAt);
            if (waiting.Count > 0 && upload.Operations.Where(
                other => other != holder && IsTaker(other) && other.IsOk && other.InvokedAt >= since)
                    .MinBy(other => other.EndedAt) is { } served)
            {
                yield return served.EndedAt!.Value - since;
            }
        }
    }

    private static bool IsTaker(Operation operation) =>
        operation.Kind is OperationKind.Head or OperationKind.Append or OperationKind.Delete;

    // An append that is acknowledged began where the server was.
    private static long Before(Observation observation) =>
        observation.IsAcknowledgement ? observation.Operation.Offset!.Value : observation.Offset;

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
