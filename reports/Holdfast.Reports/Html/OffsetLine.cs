using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>One upload on the picture, as path data.</summary>
internal sealed class OffsetLine
{
    private readonly StringBuilder _known = new();
    private readonly StringBuilder _reported = new();
    private readonly StringBuilder _acknowledged = new();
    private readonly StringBuilder _unconfirmed = new();

    public OffsetLine(string upload, IEnumerable<HistoryEntry> history, TimeAxis axis, Func<double, double> y)
    {
        Upload = upload;
        var operations = history.ToList();
        foreach (var transfer in operations.Where(operation => operation is { Sent: > 0, Offset: not null }))
        {
            var path = transfer.Outcome == OperationOutcome.Ok ? _acknowledged : _unconfirmed;
            var end = transfer.EndMs ?? axis.Length;
            path.Append($"M{Svg.N(axis.X(transfer.AtMs))} {Svg.N(y(transfer.Offset!.Value))}L{Svg.N(axis.X(end))} "
                + $"{Svg.N(y(transfer.Offset.Value + transfer.Sent))}");
        }

        foreach (var (at, offset) in Reported(operations))
        {
            var (x, height) = (axis.X(at), y(offset));
            _known.Append(_known.Length == 0 ? $"M{Svg.N(x)} {Svg.N(height)}" : $"H{Svg.N(x)}V{Svg.N(height)}");
            _reported.Append($"M{Svg.N(x - 2)} {Svg.N(height - 2)}h4v4h-4z");
            Y = height;
        }
    }

    public string Upload { get; }

    /// <summary>The end of the upload, for its label.</summary>
    public double Y { get; }

    /// <summary>A stair from each reported offset to the next.</summary>
    public string Known => _known.ToString();

    /// <summary>A square for each offset that the server reported.</summary>
    public string Squares => _reported.ToString();

    /// <summary>A line for each transfer that was answered with success.</summary>
    public string Acknowledged => _acknowledged.ToString();

    /// <summary>A line for each other transfer.</summary>
    public string Unconfirmed => _unconfirmed.ToString();

    // The offset in an answer. A successful answer without one, which tus and the draft allow, acknowledges all that was sent.
    private static IEnumerable<(double AtMs, long Offset)> Reported(IEnumerable<HistoryEntry> operations) =>
        operations.SelectMany(operation => (operation.Progress ?? []).Select(entry => (entry.AtMs, entry.Offset)).Concat(Final(operation)))
            .OrderBy(reported => reported.AtMs);

    private static IEnumerable<(double AtMs, long Offset)> Final(HistoryEntry operation)
    {
        var offset = operation.AnsweredOffset ?? (operation is { Kind: OperationKind.Create or OperationKind.Append,
            Outcome: OperationOutcome.Ok } ? operation.Offset + operation.Sent : null);
        return operation.EndMs is { } end && offset is { } reported ? [(end, reported)] : [];
    }
}
