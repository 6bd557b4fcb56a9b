using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>One upload on the picture, as path data.</summary>
internal sealed class OffsetLine
{
    private readonly StringBuilder _known = new();
    private readonly StringBuilder _told = new();
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
            path.Append($"M{Svg.N(axis.X(transfer.AtMs))} {Svg.N(y(transfer.Offset!.Value))}L{Svg.N(axis.X(end))} {Svg.N(y(transfer.Offset.Value + transfer.Sent))}");
        }

        foreach (var (at, offset) in Told(operations))
        {
            var (x, height) = (axis.X(at), y(offset));
            _known.Append(_known.Length == 0 ? $"M{Svg.N(x)} {Svg.N(height)}" : $"H{Svg.N(x)}V{Svg.N(height)}");
            _told.Append($"M{Svg.N(x - 2)} {Svg.N(height - 2)}h4v4h-4z");
            Y = height;
        }
    }

    public string Upload { get; }

    /// <summary>Where the upload ends, for its label.</summary>
    public double Y { get; }

    /// <summary>A stair from one told offset to the next.</summary>
    public string Known => _known.ToString();

    /// <summary>A square for each offset that the server told.</summary>
    public string Squares => _told.ToString();

    /// <summary>A line for each transfer that was answered with success.</summary>
    public string Acknowledged => _acknowledged.ToString();

    /// <summary>A line for each other transfer.</summary>
    public string Unconfirmed => _unconfirmed.ToString();

    // The offset that an answer tells, or what it says by being a success: tus and the draft may leave the offset out of one.
    private static IEnumerable<(double AtMs, long Offset)> Told(IEnumerable<HistoryEntry> operations) =>
        operations.SelectMany(operation => (operation.Progress ?? []).Select(told => (told.AtMs, told.Offset)).Concat(Final(operation))).OrderBy(told => told.AtMs);

    private static IEnumerable<(double AtMs, long Offset)> Final(HistoryEntry operation)
    {
        var offset = operation.AnsweredOffset ?? (operation is { Kind: OperationKind.Create or OperationKind.Append, Outcome: OperationOutcome.Ok } ? operation.Offset + operation.Sent : null);
        return operation.EndMs is { } end && offset is { } told ? [(end, told)] : [];
    }
}
